"""How long Camunda may be silent before somebody should hear of it, suggested from the use that was seen."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from camunda_byok.limits import SILENT_HOURS

LEAST_DAYS = 7
"""Days of use that a suggestion needs: a week has a weekend, on which a cluster may rest."""
MARGIN = 2
"""The suggestion is this many times the longest silence, so that a quiet night more does not wake anybody."""


@dataclass(frozen=True, kw_only=True)
class SilenceWindow:
    """What was seen, and what it suggests for `alarms.silent_after_hours`."""

    uses: int
    first: datetime | None
    """When Camunda was first seen to use the key; None where it was not."""
    longest_hours: float
    """Of the silences between two uses, and from the last one until now."""
    hours: int | None
    """The suggestion; None where there is none, and `why_not` says why."""
    why_not: str = ""


def suggested_window(uses: Iterable[datetime], *, now: datetime) -> SilenceWindow:
    """Returns the window of an alarm that would by far not have been raised: more hours than the longest silence had."""
    times = sorted(use for use in uses if use <= now)
    if not times:
        return SilenceWindow(uses=0, first=None, longest_hours=0, hours=None, why_not="no use was seen yet")
    longest = max(after - before for before, after in zip(times, [*times[1:], now], strict=True))
    hours = longest / timedelta(hours=1)

    def window(suggested: int | None, why_not: str = "") -> SilenceWindow:
        return SilenceWindow(uses=len(times), first=times[0], longest_hours=hours, hours=suggested, why_not=why_not)

    if now - times[0] < timedelta(days=LEAST_DAYS):
        return window(None, f"a suggestion needs {LEAST_DAYS} days of use, and the first was seen {_ago(now - times[0])} ago")
    if math.floor(hours) >= SILENT_HOURS.most:
        return window(None, f"the longest silence was longer than an alarm looks back, which is {SILENT_HOURS.most} hours")
    # The alarm counts whole hours of the clock: a silence has at most as many of them as it has hours.
    return window(min(SILENT_HOURS.most, max(SILENT_HOURS.least, math.floor(hours * MARGIN) + 1)))


def _ago(time: timedelta) -> str:
    days = time / timedelta(days=1)
    return f"{days:.0f} days" if days >= 2 else f"{time / timedelta(hours=1):.0f} hours"
