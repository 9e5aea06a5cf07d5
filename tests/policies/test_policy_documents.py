"""What holds of the policies as documents, whoever asks."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from botocore.session import Session

from camunda_byok.errors import InputError
from camunda_byok.policies.documents import Document
from camunda_byok.policies.guardians import MANAGEMENT_ACTIONS, Guardians
from sandbox.people import CUSTOMER_ACCOUNT, PEOPLE, TENANT
from tests.policies.kms_actions import ACTIONS
from tests.policies.shapes import ARCHIVE_READER, GUARDED, KEY_POLICIES, SHAPES

PUBLISHED_BY_CAMUNDA = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:DescribeKey",
    "kms:GenerateDataKey*",
    "kms:CreateGrant",
    "kms:ListGrants",
    "kms:RevokeGrant",
]
PERMISSIONS_ALONE = {"s3:DeleteObjectVersion", "s3:GetObjectVersion"}
"""Permissions that no operation is called by. Source: Service Authorization Reference, Amazon S3."""
ROOT = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"
USES_OF_A_KEY = re.compile(r"kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GenerateMac|GenerateRandom|Sign|Verify|DeriveShared)")


def covered(patterns: list[str]) -> set[str]:
    return {action for action in ACTIONS if any(fnmatchcase(action, pattern) for pattern in patterns)}


def by_effect(policy: Document, effect: str) -> list[dict[str, Any]]:
    return [made for made in policy["Statement"] if made["Effect"] == effect]


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    else:
        yield value


@pytest.mark.parametrize("shape", KEY_POLICIES)
def test_the_tenant_has_exactly_the_entries_that_camunda_publishes_and_no_condition(shape: str) -> None:
    tenants = [made for made in KEY_POLICIES[shape]["Statement"] if made["Principal"] == {"AWS": TENANT.arn}]

    assert [action for made in tenants for action in made["Action"]] == PUBLISHED_BY_CAMUNDA
    assert [made["Effect"] for made in tenants] == ["Allow", "Allow"]
    assert all("Condition" not in made for made in tenants)


@pytest.mark.parametrize("shape", GUARDED)
def test_no_deny_reaches_what_camunda_needs(shape: str) -> None:
    denied = covered([action for made in by_effect(GUARDED[shape], "Deny") for action in made["Action"]])

    assert denied
    assert denied.isdisjoint(covered(PUBLISHED_BY_CAMUNDA))


def test_the_account_manages_without_using_granting_or_revoking() -> None:
    assert not [action for action in MANAGEMENT_ACTIONS if USES_OF_A_KEY.match(action)]
    assert not {"kms:CreateGrant", "kms:RevokeGrant", "kms:RetireGrant"} & set(MANAGEMENT_ACTIONS)
    assert not [action for action in MANAGEMENT_ACTIONS if "*" in action]


def test_the_account_is_the_only_principal_that_manages() -> None:
    for shape, policy in {**GUARDED, "topic-key": SHAPES["topic-key"]}.items():
        managing = [made for made in by_effect(policy, "Allow") if "kms:PutKeyPolicy" in covered(made["Action"])]
        assert {made["Principal"]["AWS"] for made in managing} == {ROOT}, shape


@pytest.mark.parametrize("shape", SHAPES)
def test_no_condition_compares_with_an_empty_list(shape: str) -> None:
    for made in SHAPES[shape]["Statement"]:
        assert made.get("Condition", "absent") not in ({}, None)
        for value in leaves(made.get("Condition", {})):
            assert value, made["Sid"]


@pytest.mark.parametrize("shape", SHAPES)
def test_people_of_the_account_are_never_principals(shape: str) -> None:
    people = {person.arn for person in PEOPLE if person.account == CUSTOMER_ACCOUNT}
    named = [value for made in SHAPES[shape]["Statement"] for value in leaves(made.get("Principal", {}))]
    principals = {one for value in named for one in ([value] if isinstance(value, str) else value)}

    assert principals.isdisjoint(people)
    assert all(value in ("*", ROOT, TENANT.arn, ARCHIVE_READER) or value.endswith(".amazonaws.com") for value in principals)


@pytest.mark.parametrize("shape", SHAPES)
def test_everybody_is_named_only_to_be_refused(shape: str) -> None:
    for made in by_effect(SHAPES[shape], "Allow"):
        assert made.get("Principal") != "*"
        assert "*" not in leaves(made.get("Principal", {}))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_action_exists(shape: str) -> None:
    for made in SHAPES[shape]["Statement"]:
        for action in made["Action"]:
            assert exists(action), f"{made['Sid']}: {action}"


def exists(action: str) -> bool:
    service, name = action.split(":")
    if service == "kms":
        return bool(covered([action]))
    if action in PERMISSIONS_ALONE:
        return True
    operations = Session().get_service_model(service).operation_names
    return name == "*" or any(fnmatchcase(operation, name) for operation in operations)


@pytest.mark.parametrize("shape", SHAPES.keys() - {"key-as-camunda-publishes"})  # the names in that one are Camunda's
def test_every_statement_has_a_name_of_its_own(shape: str) -> None:
    names = [made["Sid"] for made in SHAPES[shape]["Statement"]]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in names)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_policy_is_smaller_than_aws_lets_it_be(shape: str) -> None:
    # 32 KB for a key, 20 KB for a bucket, 30 KB for a topic, 10,240 characters inline in a role: the smallest of them.
    assert len(json.dumps(SHAPES[shape])) < 10_240


def test_a_key_without_a_deployer_cannot_be_described() -> None:
    with pytest.raises(InputError, match="no deployer is named"):
        Guardians(deployers=())
