"""A trail does not record.

Why it matters: The trail exists and looks sound, and writes nothing. What happens meanwhile to the key is not recorded and never
will be, and EventBridge gets no CloudTrail events, so the alarms are deaf too. To stop the log is the first thing that somebody
does who has something to hide.

What to do: Set `enable_logging` to true, or `aws cloudtrail start-logging --name TRAIL` where somebody stopped it beside
Terraform; then find out who called StopLogging.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import Delivery
from camunda_byok.inventory.model import Trail
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    yield from switched_off(
        case,
        Trail,
        lambda trail: trail.logging,
        summary="The trail does not record.",
        unsure="Whether the trail records is not known yet.",
        remedy="Set enable_logging to true; where it was stopped by hand: aws cloudtrail start-logging --name TRAIL",
        afterwards="Afterwards: aws cloudtrail get-trail-status --name TRAIL",
        asked_of_new=True,
    )
    for delivery in case.after.all(Delivery):
        if case.after.get(Trail, delivery.of) is None:
            yield from _not_described(case, delivery)


def _not_described(case: Case, delivery: Delivery) -> Iterator[Fault]:
    """Gives the fault of a trail that is only named, and not described in the picture."""
    if case.before.get(Trail, delivery.of) is not None:
        return  # it is gone, which another rule says
    if not known(delivery.logging):
        yield Fault(
            address=delivery.of,
            summary="Whether the trail records is not known.",
            cannot_tell=why_unknown(delivery.logging),
            remedy=f"Let whoever owns it look: aws cloudtrail get-trail-status --name {delivery.arn}",
        )
    elif not delivery.logging:
        yield Fault(
            address=delivery.of,
            summary="There is no such trail." if delivery.logging is None else "The trail does not record.",
            remedy="Name a trail that records the account."
            if delivery.logging is None
            else f"aws cloudtrail start-logging --name {delivery.arn}",
        )
