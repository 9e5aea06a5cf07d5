"""A bucket that holds the log is destroyed, or destroyed and made again.

Why it matters: The log files are the only proof of who used the key, and no one has a second copy. The trail cannot deliver
meanwhile, and what it could not deliver is lost. An object lock keeps the objects and lets the apply fail half-way.

What to do: Put the bucket back into the configuration, or undo what forces the replacement. To keep it and only stop managing
it here, use a `removed` block with `destroy = false`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.rules.case import Case
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.gone import destroyed_or_replaced, fate
from camunda_byok.rules.log_buckets import log_buckets
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = log_buckets(case)
    for bucket in destroyed_or_replaced(case, Bucket):
        if bucket.address in ours:
            yield Fault(
                address=bucket.address,
                summary=f"The log bucket {fate(case, bucket)}.",
                details=cause_of(case.change(bucket.address)),
                remedy="Put the bucket back, or take it out of the state without destroying it.",
            )
