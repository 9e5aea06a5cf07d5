"""What many rules ask: whether a thing that was sound no longer is, or a new one is not.

A plan is judged by what it changes; what is live is judged whole. What is not known is a finding only where it can have become
worse.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Flag, Number, Thing
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.rule import Fault

K = TypeVar("K", bound=Thing)


def judged(case: Case, kind: type[K]) -> Iterator[tuple[K | None, K]]:
    """Gives each thing after, with itself before; None for a thing that is new, and for all that is live."""
    for after in case.after.all(kind):
        yield None if case.source is Source.LIVE else case.before.get(kind, after.address), after


def switched_off(
    case: Case,
    kind: type[K],
    flag: Callable[[K], Flag],
    *,
    summary: str,
    unsure: str,
    remedy: str,
    afterwards: str,
    asked_of_new: bool = False,
    weight: Weight | None = None,
) -> Iterator[Fault]:
    """Gives the things whose flag is off and was not, or is not known any longer.

    summary, unsure: what is said of the one and of the other.
    afterwards: how to look once it can be known.
    asked_of_new: whether not knowing it of a new thing is worth a word: where the fault would block.
    """
    for before, after in judged(case, kind):
        now = flag(after)
        was = None if before is None else flag(before)
        if was is False:
            continue
        if not known(now):
            if was is True or (was is None and (asked_of_new or case.source is Source.LIVE)):
                yield Fault(address=after.address, summary=unsure, cannot_tell=why_unknown(now), remedy=afterwards, weight=weight)
        elif not now:
            yield Fault(address=after.address, summary=summary, remedy=remedy, weight=weight)


def shortened(
    case: Case, kind: type[K], days: Callable[[K], Number], *, what: str, argument: str, afterwards: str
) -> Iterator[Fault]:
    """Gives the things that stay and are kept, or keep, for fewer days than before; None is for ever.

    what: the beginning of the sentence, such as `Log files are kept`.
    """
    for before, after in case.kept(kind):
        was, now = days(before), days(after)
        if not known(was) or was == now:
            continue
        if not known(now):
            yield Fault(
                address=after.address,
                summary=f"{what} {_for(was)}; for how long then is not known yet.",
                cannot_tell=why_unknown(now),
                remedy=afterwards,
            )
        elif now is not None and (was is None or now < was):
            yield Fault(
                address=after.address,
                summary=f"{what} {_for(now)} instead of {_for(was)}.",
                remedy=f"Set {argument} back to {_back(was)}.",
            )


def _for(days: int | None) -> str:
    return "for ever" if days is None else f"{days} days"


def _back(days: int | None) -> str:
    return "what keeps them for ever" if days is None else str(days)
