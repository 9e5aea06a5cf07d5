"""A trail does not record.

Why it matters: The trail exists and looks sound, and writes nothing. What happens meanwhile to the key is not recorded and never
will be, and EventBridge gets no CloudTrail events, so the alarms are deaf too. To stop the log is the first thing that somebody
does who has something to hide.

What to do: Set `enable_logging` to true, or `aws cloudtrail start-logging --name TRAIL` where somebody stopped it beside
Terraform; then find out who called StopLogging.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Trail
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    return switched_off(
        case,
        Trail,
        lambda trail: trail.logging,
        summary="The trail does not record.",
        unsure="Whether the trail records is not known yet.",
        remedy="Set enable_logging to true; where it was stopped by hand: aws cloudtrail start-logging --name TRAIL",
        afterwards="Afterwards: aws cloudtrail get-trail-status --name TRAIL",
        asked_of_new=True,
    )
