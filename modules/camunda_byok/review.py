"""A review: what plans do to keys, trails and alarms, judged and put into words that every renderer shares.

Values of the picture become short texts here, once. They are still hostile (a plan may hold anything): each renderer escapes them
for its own medium.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import cast

from camunda_byok.finding import Finding, Weight
from camunda_byok.inventory.model import Selector, Target, Thing, differences
from camunda_byok.inventory.values import SENSITIVE, Unknown
from camunda_byok.policy_changes import POLICIES, PolicyChange, policy_changes
from camunda_byok.rules.case import Case, Change

Document = dict[str, object]
ABSENT = Unknown("not there")
"""Of what one of two documents has and the other has not."""
MOST_OF_A_VALUE = 300
"""Characters of one value that a review shows; a policy has a table of its own."""

KINDS = {
    "Key": "KMS key",
    "Alias": "KMS alias",
    "Grant": "KMS grant",
    "Trail": "trail",
    "Bucket": "bucket",
    "LogGroup": "log group",
    "MetricFilter": "metric filter",
    "MetricAlarm": "metric alarm",
    "EventRule": "event rule",
    "Topic": "topic",
    "Subscription": "subscription",
    "Queue": "queue",
    "ChatChannel": "chat channel",
    "Role": "role",
    "OtherUse": "user of a key",
}
"""What people call each class of the picture."""


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ThingChange:
    """What happens to one thing."""

    address: str
    kind: str
    """In words, such as `KMS key`."""
    action: str
    """`create`, `update`, `replace`, `destroy`, `forget`, `import` or `move`; `judge` for a policy that nothing happens to."""
    fields: tuple[FieldChange, ...] = ()
    """What changes, without its policies."""
    policies: tuple[PolicyChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanReview:
    """One plan, judged."""

    name: str
    """The stack's name, or the file's."""
    file: str = ""
    """The file of the plan as it was given; empty where there is none."""
    findings: tuple[Finding, ...]
    changes: tuple[ThingChange, ...] = ()
    noticed: tuple[ThingChange, ...] = ()
    """What Terraform noticed outside of the plan."""
    others: int = 0
    """Resources of kinds that no rule reads and that the plan changes. They are counted and not judged."""
    fingerprint: str = ""
    """Digest of what the plan does, by which a later plan is known to do the same."""
    waits_for: str = ""
    """The stack that has to be deployed before this one can be planned; the rest is then empty."""

    @property
    def touches_nothing_of_ours(self) -> bool:
        return not (self.changes or self.noticed or self.findings)


@dataclass(frozen=True, kw_only=True)
class Review:
    """One or several plans that are applied together."""

    plans: tuple[PlanReview, ...]

    @property
    def blocks(self) -> bool:
        """Whether a finding stands in the way of applying, which nobody has accepted."""
        return any(finding.blocks for _, finding in self.findings())

    def findings(self) -> list[tuple[str, Finding]]:
        """Returns every finding with its plan's name, most severe first."""
        found = [(plan.name, finding) for plan in self.plans for finding in plan.findings]
        return sorted(found, key=lambda each: severity(each[1]))

    def count(self, weight: Weight) -> int:
        """Returns how many findings of a weight stand, leaving out accepted ones and those that nobody can tell."""
        return sum(found.weight is weight and not found.accepted and not found.cannot_tell for _, found in self.findings())


def severity(finding: Finding) -> tuple[int, str, str]:
    """Returns by what findings are sorted: what blocks, warns, nobody can tell, is worth a note, somebody has accepted."""
    if finding.accepted:
        rank = 4
    elif finding.cannot_tell:
        rank = 2
    else:
        rank = {Weight.BLOCK: 0, Weight.WARN: 1, Weight.NOTE: 3}[finding.weight]
    return rank, finding.address, finding.rule


def changes_in(case: Case) -> Iterator[ThingChange]:
    """Gives what happens to each thing of the picture, in the order of their addresses; nothing where nothing happens."""
    for address in sorted({*case.before.things, *case.after.things}):
        before, after = case.before.things.get(address), case.after.things.get(address)
        named = after or before
        assert named is not None
        action = _action(before, after, case.change(address))
        if action:
            yield ThingChange(
                address=address,
                kind=KINDS[type(named).__name__],
                action=action,
                fields=tuple(_fields(before, after)) if before and after else (),
                policies=tuple(policy_changes(before, after)),
            )


def _action(before: Thing | None, after: Thing | None, change: Change) -> str:
    if change.replaces:
        return "replace"
    if change.forgets:
        return "forget"
    if before is None:
        return "create"
    if after is None:
        return "destroy"
    if before != after:
        return "update"
    if change.importing:
        return "import"
    return "move" if change.previous_address else ""


def _fields(before: Thing, after: Thing) -> Iterator[FieldChange]:
    policy, _ = POLICIES.get(type(after), ("", ""))
    for name, (old, new) in differences(before, after).items():
        if name == policy:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _within(name, _leaves(cast(Document, old)), _leaves(cast(Document, new)))
        else:
            yield FieldChange(name=name, before=in_words(cast(object, old)), after=in_words(new))


def _within(name: str, old: Document, new: Document) -> Iterator[FieldChange]:
    """Gives what differs in two documents, such as event patterns, and nothing of what they have in common."""
    for path in sorted({*old, *new}):
        if old.get(path, ABSENT) != new.get(path, ABSENT):
            yield FieldChange(
                name=f"{name}.{path}", before=in_words(old.get(path, ABSENT)), after=in_words(new.get(path, ABSENT))
            )


def _leaves(document: Document, above: str = "") -> Document:
    """Returns what stands in a document by its path, such as `detail.eventName`."""
    found: Document = {}
    for name, value in document.items():
        if isinstance(value, dict) and value:
            found |= _leaves(cast(Document, value), f"{above}{name}.")
        else:
            found[f"{above}{name}"] = value
    return found


def in_words(value: object) -> str:
    """Returns a value of the picture as a short text; what is sensitive stays so."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Unknown):
        return "(sensitive)" if value == SENSITIVE else f"({value.reason})"
    if isinstance(value, tuple | list):
        return _cut(", ".join(map(in_words, cast(Iterable[object], value))) or "nothing")
    if isinstance(value, Target | Selector):
        parts = (f"{each.name.replace('_', ' ')} {in_words(getattr(value, each.name))}" for each in fields(value))
        return f"({', '.join(parts)})"
    return _cut(json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_OF_A_VALUE else f"{text[:MOST_OF_A_VALUE]}... ({len(text)} characters)"
