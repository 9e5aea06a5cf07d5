"""A trail has delivered no digest for hours.

Why it matters: CloudTrail signs a digest of the log files every hour, whether anything happened or not. Without it nobody can
prove that no log file was changed or deleted in that time, and the chain of digests has a gap for ever.

What to do: See that log file validation is on. Then look whether something keeps CloudTrail from writing beneath
`CloudTrail-Digest/` in the bucket.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import Delivery
from camunda_byok.inventory.model import Trail
from camunda_byok.limits import SILENT_DIGEST_HOURS
from camunda_byok.rules.aws_commands import cloudtrail
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import NO_CLOCK, ago, in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
USUAL = timedelta(hours=SILENT_DIGEST_HOURS)


def check(case: Case) -> Iterator[Fault]:
    for delivery in case.after.all(Delivery):
        trail = case.after.get(Trail, delivery.of)
        signs = trail.validation is True if trail is not None else isinstance(ago(case, delivery.last_digest), timedelta)
        if delivery.logging is not True or delivery.digest_error is not None or not signs:
            continue
        since = ago(case, delivery.last_digest)
        late = ago(case, delivery.started) if since is None else since
        if late is NO_CLOCK:
            yield Fault(
                address=delivery.of,
                summary="Whether the trail still delivers digests is not known.",
                cannot_tell=NO_CLOCK.reason,
                remedy=cloudtrail("get-trail-status", delivery),
            )
        elif late is None or (isinstance(late, timedelta) and late > USUAL):
            yield Fault(
                address=delivery.of,
                summary="The trail has never delivered a digest."
                if since is None
                else f"The trail has not delivered a digest for {in_words(since)}."
                if isinstance(since, timedelta)
                else "",
                remedy=f"{cloudtrail('get-trail', delivery)} --query Trail.LogFileValidationEnabled",
            )
