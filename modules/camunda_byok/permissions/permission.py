"""What somebody needs of IAM, as pieces that compose, and the policies that they close into."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from camunda_byok.limits import MANAGED_POLICY_CHARACTERS
from camunda_byok.policies.documents import Document, Statement, document

Condition = Mapping[str, Mapping[str, str | list[str]]]
ANYTHING = ("*",)
READS = ("Get", "List", "Describe", "Filter", "Lookup", "Simulate", "Validate", "Check")
"""What the name of an action begins with that reads and changes nothing."""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Actions that somebody needs on the same resources: a statement of a policy."""

    sid: str
    """Names the statement; of two permissions with the same one, resources and condition are the same too."""
    purpose: str
    """What it is for, as words that follow `to`."""
    actions: tuple[str, ...]
    """As IAM names them, `kms:DescribeKey`."""
    resources: tuple[str, ...] = ANYTHING
    """ARNs, in which `*` stands for anything."""
    condition: Condition = field(default_factory=dict[str, Mapping[str, str | list[str]]])
    wide: str = ""
    """Why the resources are wider than what is meant; empty where they are not."""

    def only(self, *actions: str) -> "Permission":
        """Returns the same on the same resources, for these of its actions."""
        unknown = set(actions) - set(self.actions)
        assert not unknown, unknown
        return Permission(
            sid=self.sid,
            purpose=self.purpose,
            actions=actions,
            resources=self.resources,
            condition=self.condition,
            wide=self.wide,
        )


def together(permissions: Iterable[Permission]) -> tuple[Permission, ...]:
    """Returns the permissions with each statement once, its actions in order and the purposes of all that need it."""
    merged: dict[str, Permission] = {}
    for one in permissions:
        before = merged.get(one.sid)
        if before is None:
            merged[one.sid] = one
            continue
        assert (before.resources, before.condition) == (one.resources, one.condition), one.sid
        purposes = before.purpose if one.purpose in before.purpose else f"{before.purpose}, and to {one.purpose}"
        merged[one.sid] = Permission(
            sid=one.sid,
            purpose=purposes,
            actions=tuple(dict.fromkeys([*before.actions, *one.actions])),
            resources=one.resources,
            condition=one.condition,
            wide=one.wide,
        )
    return tuple(merged.values())


def readings(permissions: Iterable[Permission]) -> Iterator[Permission]:
    """Gives what of the permissions only reads."""
    for one in permissions:
        reading = tuple(action for action in one.actions if is_reading(action))
        if reading:
            yield one.only(*reading)


def is_reading(action: str) -> bool:
    """Whether an action changes nothing, by its name: `s3:GetObject`, `kms:DescribeKey`. What opens data is none of them."""
    return action.partition(":")[2].startswith(READS)


def policy_of(permissions: Iterable[Permission]) -> Document:
    """Returns one policy with everything in it, however long."""
    return document(*map(_statement, together(permissions)))


def policies_of(permissions: Iterable[Permission]) -> tuple[Document, ...]:
    """Returns as few managed policies as IAM's limit of characters allows, in the order of the statements."""
    found: list[list[Statement]] = [[]]
    for one in map(_statement, together(permissions)):
        if found[-1] and characters(document(*found[-1], one)) > MANAGED_POLICY_CHARACTERS:
            found.append([])
        found[-1].append(one)
    return tuple(document(*statements) for statements in found)


def characters(policy: Document) -> int:
    """Returns the length of a policy as IAM counts it, without white space."""
    return len(json.dumps(policy, separators=(",", ":"), ensure_ascii=False))


def _statement(one: Permission) -> Statement:
    made: Statement = {
        "Sid": one.sid,
        "Effect": "Allow",
        "Action": list(one.actions),
        "Resource": one.resources[0] if len(one.resources) == 1 else list(one.resources),
    }
    if one.condition:
        made["Condition"] = {operator: dict(keys) for operator, keys in one.condition.items()}
    return made
