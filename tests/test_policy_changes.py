"""What the change of a policy means for people, as a review shows it."""

from copy import deepcopy
from typing import Any

import pytest

from camunda_byok.inventory.model import Thing
from camunda_byok.policy_changes import POLICIES, PolicyChange, policy_changes
from camunda_byok.review import changes_in
from tests.rules.pictures import ACCOUNT, CAMUNDA_POLICY, SOUND, case, picture

STRANGER = "arn:aws:iam::444455556666:role/reporting"
READS = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "kms:Decrypt", "Resource": "*"}


def with_policy(policy: Any, many: str = "keys", **others: Any) -> Thing:
    (thing,) = picture({many: [{"policy": policy, **others}]}).things.values()
    return thing


def the_change(before: Thing | None, after: Thing) -> PolicyChange:
    (change,) = policy_changes(before, after)
    return change


def policy_with(*statements: dict[str, Any], last: bool = True) -> dict[str, Any]:
    own = deepcopy(CAMUNDA_POLICY["Statement"])
    return {"Version": "2012-10-17", "Statement": [*own, *statements] if last else own[:-1]}


def test_who_gains_stands_with_what_and_when() -> None:
    condition = {"Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}
    change = the_change(with_policy(CAMUNDA_POLICY), with_policy(policy_with(READS | condition)))
    (line,) = change.lines
    assert (line.sign, line.actions, line.answer) == ("+", ("kms:Decrypt",), "denied -> allowed")
    assert "role reporting of account 444455556666" in line.who
    assert line.when == ("kms:ViaService is s3.eu-west-1.amazonaws.com",)
    assert any(line.who == each.who for each in change.afterwards)


def test_who_loses_stands_with_what() -> None:
    change = the_change(with_policy(CAMUNDA_POLICY), with_policy(policy_with(last=False)))
    (line,) = change.lines
    assert (line.sign, line.answer) == ("-", "allowed -> denied")
    assert line.actions == ("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")


def test_a_policy_in_another_order_means_the_same() -> None:
    turned = {"Version": "2012-10-17", "Statement": CAMUNDA_POLICY["Statement"][::-1]}
    change = the_change(with_policy(CAMUNDA_POLICY), with_policy(turned))
    assert (change.lines, change.cannot_tell) == ((), ())
    assert change.afterwards


def test_of_a_new_key_everything_is_gained() -> None:
    change = the_change(None, with_policy(CAMUNDA_POLICY))
    assert {line.sign for line in change.lines} == {"+"}
    assert {line.answer for line in change.lines} == {"allowed", "if IAM allows"}
    assert not change.afterwards


def test_nothing_is_said_of_a_policy_that_stays_or_of_a_key_that_goes() -> None:
    key = with_policy(CAMUNDA_POLICY)
    assert list(policy_changes(key, with_policy(CAMUNDA_POLICY, rotation=False))) == []
    assert list(policy_changes(key, None)) == []


@pytest.mark.parametrize(
    ("before", "after", "others", "reason"),
    [
        (CAMUNDA_POLICY, {"unknown": "the value is known only after the apply"}, {}, "known only after the apply"),
        ({"unknown": "the value is marked sensitive"}, CAMUNDA_POLICY, {}, "marked sensitive"),
        (CAMUNDA_POLICY, {"ref": "data.x.y.json"}, {}, "data.x.y.json"),
        (CAMUNDA_POLICY, policy_with(READS), {"account": {"unknown": "nobody said it"}}, "nobody said it"),
        (CAMUNDA_POLICY, policy_with(READS | {"Effect": "allow"}), {}, "neither Allow nor Deny"),
        (None, {"unknown": "the value is known only after the apply"}, {}, "known only after the apply"),
    ],
)
def test_what_cannot_be_told_has_a_reason(before: Any, after: Any, others: dict[str, Any], reason: str) -> None:
    change = the_change(with_policy(before) if before else None, with_policy(after, **others))
    assert not change.lines
    assert not change.afterwards
    assert reason in change.cannot_tell[0]


@pytest.mark.parametrize(
    ("many", "action"),
    [
        ("keys", "kms:Decrypt"),
        ("buckets", "s3:DeleteBucketWebsite"),
        ("topics", "sns:Publish"),
        ("queues", "sqs:SendMessage"),
        ("roles", "sts:AssumeRoleWithSAML"),
    ],
)
def test_every_kind_with_a_policy_is_compared(many: str, action: str) -> None:
    kind, sound = SOUND[many]
    field, _ = POLICIES[kind]
    granted = {**READS, "Action": f"{action[:-1]}*"}  # which says nothing to somebody who does not know the service
    policy = {**sound[field], "Statement": [*sound[field]["Statement"], granted]}
    before, after = picture({many: [{}]}).things, picture({many: [{field: policy}]}).things
    change = the_change(before[sound["address"]], after[sound["address"]])
    assert change.field == field
    assert [(line.sign, line.actions) for line in change.lines] == [("+", (action,))]


def test_a_change_in_a_review_has_its_policies_and_does_not_show_their_text() -> None:
    judged = case({"before": {"keys": [{}]}, "after": {"keys": [{"policy": policy_with(READS), "rotation": False}]}})
    (change,) = changes_in(judged)
    assert [field.name for field in change.fields] == ["rotation"]
    assert [policy.field for policy in change.policies] == ["policy"]


def test_the_account_of_the_key_decides_who_is_a_stranger() -> None:
    change = the_change(None, with_policy(CAMUNDA_POLICY))
    (own,) = (line for line in change.lines if line.answer == "if IAM allows")
    assert ACCOUNT in own.who
