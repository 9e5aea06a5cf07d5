"""A trail no longer sends its events to a log group.

Why it matters: Metric filters read the log group: those that CIS and Security Hub ask for, and with them their alarms, hear
nothing from then on and stay green.

What to do: Set `cloud_watch_logs_group_arn` and `cloud_watch_logs_role_arn` back, or remove filters and alarms knowingly with
it.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import LogGroup, MaybeText, MetricFilter, Trail
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.gone import destroyed_or_replaced
from camunda_byok.rules.links import named
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    gone = {group.address for group in destroyed_or_replaced(case, LogGroup)}  # found by log_group_destroyed
    for before, after in case.kept(Trail):
        was, now = named(case.before, LogGroup, before.log_group), _now(case, after.log_group)
        if was is None or isinstance(was, Unknown) or was == now or was in gone:
            continue
        if isinstance(now, Unknown):
            yield Fault(
                address=after.address,
                summary="Which log group gets the trail's events is not known yet.",
                details=(f"It was {was}.",),
                cannot_tell=now.reason,
                remedy="Afterwards: aws cloudtrail describe-trails --query 'trailList[].[Name,CloudWatchLogsLogGroupArn]'",
            )
            continue
        reading = [one.address for one in case.after.all(MetricFilter) if _now(case, one.log_group) == was]
        yield Fault(
            address=after.address,
            summary="The trail sends its events to no log group."
            if now is None
            else f"The trail's events go to {now}, not {was}.",
            details=tuple(f"{address} reads {was}, which gets nothing more." for address in reading),
            remedy=f"Set cloud_watch_logs_group_arn back to that of {was}.",
            weight=Weight.BLOCK if reading else None,
        )


def _now(case: Case, log_group: MaybeText) -> str | Unknown | None:
    return named(case.after, LogGroup, log_group, earlier=case.before)
