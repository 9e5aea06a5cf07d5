"""A log bucket may be destroyed with all that is in it.

Why it matters: With `force_destroy` Terraform empties the bucket before it deletes it: every version of every log file. Without
it S3 refuses to delete a bucket that holds anything, which is the last thing between a careless apply and the loss of the log.

What to do: Set `force_destroy` to false.
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
            _is_kept,
            summary="Terraform may destroy the log bucket with everything in it.",
            unsure="Whether Terraform may empty the log bucket is not known yet.",
            remedy="Set force_destroy to false.",
            afterwards="Afterwards look at force_destroy in the state: terraform state show ADDRESS",
        ),
    )


def _is_kept(bucket: Bucket) -> Flag:
    said = bucket.force_destroy
    return not said if isinstance(said, bool) else said
