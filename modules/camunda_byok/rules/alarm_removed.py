"""An alarm is destroyed: an event rule, a metric filter or a metric alarm about the key and its log.

Why it matters: What it watched happens from now on without anybody hearing of it. Silence looks the same whether nothing happens
or nobody listens. An alarm that is made again elsewhere with the same meaning is not gone, and neither is one that the state only
forgets. Where the topic goes too, that is the finding.

What to do: Put it back. If it was noise, narrow it with a reason instead, and let those who are on call agree.
"""

from collections.abc import Iterator
from dataclasses import replace

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, MetricAlarm, MetricFilter, Topic
from camunda_byok.rules.case import Case
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.gone import destroyed, fate
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import sends_to, watching

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).alarms
    gone = [*destroyed(case, EventRule), *destroyed(case, MetricAlarm)]
    silenced = {alarm.metric for alarm in gone if isinstance(alarm, MetricAlarm)}
    filters = [each for each in destroyed(case, MetricFilter) if each.metric not in silenced]
    for alarm in (*gone, *filters):
        if alarm.address in ours and not _is_made_again(case, alarm) and not _goes_with_its_topics(case, alarm):
            yield Fault(
                address=alarm.address,
                summary=f"The {_kind(alarm)} {fate(case, alarm)}.",
                details=cause_of(case.change(alarm.address)),
                remedy="Put it back into the configuration.",
            )


def _is_made_again(case: Case, alarm: EventRule | MetricAlarm | MetricFilter) -> bool:
    """Whether a new one says the same at another address."""
    return any(
        replace(new, address=alarm.address, name=alarm.name, prevent_destroy=alarm.prevent_destroy) == alarm
        for new in case.new(type(alarm))
    )


def _goes_with_its_topics(case: Case, alarm: EventRule | MetricAlarm | MetricFilter) -> bool:
    ends = set[str]() if isinstance(alarm, MetricFilter) else sends_to(case.before, alarm)
    return bool(ends) and ends <= {topic.address for topic in destroyed(case, Topic)}


def _kind(alarm: EventRule | MetricAlarm | MetricFilter) -> str:
    return {EventRule: "event rule", MetricAlarm: "metric alarm", MetricFilter: "metric filter"}[type(alarm)]
