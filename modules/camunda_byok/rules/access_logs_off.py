"""Nobody records any longer who reads a log bucket.

Why it matters: CloudTrail does not record reading objects unless somebody pays for data events: the access logs are the only
record of who read, copied or tried to delete log files. CIS AWS 3.4 asks for them.

What to do: Put `aws_s3_bucket_logging` back.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.inventory.values import Unknown, known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import log_buckets
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = log_buckets(case)
    for before, after in case.kept(Bucket):
        was, now = before.access_logs_to, after.access_logs_to
        if after.address not in ours or was is None or isinstance(was, Unknown):
            continue
        if isinstance(now, Unknown):
            yield Fault(
                address=after.address,
                summary="Whether reading the log bucket is recorded is not known yet.",
                cannot_tell=why_unknown(now),
                remedy="Afterwards: aws s3api get-bucket-logging --bucket BUCKET",
            )
        elif now is None:
            yield Fault(
                address=after.address,
                summary="Nothing records who reads the log bucket.",
                details=(f"Its access logs went to {was}.",) if known(was) else (),
                remedy="Put aws_s3_bucket_logging back.",
            )
