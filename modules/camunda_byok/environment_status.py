"""How an environment stands: what is live beside what was declared, judged by the rules that judge plans."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import cast

from camunda_byok.accepted_risks import accept, expired, expiring, unused
from camunda_byok.environment import Environment
from camunda_byok.finding import Finding, Weight
from camunda_byok.inventory.live_kinds import NamedPerson
from camunda_byok.inventory.model import Grant, Inventory, Target, Thing
from camunda_byok.inventory.values import LEFT_ALONE, NOT_IN_PLAN, SENSITIVE, Unknown
from camunda_byok.review import ThingChange, changes_in, severity
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.living import live_case

BY_NATURE = (LEFT_ALONE, NOT_IN_PLAN, SENSITIVE)
"""Reasons that say nothing of AWS: nobody was asked."""

OF_EVERY_THING = {each.name for each in fields(Thing)}
"""Fields that say where a thing is: nobody asks AWS for them."""


@dataclass(frozen=True, kw_only=True)
class Status:
    """One environment, looked at."""

    environment: Environment
    read_at: datetime
    declared: Inventory
    live: Inventory
    """Facts included (`inventory/live_kinds.py`)."""
    findings: tuple[Finding, ...]
    """What rules found, most severe first. Not among them is what nobody could tell: `unread` says why."""
    drift: tuple[ThingChange, ...]
    """Everything that is otherwise than declared, judged by a rule or not."""
    unread: Mapping[str, tuple[str, ...]]
    """Why something could not be read, completing "cannot tell, because ...", with the addresses of what is not known by it."""

    @property
    def faulty(self) -> bool:
        """Whether anything is at fault that nobody accepts. What is only worth a note is none."""
        return any(each.weight is not Weight.NOTE and not each.accepted for each in self.findings) or bool(self.unjudged)

    @property
    def unjudged(self) -> tuple[ThingChange, ...]:
        """What is otherwise than declared at things of which no finding speaks."""
        spoken_of = {finding.address for finding in self.findings}
        return tuple(change for change in self.drift if change.address not in spoken_of)


def status_of(environment: Environment, *, declared: Inventory, live: Inventory, facts: Inventory, now: datetime) -> Status:
    """Returns the status of an environment by its pictures.

    declared: with what AWS has named in the place of references. live: at the same addresses. facts: what only AWS knows.
    now: when they were read.
    """
    case = live_case(environment, declared=declared, live=Inventory({**live.things, **facts.things}), now=now)
    risks, today = environment.accepted_risks, now.date()
    found = list(dict.fromkeys(catalog.findings(case)))
    judged = accept(found, risks, today=today)
    unread = _unread(case.after)
    of_risks = [*expired(risks, today=today), *expiring(risks, today=today)]
    if not unread:  # what could not be read may need an acceptance
        of_risks += unused(found, risks, today=today)
    return Status(
        environment=environment,
        read_at=now,
        declared=declared,
        live=case.after,
        findings=tuple(sorted((each for each in [*judged, *of_risks] if not each.cannot_tell), key=severity)),
        drift=tuple(_drift(declared, live)),
        unread=unread,
    )


def _drift(declared: Inventory, live: Inventory) -> Iterator[ThingChange]:
    """Gives what is otherwise. Grants come and go with Camunda's disks: rules say which of them should not be."""
    there = {address: thing for address, thing in live.things.items() if not isinstance(thing, Grant)}
    for change in changes_in(Case(before=declared, after=Inventory(there), source=Source.LIVE)):
        before, after = declared.things.get(change.address), there.get(change.address)
        if after is None or _surely_differ(before, after):
            yield change


def _surely_differ(before: Thing | None, after: Thing) -> bool:
    """Whether they differ in a field that is known of both: what could not be read is no difference."""
    if before is None:
        return not any(_reasons(getattr(after, each.name)) for each in fields(after) if each.name not in OF_EVERY_THING)
    return any(
        not (_reasons(getattr(before, each.name)) or _reasons(getattr(after, each.name)))
        for each in fields(after)
        if getattr(before, each.name) != getattr(after, each.name)
    )


def _unread(live: Inventory) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for thing in live.all(Thing):
        if isinstance(thing, NamedPerson) and thing.elsewhere:  # of another account: nobody can look them up
            continue
        for name in {each.name for each in fields(thing)} - OF_EVERY_THING:
            for reason in _reasons(getattr(thing, name)):
                found.setdefault(reason, {})[thing.address] = None
    return {reason: tuple(sorted(addresses)) for reason, addresses in sorted(found.items())}


def _reasons(value: object) -> list[str]:
    """Returns why a value, or a part of it, is not known."""
    if isinstance(value, Unknown):
        return [] if value in BY_NATURE else [value.reason]
    if isinstance(value, Mapping):
        return [reason for each in cast("Mapping[str, object]", value).values() for reason in _reasons(each)]
    if isinstance(value, tuple | list):
        return [reason for each in cast("list[object]", value) for reason in _reasons(each)]
    if isinstance(value, Target):
        return [reason for each in fields(value) for reason in _reasons(getattr(value, each.name))]
    return []
