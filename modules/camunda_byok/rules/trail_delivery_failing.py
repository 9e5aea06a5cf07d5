"""A trail cannot deliver what it records.

Why it matters: The trail records and S3 or CloudWatch Logs refuses what it delivers, so that nothing is kept. CloudTrail tries
again for some time; what it gives up on is lost. Without the log group the alarms that count in it are deaf.

What to do: The error names the refusal: usually a policy of the bucket, of the trail's key or of the role was changed, or the
bucket is gone. Put back what the environment declares.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import Delivery
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.aws_commands import cloudtrail
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for delivery in case.after.all(Delivery):
        if isinstance(delivery.delivery_error, Unknown):
            yield Fault(
                address=delivery.of,
                summary="Whether the trail delivers is not known.",
                cannot_tell=delivery.delivery_error.reason,
                remedy=cloudtrail("get-trail-status", delivery),
            )
            continue
        for what, error, weight in (
            ("log files to its bucket", delivery.delivery_error, None),
            ("digests to its bucket", delivery.digest_error, Weight.WARN),
            ("events to its log group", delivery.logs_error, Weight.WARN),
        ):
            if error is not None:
                yield Fault(
                    address=delivery.of,
                    summary=f"The trail cannot deliver {what}.",
                    details=(f"AWS says: {error}",),
                    remedy="Put back what the environment declares of the bucket, its policy, the trail's key and the role.",
                    weight=weight,
                )
