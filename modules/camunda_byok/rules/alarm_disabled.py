"""An alarm is there and tells nobody: an event rule that is disabled, or a metric alarm without actions.

Why it matters: It shows in every list as if it watched, and nobody hears of what it finds. Somebody who switches it off for an
hour of maintenance seldom switches it on again.

What to do: Set the rule's `state` to `ENABLED`, or the metric alarm's `actions_enabled` to true and its `alarm_actions` to the
topic.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, Flag, MetricAlarm
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).alarms
    rules = switched_off(
        case,
        EventRule,
        _is_on,
        summary="The event rule is disabled.",
        unsure="Whether the event rule is enabled is not known yet.",
        remedy="Set its state to ENABLED.",
        afterwards="Afterwards: aws events describe-rule --name RULE --query State",
    )
    alarms = switched_off(
        case,
        MetricAlarm,
        _tells,
        summary="The metric alarm tells nobody.",
        unsure="Whether the metric alarm tells anybody is not known yet.",
        remedy="Set actions_enabled to true and alarm_actions to the topic.",
        afterwards="Afterwards: aws cloudwatch describe-alarms --alarm-names ALARM",
    )
    return (fault for faults in (rules, alarms) for fault in faults if fault.address in ours)


def _is_on(rule: EventRule) -> Flag:
    return rule.state != "DISABLED" if isinstance(rule.state, str) else rule.state


def _tells(alarm: MetricAlarm) -> Flag:
    if alarm.actions_enabled is not True:
        return alarm.actions_enabled
    return bool(alarm.actions) if isinstance(alarm.actions, tuple) else alarm.actions
