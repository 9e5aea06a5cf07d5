"""What can be made of the key's policy."""

import json
from collections.abc import Callable
from typing import Any

from tests.plans.changes_of_key import KEY, REPLICA
from tests.plans.edits import (
    added,
    given,
    resource,
    statement,
    statements,
    together,
    with_statement,
    without_statement,
)
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange

CAMUNDA = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"
ACCOUNT, STRANGER_ACCOUNT = "arn:aws:iam::111122223333:root", "arn:aws:iam::777788889999:root"
ROLE = "arn:aws:iam::111122223333:role/apps/reporting"
USES, GRANTS = "CamundaUsesKey", "CamundaManagesGrants"


def _allow(sid: str, principal: Any, *actions: str) -> Json:
    return {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": "*"}


def _deny(sid: str, values: Json) -> Json:
    return {"Sid": sid, "Effect": "Deny", "Action": "kms:*", "Resource": "*", **values}


def _reordered(found: list[Json]) -> list[Json]:
    """The same policy: statements and actions the other way round, single values as lists, lists of one as the value."""
    return [
        {name: list(reversed(value)) if name == "Action" else value for name, value in reversed(one.items())}
        | {"Resource": ["*"], "Sid": one["Sid"]}
        for one in reversed(found)
    ]


def _reformatted(stack: Json) -> None:
    """Other blanks, line breaks and escapes; not one letter of what it says."""
    text = json.dumps(json.loads(resource(stack, KEY)["policy"]), indent=4)
    resource(stack, KEY)["policy"] = text.replace("Camunda", "\\u0043amunda", 1)


def _as_published(found: list[Json]) -> list[Json]:
    uses, grants = (next(one for one in found if one["Sid"] == sid) for sid in (USES, GRANTS))
    return [_allow("Enable IAM user permissions", {"AWS": ACCOUNT}, "kms:*"), uses, grants]


def _policy(name: str, what: str, told: str, edit: Callable[[Json], None], arguments: tuple[str, ...] = ()) -> PlannedChange:
    return PlannedChange(name=f"key_policy_{name}", stack="key", what=what, told=told, edit=edit, arguments=arguments)


CHANGES_OF_KEY_POLICY = (
    _policy(
        "without_camunda",
        "Both statements for Camunda's role were taken out.",
        "Camunda loses the key at once.",
        without_statement(KEY, USES, GRANTS),
    ),
    _policy(
        "camunda_conditioned",
        "Camunda's use of the key was made to depend on where it comes from.",
        "Camunda may lose the key: what it asks for from elsewhere is refused.",
        statement(KEY, USES, {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}),
    ),
    _policy(
        "camunda_denied",
        "A statement denies Camunda's role to decrypt.",
        "Camunda can no longer decrypt, whatever else is allowed.",
        with_statement(KEY, _deny("NoMoreUse", {"Principal": {"AWS": CAMUNDA}, "Action": ["kms:Decrypt"]})),
    ),
    _policy(
        "camunda_denied_by_account",
        "A statement denies everything to whoever is not of the customer's account.",
        "Camunda loses the key: its role is of another account.",
        with_statement(
            KEY,
            _deny(
                "OnlyOurAccount",
                {"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}},
            ),
        ),
    ),
    _policy(
        "camunda_denied_by_not_principal",
        "A statement denies use to everybody but the account and one role, by NotPrincipal.",
        "Camunda loses the key: it is not among those who are spared.",
        with_statement(KEY, _deny("OnlyThese", {"NotPrincipal": {"AWS": [ACCOUNT, ROLE]}, "Action": ["kms:Decrypt"]})),
    ),
    _policy(
        "camunda_fewer_actions",
        "Two of the actions that Camunda needs were taken from its statement.",
        "Camunda can no longer make data keys or re-encrypt, so the cluster fails as soon as it tries.",
        statement(KEY, USES, {"Action": ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"]}),
    ),
    _policy(
        "camunda_another_role",
        "Both statements name another role of Camunda's account.",
        "The cluster's role loses the key, and another role of Camunda's account gets it.",
        together(
            statement(KEY, USES, {"Principal": {"AWS": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-9999"}}),
            statement(KEY, GRANTS, {"Principal": {"AWS": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-9999"}}),
        ),
    ),
    _policy(
        "camunda_by_unique_id",
        "Camunda's role is named by the unique id under which AWS shows a role that was deleted.",
        "Camunda's role was deleted or made anew; the one that exists now has no use of the key.",
        together(
            statement(KEY, USES, {"Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}}),
            statement(KEY, GRANTS, {"Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}}),
        ),
    ),
    _policy(
        "camunda_more_actions",
        "Camunda's role may manage the key's policy as well.",
        "Nothing comes of it across accounts, and it is more than Camunda asks for.",
        with_statement(KEY, _allow("CamundaManages", {"AWS": CAMUNDA}, "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")),
    ),
    _policy(
        "stranger_account_decrypts",
        "A third account may decrypt.",
        "Whomever that account permits can read what the cluster encrypted.",
        with_statement(KEY, _allow("Partner", {"AWS": STRANGER_ACCOUNT}, "kms:Decrypt")),
    ),
    _policy(
        "everybody_decrypts",
        "Everybody may decrypt.",
        "Whoever has an AWS account can read what the cluster encrypted.",
        with_statement(KEY, _allow("Everybody", "*", "kms:Decrypt")),
    ),
    _policy(
        "everybody_of_organization_decrypts",
        "Everybody of an organization may decrypt.",
        "Every account of the organization can read what the cluster encrypted.",
        with_statement(
            KEY,
            _allow("Organization", {"AWS": "*"}, "kms:Decrypt")
            | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}},
        ),
    ),
    _policy(
        "service_decrypts",
        "A service of AWS may decrypt, for whichever account asks it to.",
        "The service can be made to decrypt by any account.",
        with_statement(KEY, _allow("Service", {"Service": "lambda.amazonaws.com"}, "kms:Decrypt")),
    ),
    _policy(
        "not_principal_allowed",
        "Everybody but one role may use the key, by Allow with NotPrincipal.",
        "Whoever is not that role can use the key, strangers included.",
        with_statement(
            KEY,
            {"Sid": "AllBut", "Effect": "Allow", "NotPrincipal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"},
        ),
    ),
    _policy(
        "not_action_allowed",
        "The account's IAM may permit everything but one action, by NotAction.",
        "Administrators of the account's IAM can use the key and end it.",
        with_statement(
            KEY,
            {
                "Sid": "AllButOne",
                "Effect": "Allow",
                "Principal": {"AWS": ACCOUNT},
                "NotAction": "kms:CreateKey",
                "Resource": "*",
            },
        ),
    ),
    _policy(
        "account_uses_key",
        "The account's IAM may permit use of the key, by the YAML's `delegate_use_to_iam`.",
        "Administrators of the account's IAM can decrypt what the cluster encrypts.",
        with_statement(KEY, _allow("AccountDelegatesUseToIam", {"AWS": ACCOUNT}, "kms:*")),
    ),
    _policy(
        "role_schedules_deletion",
        "A role of the account may schedule the key's deletion, and is spared by the Deny.",
        "One more can end the key.",
        together(
            with_statement(KEY, _allow("Ends", {"AWS": ROLE}, "kms:ScheduleKeyDeletion")),
            without_statement(KEY, "OnlyBreakGlassEndsKey"),
        ),
    ),
    _policy(
        "role_puts_policy",
        "A role of the account may put the key's policy, and nobody is denied it any longer.",
        "One more can give itself every use of the key.",
        together(
            with_statement(KEY, _allow("Puts", {"AWS": ROLE}, "kms:PutKeyPolicy")),
            without_statement(KEY, "OnlyDeployersChangePolicy"),
        ),
    ),
    _policy(
        "role_replicates",
        "A role of the account may replicate the key anywhere.",
        "The key material can be taken to any region.",
        together(
            with_statement(KEY, _allow("Replicates", {"AWS": ROLE}, "kms:ReplicateKey")),
            without_statement(KEY, "OnlyDeployersChangePolicy", "NoReplicaElsewhere"),
        ),
    ),
    _policy(
        "role_creates_grants",
        "A role of the account may create grants.",
        "That role can give anybody any use of the key, and no policy shows it.",
        with_statement(KEY, _allow("Grants", {"AWS": ROLE}, "kms:CreateGrant")),
    ),
    _policy(
        "role_wildcard",
        "A role of the account may do what begins with `kms:De`.",
        "That role can decrypt; the wildcard hides it.",
        with_statement(KEY, _allow("Describes", {"AWS": ROLE}, "kms:De*")),
    ),
    _policy(
        "locked_out",
        "Nobody is left who may put the policy: only Camunda's statements stay.",
        "Nobody of the account can ever change the key's policy again, but for AWS Support.",
        statements(KEY, lambda found: [one for one in found if one["Sid"] in (USES, GRANTS)]),
    ),
    _policy(
        "lockout_check_bypassed",
        "KMS is asked not to check that the policy can still be changed.",
        "A policy under which nobody can change it is no longer refused.",
        given(KEY, {"bypass_policy_lockout_safety_check": True}),
    ),
    _policy(
        "denies_removed",
        "Every Deny was taken out.",
        "Whomever the account's IAM permits can disable the key, schedule its deletion and put its policy.",
        statements(KEY, lambda found: [one for one in found if one["Effect"] == "Allow"]),
    ),
    _policy(
        "dead_cross_account_grant",
        "A third account may describe the key's rotation and enable the key.",
        "Enabling a key never works across accounts, so half of the statement is dead text; somebody expected something of it.",
        with_statement(KEY, _allow("Support", {"AWS": STRANGER_ACCOUNT}, "kms:EnableKey", "kms:GetKeyPolicy")),
    ),
    _policy(
        "reordered",
        "Statements and actions stand in another order.",
        "Nothing: it says the same.",
        statements(KEY, _reordered),
    ),
    _policy(
        "reformatted",
        "The policy's text has other blanks, line breaks and escapes.",
        "Nothing: it says the same.",
        _reformatted,
    ),
    _policy(
        "sid_renamed",
        "A statement was given another Sid.",
        "Nothing: it says the same.",
        statement(KEY, USES, {"Sid": "TenantUsesKey"}),
    ),
    _policy(
        "split",
        "Camunda's statement was split into two.",
        "Nothing: it says the same.",
        together(
            statement(KEY, USES, {"Action": ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"]}),
            with_statement(KEY, _allow("CamundaMore", {"AWS": CAMUNDA}, "kms:ReEncrypt*", "kms:GenerateDataKey*")),
        ),
    ),
    _policy(
        "as_published",
        "The policy is the one that Camunda publishes: the account's IAM may do everything.",
        "Administrators of the account's IAM can use the key and end it.",
        statements(KEY, _as_published),
    ),
    _policy(
        "unknown",
        "The policy names a role that the same plan makes, so what it says is known only once it is applied.",
        "What the key's policy will be cannot be read from this plan.",
        together(
            added("aws_iam_role.reporting", {"name": "reporting", "assume_role_policy": "{}"}),
            with_statement(KEY, _allow("Reporting", {"AWS": "${aws_iam_role.reporting.arn}"}, "kms:DescribeKey")),
        ),
    ),
    _policy(
        "removed",
        "The policy was taken out of the configuration.",
        "Nothing changes now, and the policy is no longer kept as it is.",
        lambda stack: resource(stack, KEY).pop("policy"),
    ),
    PlannedChange(
        name="key_policy_break_glass_widened",
        stack="key",
        what="Two more were named as break-glass in the YAML, one of them by a wildcard.",
        told="More people can disable the key and schedule its deletion: everybody whose role fits the wildcard.",
        settings={
            "key.break_glass": [
                "arn:aws:iam::111122223333:role/platform/break-glass",
                "arn:aws:iam::111122223333:user/people/old-hand",
                "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admins_*",
            ]
        },
    ),
    PlannedChange(
        name="key_policy_deployers_widened",
        stack="key",
        what="One more was named as a deployer in the YAML.",
        told="One more can put the key's policy, and so give itself every use of the key.",
        settings={"deployers": ["arn:aws:iam::111122223333:role/platform/byok-deployer", ROLE]},
    ),
    PlannedChange(
        name="key_policy_auditor_added",
        stack="key",
        what="One more was named as an auditor in the YAML.",
        told="One more can read the key's settings, and nothing else.",
        settings={"key.auditors": ["arn:aws:iam::111122223333:role/audit/key-auditor", ROLE]},
    ),
    PlannedChange(
        name="replica_policy_everybody_decrypts",
        stack="key",
        what="Everybody may decrypt with the replica; the key's own policy is as it was.",
        told="Whoever has an AWS account can read what the cluster encrypted: the replica has the same key material.",
        edit=with_statement(REPLICA, _allow("Everybody", "*", "kms:Decrypt")),
    ),
    PlannedChange(
        name="replica_policy_without_camunda",
        stack="key",
        what="Both statements for Camunda's role were taken out of the replica's policy.",
        told="Camunda loses the key in the second region.",
        edit=without_statement(REPLICA, USES, GRANTS),
    ),
)
