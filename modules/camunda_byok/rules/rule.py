"""A rule, and how all of them are asked.

A rule is a module of this package. Its name is the rule's id, its docstring is the rule's documentation (`What it finds`,
`Why it matters`, `What to do`, in that order), `WEIGHT` is what its findings do to a plan, `check` finds faults in a case.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

from camunda_byok.finding import Finding, Weight
from camunda_byok.inventory.model import Inventory, Thing
from camunda_byok.rules.case import Case, Source

K = TypeVar("K", bound=Thing)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What a rule's `check` gives: a finding without what is the same for the whole rule. See `Finding` for the fields."""

    address: str
    summary: str
    details: tuple[str, ...] = ()
    remedy: str
    cannot_tell: str = ""
    weight: Weight | None = None
    """Another weight than the rule's, for a lighter or heavier case of the same fault."""


@dataclass(frozen=True)
class Rule:
    """A rule as data, made of its module."""

    module: ModuleType

    @property
    def id(self) -> str:
        return self.module.__name__.rsplit(".", 1)[-1].replace("_", "-")

    @property
    def weight(self) -> Weight:
        return self.module.WEIGHT

    @property
    def title(self) -> str:
        """What it finds, in one sentence."""
        return self._parts[0]

    @property
    def why_it_matters(self) -> str:
        return self._parts[1]

    @property
    def what_to_do(self) -> str:
        return self._parts[2]

    def findings(self, case: Case) -> Iterator[Finding]:
        check: Callable[[Case], Iterable[Fault]] = self.module.check
        for fault in check(case):
            yield Finding(
                rule=self.id,
                weight=fault.weight or self.weight,
                address=fault.address,
                summary=fault.summary,
                details=fault.details,
                remedy=fault.remedy,
                cannot_tell=fault.cannot_tell,
            )

    @property
    def _parts(self) -> tuple[str, str, str]:
        title, rest = (self.module.__doc__ or "").split("\n\nWhy it matters: ", 1)
        why, what = rest.split("\n\nWhat to do: ", 1)
        return " ".join(title.split()), " ".join(why.split()), " ".join(what.split())


def newly(case: Case, faults: Callable[[Inventory], Iterable[Fault]]) -> Iterator[Fault]:
    """Gives the faults of the picture after that the picture before did not have.

    So a plan is judged by what it changes, never by what stood before it. What is live is judged whole.
    """
    stood: set[tuple[str, str]] = set()
    if case.source is not Source.LIVE:
        stood.update((fault.address, fault.summary) for fault in faults(case.before))
    return (fault for fault in faults(case.after) if (fault.address, fault.summary) not in stood)


def newly_of_each(case: Case, kind: type[K], faults: Callable[[K], Iterable[Fault]]) -> Iterator[Fault]:
    """As `newly`, of faults that show in a thing alone: what stays as it is need not be looked at."""
    for after in case.after.all(kind):
        before = None if case.source is Source.LIVE else case.before.get(kind, after.address)
        if before != after:
            stood = set[str]() if before is None else {fault.summary for fault in faults(before)}
            yield from (fault for fault in faults(after) if fault.summary not in stood)
