"""Reviews to render: one with something of everything, and one that holds only hostile texts."""

from camunda_byok.authorization.actions import READING
from camunda_byok.finding import Finding, Weight
from camunda_byok.policy_changes import PolicyChange, PolicyLine
from camunda_byok.review import FieldChange, PlanReview, Review, ThingChange

CAMUNDA = "role c8-cluster/c8-apps of account 444455556666"

KEY_PLAN = PlanReview(
    name="prod-key",
    file="plans/prod-key.json",
    findings=(
        Finding(
            rule="rotation-off",
            weight=Weight.WARN,
            address="aws_kms_key.key",
            summary="The key does not rotate by itself.",
            remedy="Set enable_key_rotation to true.",
        ),
        Finding(
            rule="key-destroyed",
            weight=Weight.BLOCK,
            address="aws_kms_key.key_2",
            summary="The key is destroyed.",
            details=("It is no longer in the configuration.",),
            remedy="Put the key back into the configuration, or take it out of the state without destroying it.",
        ),
        Finding(
            rule="rotation-off",
            weight=Weight.WARN,
            address="module.orders.aws_kms_key.key[0]",
            summary="Whether the key rotates is not known yet.",
            remedy="Afterwards: aws kms get-key-rotation-status --key-id KEY",
            cannot_tell="the value is known only after the apply",
        ),
    ),
    changes=(
        ThingChange(
            address="aws_kms_key.key",
            kind="KMS key",
            action="update",
            fields=(
                FieldChange(name="rotation", before="yes", after="no"),
                FieldChange(name="deletion_window_days", before="30", after="7"),
            ),
            policies=(
                PolicyChange(
                    field="policy",
                    lines=(
                        PolicyLine(
                            sign="+",
                            who="role reporting of account 111122223333",
                            actions=("kms:Decrypt", "kms:GenerateDataKey"),
                            answer="denied -> allowed",
                            when=("kms:ViaService is s3.eu-west-1.amazonaws.com", "aws:PrincipalTag/team is reporting"),
                        ),
                        PolicyLine(
                            sign="-",
                            who=CAMUNDA,
                            actions=("kms:CreateGrant",),
                            answer="allowed -> denied",
                            when=("kms:GrantIsForAWSResource is not true",),
                        ),
                    ),
                    afterwards=(
                        PolicyLine(
                            who=CAMUNDA,
                            actions=("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom"),
                            answer="allowed",
                        ),
                        PolicyLine(
                            who="role platform/byok-deployer of account 111122223333",
                            actions=("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", *READING),
                            answer="if IAM allows",
                        ),
                    ),
                    cannot_tell=("aws:username in the statement CamundaUsesKey is a policy variable",),
                ),
            ),
        ),
        ThingChange(address="aws_kms_key.key_2", kind="KMS key", action="destroy"),
        ThingChange(
            address="aws_kms_alias.key",
            kind="KMS alias",
            action="replace",
            fields=(FieldChange(name="name", before="alias/camunda/prod", after="alias/camunda/production"),),
        ),
        ThingChange(address="module.orders.aws_kms_key.key[0]", kind="KMS key", action="create"),
    ),
    noticed=(
        ThingChange(
            address="aws_kms_key.trail_key",
            kind="KMS key",
            action="update",
            fields=(FieldChange(name="enabled", before="yes", after="no"),),
        ),
    ),
    others=12,
)

TRAIL_PLAN = PlanReview(
    name="prod-trail",
    file="plans/prod-trail.json",
    findings=(
        Finding(
            rule="key-destroyed",
            weight=Weight.BLOCK,
            address="aws_kms_key.trail_key",
            summary="The key is destroyed.",
            details=("Its index is outside of `count`.",),
            remedy="Put the key back into the configuration, or take it out of the state without destroying it.",
            accepted="accepted by platform team until 2027-06-30: its logs were copied to the archive on 2027-01-15",
        ),
        Finding(
            rule="accepted-risk",
            weight=Weight.NOTE,
            address="*",
            summary="Nothing needs the acceptance of rotation-off by platform team.",
            remedy="Take it out of accepted_risks, so that the fault is reported should it come.",
        ),
    ),
    changes=(ThingChange(address="aws_kms_key.trail_key", kind="KMS key", action="destroy"),),
)

UNTOUCHED = PlanReview(name="prod-alarms", file="plans/prod-alarms.json", findings=(), others=1)

WAITING = PlanReview(name="sandbox-alarms", findings=(), waits_for="sandbox-key")

EXAMPLE = Review(plans=(KEY_PLAN, TRAIL_PLAN, UNTOUCHED))

HOSTILE_TEXTS = {
    "an escape sequence": "a\x1b[31mred\x07",
    "lines of its own": "a\n\n# Approved\r\n- fine",
    "a change of direction": "a\u202egpj.exe\u2066b\u200b",
    "markup of rich": "[bold red]x[/bold red][link=https://example.com]y[/link]",
    "a fence": "```\n</details>\n```js\n`` ` ``",
    "cells": "a | b |\n|---|---|\n\\| c",
    "HTML": "</details></summary></code><script>alert(1)</script><img src=x onerror=1><!-- --> &lt;",
    "somebody's name": "@octocat @github/everyone octo@example.com",
    "links": "[x](https://example.com) ![y](https://example.com/z.png) https://example.com www.example.com <https://example.com>",
    "an issue": "#1 GH-1 octo/repo#1 closes #2",
    "the first words of a list": "1. one",
    "emphasis and mathematics": "**bold** _under_ ~~gone~~ $x$ {0} {{1}}",
    "nothing": "",
    "a space": " ",
    "half a character": "\ud800",
    "very much": "x" * 5_000,
    "very many words": "word " * 1_000,
}


def hostile(text: str) -> Review:
    """Returns a review that says this text wherever a plan, a policy or a file can put one. Rules have ids of our own."""
    fields = (FieldChange(name=text, before=text, after=text),)
    line = PolicyLine(who=text, actions=(text, text), on=text, answer=text, when=(text, text))
    policy = PolicyChange(field="policy", lines=(line,), afterwards=(line,), cannot_tell=(text,))
    change = ThingChange(address=text, kind=text, action="update", fields=fields, policies=(policy,))
    said = {"rule": "key-destroyed", "address": text, "summary": text, "details": (text,), "remedy": text}
    plan = PlanReview(
        name=text,
        file=text,
        findings=(
            Finding(weight=Weight.BLOCK, **said),
            Finding(weight=Weight.WARN, cannot_tell=text or "it is so", **said),
            Finding(weight=Weight.NOTE, accepted=text or "by somebody", **said),
        ),
        changes=(change,),
        noticed=(change,),
        others=1,
    )
    return Review(plans=(plan, plan))


HOSTILE = {name: hostile(text) for name, text in HOSTILE_TEXTS.items()}
