"""Roles as they are, with every policy that they have: inline, or attached by whomever."""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.inventory.model import Document, Role
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, document, name_of, of, region_of, unreadable


def read_role(declared: Role, reading: Reading, *, attached: frozenset[str] = frozenset()) -> Role | None:
    """Returns the role, or None where there is none.

    attached: ARNs of managed policies that the configuration attaches: they are not among its inline ones.
    """
    name, region = name_of(declared.name), region_of(declared)
    said = reading.ask("iam:GetRole", region, lambda iam: iam.get_role(RoleName=name)["Role"])
    if isinstance(said, Absence):
        return None
    policies = (*_inline(name, region, reading), *_attached(name, region, reading, attached))
    if isinstance(said, Unknown):
        return replace(unreadable(declared, said), policies=policies or (said,))
    boundary: dict[str, Any] = said.get("PermissionsBoundary") or {}
    return replace(
        declared,
        trust=document(said.get("AssumeRolePolicyDocument")),
        policies=policies,
        permissions_boundary=boundary.get("PermissionsBoundaryArn"),
    )


def _inline(role: str, region: str, reading: Reading) -> tuple[Document, ...]:
    listed = reading.ask(
        "iam:ListRolePolicies", region, lambda iam: pages(iam, "list_role_policies", "PolicyNames", RoleName=role)
    )
    if isinstance(listed, Unknown | Absence):
        return (listed,) if isinstance(listed, Unknown) else ()
    found = [
        reading.ask("iam:GetRolePolicy", region, lambda iam, name=name: iam.get_role_policy(RoleName=role, PolicyName=name))
        for name in sorted(listed)
    ]
    return tuple(of(each, lambda answer: document(answer["PolicyDocument"]), absent=None) for each in found)


def _attached(role: str, region: str, reading: Reading, expected: frozenset[str]) -> tuple[Document, ...]:
    listed = reading.ask(
        "iam:ListAttachedRolePolicies",
        region,
        lambda iam: pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=role),
    )
    if isinstance(listed, Unknown | Absence):
        return (listed,) if isinstance(listed, Unknown) else ()
    others = sorted(each["PolicyArn"] for each in listed if each["PolicyArn"] not in expected)
    return tuple(_managed(arn, region, reading) for arn in others)


def _managed(arn: str, region: str, reading: Reading) -> Document:
    policy = reading.ask("iam:GetPolicy", region, lambda iam: iam.get_policy(PolicyArn=arn)["Policy"])
    if isinstance(policy, Unknown | Absence):
        return policy if isinstance(policy, Unknown) else None
    version = policy["DefaultVersionId"]
    said = reading.ask(
        "iam:GetPolicyVersion", region, lambda iam: iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
    )
    return of(said, lambda answer: document(answer["Document"]), absent=None)
