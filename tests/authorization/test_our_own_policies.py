"""What the kit's key policies promise, proven over all requests and not by samples."""

import json
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.authorization.actions import CRYPTOGRAPHIC_USE, GRANTS, POLICY, REPLICATION
from camunda_byok.authorization.comparison import can, compare, who_can
from camunda_byok.authorization.model import Answer, Level, Permission
from camunda_byok.policies.documents import Document
from camunda_byok.policies.guardians import POLICY_ACTIONS
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT
from tests.authorization.cases import allow

GOLDEN = Path(__file__).parents[1] / "policies" / "golden"
CAMUNDAS = "key-as-camunda-publishes"
STRICT = ("key-complete", "key-minimal", "key-replica", "key-with-replica-region", "key-without-break-glass")
GUARDED = (*STRICT, "key-delegating-use", "trail-key", "trail-key-with-archive-readers")
PEOPLE = {ADMINISTRATOR.arn, AUDITOR.arn, BREAK_GLASS.arn, DEPLOYER.arn}
NO_BREAK_GLASS = ("key-minimal", "key-without-break-glass")
EIGHT_ENTRIES = {
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:CreateGrant",
    "kms:ListGrants",
    "kms:RevokeGrant",
}
"""The eight entries that Camunda publishes, with what their wildcards stand for."""


def golden(name: str) -> Document:
    return json.loads((GOLDEN / f"{name}.json").read_text())


def rows(name: str) -> tuple[Permission, ...]:
    table = who_can(golden(name), owner=CUSTOMER_ACCOUNT)
    assert table.undecided == ()
    return table.rows


def able(name: str, actions: tuple[str, ...]) -> set[str]:
    """Who can do any of these under any circumstance, by ARN or service; classes of others by an example."""
    return {row.principal.value for row in rows(name) if set(actions) & set(row.actions)}


def writers(name: str) -> set[str]:
    return {DEPLOYER.arn} if name in NO_BREAK_GLASS else {DEPLOYER.arn, BREAK_GLASS.arn}


@pytest.mark.parametrize("name", [*STRICT, "key-delegating-use", CAMUNDAS])
def test_camunda_can_do_its_eight_entries_under_every_circumstance_and_nothing_else(name: str) -> None:
    (row,) = (row for row in rows(name) if row.principal.account == TENANT.arn.split(":")[4])

    assert (row.principal.value, row.principal.standing_for) == (TENANT.arn, "")
    assert (set(row.actions), row.level, row.when) == (EIGHT_ENTRIES, Level.ALLOWED, ())


@pytest.mark.parametrize("name", STRICT)
def test_nobody_but_camunda_can_use_the_key_or_hand_its_use_on(name: str) -> None:
    assert able(name, (*CRYPTOGRAPHIC_USE, "kms:CreateGrant")) == {TENANT.arn}


@pytest.mark.parametrize("name", STRICT)
def test_nobody_but_camunda_and_the_people_named_can_touch_its_grants(name: str) -> None:
    assert able(name, GRANTS) <= {TENANT.arn, *PEOPLE}
    assert able(name, ("kms:RevokeGrant",)) <= {TENANT.arn, ADMINISTRATOR.arn, BREAK_GLASS.arn}


@pytest.mark.parametrize("name", [*STRICT, "key-delegating-use", CAMUNDAS])
def test_no_service_no_stranger_and_no_other_account_can_do_anything(name: str) -> None:
    assert {row.principal.account for row in rows(name)} == {CUSTOMER_ACCOUNT, TENANT.arn.split(":")[4]}


@pytest.mark.parametrize("name", ["key-delegating-use", CAMUNDAS])
def test_where_use_is_delegated_the_account_s_iam_decides_it_and_nobody_else_s(name: str) -> None:
    users = [row for row in rows(name) if set(CRYPTOGRAPHIC_USE) & set(row.actions) and row.principal.value != TENANT.arn]

    assert users
    assert {(row.principal.account, row.level) for row in users} == {(CUSTOMER_ACCOUNT, Level.IF_IAM_ALLOWS)}


@pytest.mark.parametrize("name", GUARDED)
def test_every_deployer_can_always_mend_the_policy(name: str) -> None:
    answer = can(golden(name), DEPLOYER.arn, "kms:PutKeyPolicy", owner=CUSTOMER_ACCOUNT)

    assert isinstance(answer, Answer)
    assert answer.level == Level.IF_IAM_ALLOWS
    assert answer.witness.context == {}


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_but_the_writers_can_change_who_may_use_the_key(name: str) -> None:
    assert able(name, (*POLICY, *POLICY_ACTIONS)) == writers(name)
    assert set(POLICY_ACTIONS) <= {*POLICY, *REPLICATION}


