"""Log files expire earlier than before.

Why it matters: A lifecycle rule deletes what is older than its days, also what was written when it said more: the first night
after the apply takes years of the log at once. Under a lock the files stay until it ends, and are then gone.

What to do: Set the expiration's days back. How long the log must be kept is seldom for the plan's author to decide.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import of_log_buckets
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import shortened

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    return of_log_buckets(
        case,
        shortened(
            case,
            Bucket,
            lambda bucket: bucket.expiry_days,
            what="Log files are kept",
            argument="the expiration's days",
            afterwards="Afterwards: aws s3api get-bucket-lifecycle-configuration --bucket BUCKET",
        ),
    )
