"""A metric alarm goes off later than before, or no longer.

Why it matters: The counts of these alarms are ones and twos: what a key suffers seldom happens ten times. A higher threshold,
more or longer periods, or an average instead of a sum let it happen without an alarm. An alarm on silence lives on the missing
data that it treats as breaching.

What to do: Put the alarm's values back.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import MetricAlarm, MetricFilter, Number
from camunda_byok.inventory.values import Ref, Unknown, known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN
VALUES = ("threshold", "period_seconds", "evaluation_periods", "comparison", "statistic", "treat_missing_data", "metric")


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).alarms
    for before, after in case.both(MetricAlarm):
        if after.address not in ours:
            continue
        weaker = (*_weaker(before, after), *_another_metric(case, before, after))
        if weaker:
            yield Fault(
                address=after.address,
                summary="The metric alarm goes off later than before, or no longer.",
                details=weaker,
                remedy="Put the alarm's values back.",
            )
            continue
        unknown = [name for name in VALUES if known(getattr(before, name)) and not known(getattr(after, name))]
        if unknown:
            yield Fault(
                address=after.address,
                summary="When the metric alarm goes off is not known yet.",
                cannot_tell=why_unknown(getattr(after, unknown[0])),
                remedy=f"Afterwards look at {', '.join(unknown)}: aws cloudwatch describe-alarms --alarm-names ALARM",
            )


def _weaker(before: MetricAlarm, after: MetricAlarm) -> Iterator[str]:
    falling = isinstance(before.comparison, str) and before.comparison.startswith("Less")
    if _rises(after.threshold, before.threshold) if falling else _rises(before.threshold, after.threshold):
        yield f"The threshold is {after.threshold} instead of {before.threshold}."
    if _rises(before.evaluation_periods, after.evaluation_periods):
        yield f"It takes {after.evaluation_periods} periods instead of {before.evaluation_periods}."
    if _rises(before.period_seconds, after.period_seconds):
        yield f"A period is {after.period_seconds} seconds instead of {before.period_seconds}."
    if before.treat_missing_data == "breaching" and _differ(before.treat_missing_data, after.treat_missing_data):
        yield f"Missing data is treated as {after.treat_missing_data} instead of breaching."
    for name in ("comparison", "statistic"):
        if _differ(was := getattr(before, name), now := getattr(after, name)):
            yield f"The {name} is {now} instead of {was}."


def _another_metric(case: Case, before: MetricAlarm, after: MetricAlarm) -> Iterator[str]:
    """A metric that a filter feeds may be renamed, filter and alarm together."""
    fed = {each.metric for each in case.after.all(MetricFilter)}
    if _differ(before.metric, after.metric) and (after.metric not in fed or before.metric in fed):
        yield f"The metric is {after.metric} instead of {before.metric}."


def _rises(low: Number, high: Number) -> bool:
    return isinstance(low, int | float) and isinstance(high, int | float) and high > low


def _differ(was: object, now: object) -> bool:
    return was != now and not isinstance(was, Ref | Unknown) and not isinstance(now, Ref | Unknown)
