"""Things that a plan destroys or makes anew, or that vanished: what many rules ask, and the words for it."""

from collections.abc import Iterator
from typing import TypeVar

from camunda_byok.inventory.model import Thing
from camunda_byok.rules.case import Case, Source

K = TypeVar("K", bound=Thing)


def destroyed(case: Case, kind: type[K]) -> Iterator[K]:
    """Gives each thing that is no longer there after: destroyed by the plan, not forgotten by the state, or vanished."""
    for thing in case.gone(kind):
        if case.source is not Source.PLANNED or case.change(thing.address).destroys:
            yield thing


def destroyed_or_replaced(case: Case, kind: type[K]) -> Iterator[K]:
    """Gives each thing that is not the same object after; one of the same name may be made in its place."""
    yield from destroyed(case, kind)
    for before, _ in case.both(kind):
        if case.change(before.address).replaces:
            yield before


def fate(case: Case, thing: Thing) -> str:
    """Returns what happens to a thing that is gone, completing "The trail ..."."""
    if case.source is not Source.PLANNED:
        return "is gone"
    return "is destroyed and another is made in its place" if case.change(thing.address).replaces else "is destroyed"
