"""An alarm no longer sends to where it sent: an event rule lost a target, or a metric alarm an action.

Why it matters: The rule matches, the alarm turns red, and those who were told are not. Nobody misses a page that does not come.
A destroyed rule or topic takes its targets with it, which is found as that.

What to do: Put the target back, or make sure that whoever it reached is reached otherwise.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, Inventory, MetricAlarm, Text, Topic
from camunda_byok.inventory.values import Ref, Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.gone import destroyed_or_replaced
from camunda_byok.rules.links import named
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import sends_to, watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).alarms
    gone = {topic.address for topic in destroyed_or_replaced(case, Topic)}
    for before, after in (*case.both(EventRule), *case.both(MetricAlarm)):
        still = sends_to(case.after, after, earlier=case.before)
        lost = sends_to(case.before, before) - still - gone
        if after.address not in ours or not lost or _is_without_actions(after):
            continue
        unknown = _unknown_end(case.after, after)
        yield Fault(
            address=after.address,
            summary=f"Whether it still sends to {', '.join(sorted(lost))} is not known yet."
            if unknown
            else f"It no longer sends to {', '.join(sorted(lost))}.",
            cannot_tell=unknown,
            remedy="Afterwards look at its targets or actions." if unknown else "Put the target back.",
            weight=None if still else Weight.BLOCK,
        )


def _is_without_actions(alarm: EventRule | MetricAlarm) -> bool:
    """A metric alarm without any action, as far as is known, is found by alarm_disabled."""
    return isinstance(alarm, MetricAlarm) and (isinstance(alarm.actions, Ref | Unknown) or not alarm.actions)


def _unknown_end(picture: Inventory, alarm: EventRule | MetricAlarm) -> str:
    ends: tuple[Text, ...] = tuple(target.arn for target in alarm.targets) if isinstance(alarm, EventRule) else _actions(alarm)
    return next((unknown.reason for end in ends if isinstance(unknown := named(picture, Topic, end), Unknown)), "")


def _actions(alarm: MetricAlarm) -> tuple[Text, ...]:
    return alarm.actions if isinstance(alarm.actions, tuple) else ()
