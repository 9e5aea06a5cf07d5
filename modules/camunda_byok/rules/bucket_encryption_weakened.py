"""New log files are encrypted less strongly than before.

Why it matters: With a key of KMS every reading of a file is a request to KMS, which the key's policy can refuse and CloudTrail
records. With S3's own key (`AES256`) it is neither. A key of yours that is taken off the bucket is found by another rule.

What to do: Set `sse_algorithm` back.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import log_buckets
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
STRENGTH = {"AES256": 0, "aws:kms": 1, "aws:kms:dsse": 2}


def check(case: Case) -> Iterator[Fault]:
    ours = log_buckets(case)
    for before, after in case.kept(Bucket):
        was, now = before.encryption, after.encryption
        key_taken_off = before.encryption_key is not None and after.encryption_key is None
        if after.address not in ours or key_taken_off or not known(was) or not STRENGTH.get(was):
            continue
        if not known(now):
            yield Fault(
                address=after.address,
                summary="How new log files are encrypted is not known yet.",
                details=(f"It was {was}.",),
                cannot_tell=why_unknown(now),
                remedy="Afterwards: aws s3api get-bucket-encryption --bucket BUCKET",
            )
        elif STRENGTH.get(now, 0) < STRENGTH[was]:
            yield Fault(
                address=after.address,
                summary=f"New log files are encrypted by {now} instead of {was}.",
                remedy=f"Set sse_algorithm back to {was}.",
            )
