"""A trail delivers to another bucket than before.

Why it matters: Whoever reads the log, and every tool that does, goes on looking into the old bucket. The new one has policy,
lock and retention of its own. A bucket that is not in this configuration may be anybody's: to send the log elsewhere is as good
as to stop it.

What to do: Leave the bucket as it is, or make sure that the new one is yours, locked and read. Keep the old one for as long as
its files must be kept.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket, Trail
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named, thing_named
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Trail):
        was, now = named(case.before, Bucket, before.bucket), named(case.after, Bucket, after.bucket, earlier=case.before)
        if isinstance(was, Unknown) or was == now:
            continue
        if isinstance(now, Unknown):
            yield Fault(
                address=after.address,
                summary="Where the trail delivers to is not known yet.",
                details=(f"It was {was}.",),
                cannot_tell=now.reason,
                remedy="Afterwards: aws cloudtrail describe-trails --query 'trailList[].[Name,S3BucketName]'",
            )
            continue
        elsewhere = thing_named(case.after, Bucket, after.bucket) is None
        yield Fault(
            address=after.address,
            summary=f"The trail delivers to {now} instead of {was}.",
            details=(f"{now} is no bucket of this configuration.",) if elsewhere else (),
            remedy=f"Set s3_bucket_name back to {was}.",
            weight=Weight.BLOCK if elsewhere else None,
        )