def held_back(name: str, sid: str) -> set[str]:
    """Who could do more if a Deny were removed."""
    policy = golden(name)
    without = {**policy, "Statement": [made for made in policy["Statement"] if made["Sid"] != sid]}
    comparison = compare(policy, without, owner=CUSTOMER_ACCOUNT)
    assert (comparison.undecided, comparison.lost) == ((), ())
    return {made.principal.value for made in comparison.gained}


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_whom_the_guard_of_the_policy_holds_back_could_remove_it(name: str) -> None:
    held = held_back(name, "OnlyDeployersChangePolicy")

    assert held
    assert not held & able(name, POLICY)


@pytest.mark.parametrize(
    ("sid", "writers_held"),
    [
        ("OnlyDeployersChangePolicy", set[str]()),
        ("OnlyBreakGlassEndsKey", {DEPLOYER.arn}),
        ("NoShorterDeletionWindow", {BREAK_GLASS.arn}),
        ("NoReplicaElsewhere", {DEPLOYER.arn, BREAK_GLASS.arn}),
        ("NoLockoutCheckBypass", {DEPLOYER.arn, BREAK_GLASS.arn}),
    ],
)
def test_the_other_guards_hold_a_writer_of_the_policy_only_until_he_rewrites_it(sid: str, writers_held: set[str]) -> None:
    """Whoever mends the policy can lift every Deny by a second call, which raises an alarm: a writer is trusted in full."""
    assert held_back("key-complete", sid) & writers("key-complete") == writers_held


def test_a_statement_that_would_let_those_it_holds_back_remove_it_is_noticed() -> None:
    policy = golden("key-complete")
    guard = next(made for made in policy["Statement"] if made["Sid"] == "OnlyDeployersChangePolicy")
    guard["Condition"]["ArnNotLike"]["aws:PrincipalArn"].append(f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/*")

    mender = can(policy, AUDITOR.arn, "kms:PutKeyPolicy", owner=CUSTOMER_ACCOUNT)

    assert isinstance(mender, Answer)
    assert mender.level == Level.IF_IAM_ALLOWS


DANGEROUS: dict[str, dict[str, Any]] = {
    "a service may decrypt": allow({"Service": "s3.amazonaws.com"}),
    "a stranger may decrypt": allow({"AWS": "arn:aws:iam::777788889999:role/x"}),
    "the tenant's whole account may decrypt": allow({"AWS": f"arn:aws:iam::{TENANT.arn.split(':')[4]}:root"}),
    "everybody of an organization may decrypt": allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-example"}}),
    "an auditor may grant": allow({"AWS": AUDITOR.arn}, "kms:CreateGrant"),
    "everybody but one may decrypt": {
        "Effect": "Allow",
        "NotPrincipal": {"AWS": AUDITOR.arn},
        "Action": "kms:*",
        "Resource": "*",
    },
}


@pytest.mark.parametrize("edit", DANGEROUS)
def test_a_dangerous_statement_is_shown_by_a_request_that_it_lets_through(edit: str) -> None:
    policy = golden("key-complete")
    after = {**policy, "Statement": [*policy["Statement"], DANGEROUS[edit]]}

    comparison = compare(policy, after, owner=CUSTOMER_ACCOUNT)

    assert comparison.lost == ()
    dangerous = {*CRYPTOGRAPHIC_USE, "kms:CreateGrant"}
    shown = [made for made in comparison.gained if dangerous & set(made.actions)]
    assert shown
    assert TENANT.arn not in {made.principal.value for made in shown if made.actions == ("kms:Decrypt",)}


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.json")))
def test_every_policy_of_ours_is_the_same_as_itself_shuffled_and_is_read_without_a_doubt(name: str) -> None:
    policy = golden(name)
    shuffled = {**policy, "Statement": [{**made, "Sid": f"S{at}"} for at, made in enumerate(reversed(policy["Statement"]))]}
    service = policy["Statement"][0]["Action"][0].partition(":")[0]

    assert compare(policy, shuffled, owner=CUSTOMER_ACCOUNT, service=service).same
    assert who_can(policy, owner=CUSTOMER_ACCOUNT, service=service).undecided == ()
