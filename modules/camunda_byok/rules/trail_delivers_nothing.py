"""A trail has delivered nothing for a day.

Why it matters: The trail says that it records and reports no error, and yet nothing arrives. An account with a key, alarms and
a trail is never quiet for a day, so records are missing: perhaps the trail leaves out what happens.

What to do: Look at the trail's event selectors and at the newest objects in the bucket; then ask AWS Support.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import Delivery, Moment
from camunda_byok.inventory.model import Trail
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import SILENT_DELIVERY_HOURS
from camunda_byok.rules.aws_commands import cloudtrail
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import NO_CLOCK, ago, in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
USUAL = timedelta(hours=SILENT_DELIVERY_HOURS)


def check(case: Case) -> Iterator[Fault]:
    for delivery in case.after.all(Delivery):
        if delivery.logging is not True:
            continue  # other rules say that it does not record, or that nobody knows
        trail = case.after.get(Trail, delivery.of)
        ways = [("log file", delivery.last_delivery, delivery.delivery_error)]
        if trail is not None and isinstance(trail.log_group, str):
            ways.append(("event to its log group", delivery.last_logs_delivery, delivery.logs_error))
        for what, last, error in ways:
            if error is None:
                yield from _late(case, delivery, what, last)


def _late(case: Case, delivery: Delivery, what: str, last: Moment) -> Iterator[Fault]:
    started = ago(case, delivery.started)
    if last is None and isinstance(started, timedelta) and started <= USUAL:
        return  # a trail that has just begun
    silent = ago(case, last)
    if isinstance(silent, Unknown):
        if silent is NO_CLOCK:
            yield Fault(
                address=delivery.of,
                summary=f"Whether the trail still delivers any {what} is not known.",
                cannot_tell=silent.reason,
                remedy=cloudtrail("get-trail-status", delivery),
            )
    elif silent is None or silent > USUAL:
        selectors = cloudtrail("get-event-selectors", delivery, option="--trail-name")
        yield Fault(
            address=delivery.of,
            summary=f"The trail has never delivered a single {what}."
            if silent is None
            else f"The trail has not delivered any {what} for {in_words(silent)}.",
            remedy=f"{selectors}, then look at the newest log files.",
        )
