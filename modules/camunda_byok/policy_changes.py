"""Who gains and loses what when the policies of a thing change, and who can do what afterwards: rows for a table.

Everything that such a policy can say is asked (`authorization/`), not only what its text changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from camunda_byok.authorization.comparison import compare, who_can
from camunda_byok.authorization.model import Difference, Permission
from camunda_byok.errors import InputError
from camunda_byok.inventory.model import Bucket, Document, Key, Queue, Role, Thing, Topic
from camunda_byok.inventory.values import known, why_unknown

POLICIES: dict[type[Thing], tuple[str, str]] = {
    Key: ("policy", "kms"),
    Bucket: ("policy", "s3"),
    Topic: ("policy", "sns"),
    Queue: ("policy", "sqs"),
    Role: ("trust", "sts"),
}
"""The field with the policy of each kind, and the service whose actions it decides."""


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """Somebody can do something, or could."""

    sign: str = ""
    """`+` for what is gained, `-` for what is lost; empty for what stands afterwards."""
    who: str
    actions: tuple[str, ...]
    on: str = ""
    """The resource, or words for a class of them; empty where the policy knows only one."""
    answer: str
    """`allowed` or `if IAM allows`; of what changes before and after, such as `denied -> allowed`."""
    when: tuple[str, ...] = ()
    """The conditions under which this is so, alternatives of each other; empty: always."""


@dataclass(frozen=True, kw_only=True)
class PolicyChange:
    """Without lines and without anything that cannot be told, the policy means what it meant before."""

    field: str
    """Which of the thing's policies: `policy` or, of a role, `trust`."""
    lines: tuple[PolicyLine, ...] = ()
    """What changes; everything, gained, where there was no thing before."""
    afterwards: tuple[PolicyLine, ...] = ()
    """Who can do what afterwards; empty where `lines` say it."""
    cannot_tell: tuple[str, ...] = ()
    """Why some of it cannot be decided, completing "cannot tell, because ..."; the lines lack that."""
    alone: bool = False
    """Whether one policy is described and no change of it."""


def policy_changes(before: Thing | None, after: Thing | None) -> Iterator[PolicyChange]:
    """Gives what the change of a thing means for each policy of it that changes; nothing for a thing that goes."""
    if after is None or type(after) not in POLICIES:
        return
    field, service = POLICIES[type(after)]
    old: Document = getattr(before, field) if before else None
    new: Document = getattr(after, field)
    if old == new:
        return
    for policy in (old, new, after.account):
        if not known(policy):
            yield PolicyChange(field=field, cannot_tell=(why_unknown(policy),))
            return
    try:
        yield _change(field, service, old, new, str(after.account), is_new=before is None)
    except InputError as fault:
        yield PolicyChange(field=field, cannot_tell=(f"one of the two policies is not one: {fault}",))


def standing(policy: dict[str, Any], owner: str, *, service: str = "kms") -> tuple[PolicyChange, ...]:
    """Returns who can do what by one policy alone. Raises InputError where it is none."""
    found = who_can(policy, owner=owner, service=service)
    reasons = tuple(dict.fromkeys(each.reason for each in found.undecided))
    return (
        PolicyChange(field="policy", afterwards=_once(_standing(row) for row in found.rows), cannot_tell=reasons, alone=True),
    )


def policy_change(old: dict[str, Any], new: dict[str, Any], owner: str, *, service: str = "kms") -> PolicyChange:
    """Returns what it means that one policy takes the place of another. Raises InputError where one of them is none."""
    return _change("policy", service, old, new, owner, is_new=False)


def _change(field: str, service: str, old: Any, new: Any, owner: str, *, is_new: bool) -> PolicyChange:
    afterwards = who_can(new, owner=owner, service=service)
    if is_new:
        reasons = tuple(each.reason for each in afterwards.undecided)
        return PolicyChange(field=field, lines=_once(_standing(row, "+") for row in afterwards.rows), cannot_tell=reasons)
    compared = compare(old, new, owner=owner, service=service)
    return PolicyChange(
        field=field,
        lines=_once(map(_difference, (*compared.gained, *compared.lost))),
        afterwards=_once(_standing(row) for row in afterwards.rows),
        cannot_tell=tuple(dict.fromkeys(each.reason for each in (*compared.undecided, *afterwards.undecided))),
    )


def _once(lines: Iterable[PolicyLine]) -> tuple[PolicyLine, ...]:
    """Returns each line once: classes of people that the policies tell apart may be called the same and do the same."""
    return tuple(dict.fromkeys(lines))


def _difference(made: Difference) -> PolicyLine:
    return PolicyLine(
        sign="+" if made.gained else "-",
        who=str(made.principal),
        actions=made.actions,
        on="" if made.resource == "*" else made.resource,
        answer=f"{made.before} -> {made.after}",
        when=made.when,
    )


def _standing(row: Permission, sign: str = "") -> PolicyLine:
    return PolicyLine(
        sign=sign,
        who=str(row.principal),
        actions=row.actions,
        on="" if row.resource == "*" else row.resource,
        answer=str(row.level),
        when=row.when,
    )
