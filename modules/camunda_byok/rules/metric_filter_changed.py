"""A metric filter counts something else than before.

Why it matters: Filter patterns have no tool that compares them, and auditors want those of CIS verbatim: with any other text the
control fails, whatever it means. A pattern that never matches keeps its alarm green for ever.

What to do: Put pattern, log group and metric back. For another event add a filter beside it.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import LogGroup, MetricAlarm, MetricFilter
from camunda_byok.inventory.values import Unknown, known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).alarms
    for before, after in case.both(MetricFilter):
        if after.address not in ours:
            continue
        changed = tuple(_changed(case, before, after))
        if changed:
            yield Fault(
                address=after.address,
                summary="The metric filter counts something else than before.",
                details=changed,
                remedy="Put pattern, log group and metric back.",
            )
        elif known(before.pattern) and not known(after.pattern):
            yield Fault(
                address=after.address,
                summary="What the metric filter counts is not known yet.",
                details=(f"Its pattern was {before.pattern}",),
                cannot_tell=why_unknown(after.pattern),
                remedy="Afterwards: aws logs describe-metric-filters --filter-name-prefix NAME",
            )


def _changed(case: Case, before: MetricFilter, after: MetricFilter) -> Iterator[str]:
    if known(before.pattern) and known(after.pattern) and _without_spaces(before.pattern) != _without_spaces(after.pattern):
        yield f"The pattern was {before.pattern} and is {after.pattern}"
    was = named(case.before, LogGroup, before.log_group)
    now = named(case.after, LogGroup, after.log_group, earlier=case.before)
    if was != now and not isinstance(was, Unknown) and not isinstance(now, Unknown):
        yield f"It reads {now} instead of {was}."
    heard = {alarm.metric for alarm in case.after.all(MetricAlarm)}
    if known(before.metric) and known(after.metric) and before.metric != after.metric and after.metric not in heard:
        yield f"It feeds {after.metric} instead of {before.metric}, on which there is no alarm."


def _without_spaces(pattern: str) -> str:
    """Returns the pattern without the spaces that mean nothing: all but those within quotation marks, and those of a pattern
    that is no JSON pattern."""
    parts = pattern.strip().split('"')
    if not pattern.strip().startswith("{"):
        return pattern.strip()
    return '"'.join("".join(part.split()) if number % 2 == 0 else part for number, part in enumerate(parts))
