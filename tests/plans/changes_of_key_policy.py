"""What can be made of the key's policy."""

import json
from functools import partial
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


_policy = partial(PlannedChange, stack="key")

CHANGES_OF_KEY_POLICY = (
    _policy(
        name="key_policy_without_camunda",
        what="Both statements for Camunda's role were taken out.",
        told="Camunda loses the key at once.",
        edit=without_statement(KEY, USES, GRANTS),
    ),
    _policy(
        name="key_policy_camunda_conditioned",
        what="Camunda's use of the key was made to depend on where it comes from.",
        told="Camunda may lose the key: what it asks for from elsewhere is refused.",
        edit=statement(KEY, USES, {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}),
    ),
    _policy(
        name="key_policy_camunda_denied",
        what="A statement denies Camunda's role to decrypt.",
        told="Camunda can no longer decrypt, whatever else is allowed.",
        edit=with_statement(KEY, _deny("NoMoreUse", {"Principal": {"AWS": CAMUNDA}, "Action": ["kms:Decrypt"]})),
    ),
    _policy(
        name="key_policy_camunda_denied_by_account",
        what="A statement denies everything to whoever is not of the customer's account.",
        told="Camunda loses the key: its role is of another account.",
        edit=with_statement(
            KEY,
            _deny(
                "OnlyOurAccount",
                {"Principal": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}},
            ),
        ),
    ),
    _policy(
        name="key_policy_camunda_denied_by_not_principal",
        what="A statement denies use to everybody but the account and one role, by NotPrincipal.",
        told="Camunda loses the key: it is not among those who are spared.",
        edit=with_statement(KEY, _deny("OnlyThese", {"NotPrincipal": {"AWS": [ACCOUNT, ROLE]}, "Action": ["kms:Decrypt"]})),
    ),
    _policy(
        name="key_policy_camunda_fewer_actions",
        what="Two of the actions that Camunda needs were taken from its statement.",
        told="Camunda can no longer make data keys or re-encrypt, so the cluster fails as soon as it tries.",
        edit=statement(KEY, USES, {"Action": ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"]}),
    ),
    _policy(
        name="key_policy_camunda_another_role",
        what="Both statements name another role of Camunda's account.",
        told="The cluster's role loses the key, and another role of Camunda's account gets it.",
        edit=together(
            statement(KEY, USES, {"Principal": {"AWS": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-9999"}}),
            statement(KEY, GRANTS, {"Principal": {"AWS": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-9999"}}),
        ),
    ),
    _policy(
        name="key_policy_camunda_by_unique_id",
        what="Camunda's role is named by the unique id under which AWS shows a role that was deleted.",
        told="Camunda's role was deleted or made anew; the one that exists now has no use of the key.",
        edit=together(
            statement(KEY, USES, {"Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}}),
            statement(KEY, GRANTS, {"Principal": {"AWS": "AROADBQP57FF2AEXAMPLE"}}),
        ),
    ),
    _policy(
        name="key_policy_camunda_more_actions",
        what="Camunda's role may manage the key's policy as well.",
        told="Nothing comes of it across accounts, and it is more than Camunda asks for.",
        edit=with_statement(KEY, _allow("CamundaManages", {"AWS": CAMUNDA}, "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion")),
    ),
    _policy(
        name="key_policy_stranger_account_decrypts",
        what="A third account may decrypt.",
        told="Whomever that account permits can read what the cluster encrypted.",
        edit=with_statement(KEY, _allow("Partner", {"AWS": STRANGER_ACCOUNT}, "kms:Decrypt")),
    ),
    _policy(
        name="key_policy_everybody_decrypts",
        what="Everybody may decrypt.",
        told="Whoever has an AWS account can read what the cluster encrypted.",
        edit=with_statement(KEY, _allow("Everybody", "*", "kms:Decrypt")),
    ),
    _policy(
        name="key_policy_everybody_of_organization_decrypts",
        what="Everybody of an organization may decrypt.",
        told="Every account of the organization can read what the cluster encrypted.",
        edit=with_statement(
            KEY,
            _allow("Organization", {"AWS": "*"}, "kms:Decrypt")
            | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}},
        ),
    ),
    _policy(
        name="key_policy_service_decrypts",
        what="A service of AWS may decrypt, for whichever account asks it to.",
        told="The service can be made to decrypt by any account.",
        edit=with_statement(KEY, _allow("Service", {"Service": "lambda.amazonaws.com"}, "kms:Decrypt")),
    ),
    _policy(
        name="key_policy_not_principal_allowed",
        what="Everybody but one role may use the key, by Allow with NotPrincipal.",
        told="Whoever is not that role can use the key, strangers included.",
        edit=with_statement(
            KEY,
            {"Sid": "AllBut", "Effect": "Allow", "NotPrincipal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"},
        ),
    ),
    _policy(
        name="key_policy_not_action_allowed",
        what="The account's IAM may permit everything but one action, by NotAction.",
        told="Administrators of the account's IAM can use the key and end it.",
        edit=with_statement(
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
        name="key_policy_account_uses_key",
        what="The account's IAM may permit use of the key, by the YAML's `delegate_use_to_iam`.",
        told="Administrators of the account's IAM can decrypt what the cluster encrypts.",
        edit=with_statement(KEY, _allow("AccountDelegatesUseToIam", {"AWS": ACCOUNT}, "kms:*")),
    ),
    _policy(
        name="key_policy_role_schedules_deletion",
        what="A role of the account may schedule the key's deletion, and is spared by the Deny.",
        told="One more can end the key.",
        edit=together(
            with_statement(KEY, _allow("Ends", {"AWS": ROLE}, "kms:ScheduleKeyDeletion")),
            without_statement(KEY, "OnlyBreakGlassEndsKey"),
        ),
    ),
    _policy(
        name="key_policy_role_puts_policy",
        what="A role of the account may put the key's policy, and nobody is denied it any longer.",
        told="One more can give itself every use of the key.",
        edit=together(
            with_statement(KEY, _allow("Puts", {"AWS": ROLE}, "kms:PutKeyPolicy")),
            without_statement(KEY, "OnlyDeployersChangePolicy"),
        ),
    ),
    _policy(
        name="key_policy_role_replicates",
        what="A role of the account may replicate the key anywhere.",
        told="The key material can be taken to any region.",
        edit=together(
            with_statement(KEY, _allow("Replicates", {"AWS": ROLE}, "kms:ReplicateKey")),
            without_statement(KEY, "OnlyDeployersChangePolicy", "NoReplicaElsewhere"),
        ),
    ),
    _policy(
        name="key_policy_role_creates_grants",
        what="A role of the account may create grants.",
        told="That role can give anybody any use of the key, and no policy shows it.",
        edit=with_statement(KEY, _allow("Grants", {"AWS": ROLE}, "kms:CreateGrant")),
    ),
    _policy(
        name="key_policy_role_wildcard",
        what="A role of the account may do what begins with `kms:De`.",
        told="That role can decrypt; the wildcard hides it.",
        edit=with_statement(KEY, _allow("Describes", {"AWS": ROLE}, "kms:De*")),
    ),
    _policy(
        name="key_policy_locked_out",
        what="Nobody is left who may put the policy: only Camunda's statements stay.",
        told="Nobody of the account can ever change the key's policy again, but for AWS Support.",
        edit=statements(KEY, lambda found: [one for one in found if one["Sid"] in (USES, GRANTS)]),
    ),
    _policy(
        name="key_policy_lockout_check_bypassed",
        what="KMS is asked not to check that the policy can still be changed.",
        told="A policy under which nobody can change it is no longer refused.",
        edit=given(KEY, {"bypass_policy_lockout_safety_check": True}),
    ),
    _policy(
        name="key_policy_denies_removed",
        what="Every Deny was taken out.",
        told="Whomever the account's IAM permits can disable the key, schedule its deletion and put its policy.",
        edit=statements(KEY, lambda found: [one for one in found if one["Effect"] == "Allow"]),
    ),
    _policy(
        name="key_policy_dead_cross_account_grant",
        what="A third account may enable the key and read its policy.",
        told="Neither works across accounts: the statement is dead text, of which somebody expected something.",
        edit=with_statement(KEY, _allow("Support", {"AWS": STRANGER_ACCOUNT}, "kms:EnableKey", "kms:GetKeyPolicy")),
    ),
    _policy(
        name="key_policy_reordered",
        what="Statements and actions stand in another order.",
        told="Nothing: it says the same.",
        edit=statements(KEY, _reordered),
    ),
    _policy(
        name="key_policy_reformatted",
        what="The policy's text has other blanks, line breaks and escapes.",
        told="Nothing: it says the same.",
        edit=_reformatted,
    ),
    _policy(
        name="key_policy_sid_renamed",
        what="A statement was given another Sid.",
        told="Nothing: it says the same.",
        edit=statement(KEY, USES, {"Sid": "TenantUsesKey"}),
    ),
    _policy(
        name="key_policy_split",
        what="Camunda's statement was split into two.",
        told="Nothing: it says the same.",
        edit=together(
            statement(KEY, USES, {"Action": ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey"]}),
            with_statement(KEY, _allow("CamundaMore", {"AWS": CAMUNDA}, "kms:ReEncrypt*", "kms:GenerateDataKey*")),
        ),
    ),
    _policy(
        name="key_policy_as_published",
        what="The policy is the one that Camunda publishes: the account's IAM may do everything.",
        told="Administrators of the account's IAM can use the key and end it.",
        edit=statements(KEY, _as_published),
    ),
    _policy(
        name="key_policy_unknown",
        what="The policy names a role that the same plan makes, so what it says is known only once it is applied.",
        told="What the key's policy will be cannot be read from this plan.",
        edit=together(
            added("aws_iam_role.reporting", {"name": "reporting", "assume_role_policy": "{}"}),
            with_statement(KEY, _allow("Reporting", {"AWS": "${aws_iam_role.reporting.arn}"}, "kms:DescribeKey")),
        ),
    ),
    _policy(
        name="key_policy_removed",
        what="The policy was taken out of the configuration.",
        told="Nothing changes now, and the policy is no longer kept as it is.",
        edit=lambda stack: resource(stack, KEY).pop("policy"),
    ),
    _policy(
        name="key_policy_break_glass_widened",
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
    _policy(
        name="key_policy_deployers_widened",
        what="One more was named as a deployer in the YAML.",
        told="One more can put the key's policy, and so give itself every use of the key.",
        settings={"deployers": ["arn:aws:iam::111122223333:role/platform/byok-deployer", ROLE]},
    ),
    _policy(
        name="key_policy_auditor_added",
        what="One more was named as an auditor in the YAML.",
        told="One more can read the key's settings, and nothing else.",
        settings={"key.auditors": ["arn:aws:iam::111122223333:role/audit/key-auditor", ROLE]},
    ),
    _policy(
        name="replica_policy_everybody_decrypts",
        what="Everybody may decrypt with the replica; the key's own policy is as it was.",
        told="Whoever has an AWS account can read what the cluster encrypted: the replica has the same key material.",
        edit=with_statement(REPLICA, _allow("Everybody", "*", "kms:Decrypt")),
    ),
    _policy(
        name="replica_policy_without_camunda",
        what="Both statements for Camunda's role were taken out of the replica's policy.",
        told="Camunda loses the key in the second region.",
        edit=without_statement(REPLICA, USES, GRANTS),
    ),
)
