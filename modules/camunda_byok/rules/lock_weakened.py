"""The object lock of a log bucket is weaker than before.

Why it matters: The lock is what makes the log proof: until it ends nobody can change or delete a file, and in COMPLIANCE mode
not even the account's root user. A weaker default counts for every file from now on. What is locked already stays locked.

What to do: Set mode and days back. If the log really need not be kept so long, say so to whoever asked for it first.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Bucket):
        mode, days = before.lock_mode, before.lock_days
        if not known(mode) or mode is None:
            continue
        remedy = f"Set the default retention back to {mode}" + (f", {days} days." if known(days) else ".")
        if not known(after.lock_mode) or (known(days) and not known(after.lock_days)):
            unknown = after.lock_days if known(after.lock_mode) else after.lock_mode
            yield Fault(
                address=after.address,
                summary="How new log files are locked is not known yet.",
                details=(f"The default was {mode}.",),
                cannot_tell=why_unknown(unknown),
                remedy="Afterwards: aws s3api get-object-lock-configuration --bucket BUCKET",
            )
        elif after.lock_mode is None:
            yield Fault(address=after.address, summary="New log files are not locked.", remedy=remedy, weight=Weight.BLOCK)
        elif weaker := tuple(_weaker(before, after)):
            yield Fault(address=after.address, summary="New log files are locked less.", details=weaker, remedy=remedy)


def _weaker(before: Bucket, after: Bucket) -> Iterator[str]:
    if (before.lock_mode, after.lock_mode) == ("COMPLIANCE", "GOVERNANCE"):
        yield "The mode falls from COMPLIANCE to GOVERNANCE, which whoever has s3:BypassGovernanceRetention gets around."
    was, now = before.lock_days, after.lock_days
    if known(was) and known(now) and (now or 0) < (was or 0):
        yield f"They are locked for {now or 0} days instead of {was}."
