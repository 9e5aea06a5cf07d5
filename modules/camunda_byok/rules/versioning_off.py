"""A log bucket no longer keeps versions.

Why it matters: Without versions whoever may write or delete an object changes the log for good. An object lock needs versions
too: nothing new is locked without them.

What to do: Set the versioning's status to `Enabled`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket, Flag
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import of_log_buckets
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return of_log_buckets(
        case,
        switched_off(
            case,
            Bucket,
            _keeps_versions,
            summary="The log bucket keeps no versions.",
            unsure="Whether the log bucket keeps versions is not known yet.",
            remedy="Set the status of aws_s3_bucket_versioning to Enabled.",
            afterwards="Afterwards: aws s3api get-bucket-versioning --bucket BUCKET",
        ),
    )


def _keeps_versions(bucket: Bucket) -> Flag:
    said = bucket.versioning
    return said == "Enabled" if isinstance(said, str) else said
