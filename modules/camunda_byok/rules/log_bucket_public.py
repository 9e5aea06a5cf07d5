"""A log bucket is no longer closed to the public.

Why it matters: The public access block refuses every policy and every ACL that would open the bucket to the world, whoever
writes it and whenever. Without it one careless statement publishes who used the key, from where and with what.

What to do: Keep all four switches of `aws_s3_bucket_public_access_block` on.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import of_log_buckets
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    return of_log_buckets(
        case,
        switched_off(
            case,
            Bucket,
            lambda bucket: bucket.public_access_blocked,
            summary="Nothing refuses what would open the log bucket to the public.",
            unsure="Whether public access to the log bucket is blocked is not known.",
            remedy="Set all four switches of aws_s3_bucket_public_access_block to true.",
            afterwards="Look with: aws s3api get-public-access-block --bucket BUCKET",
            asked_of_new=True,
        ),
    )
