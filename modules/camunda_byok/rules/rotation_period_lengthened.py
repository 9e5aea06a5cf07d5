"""A key rotates less often.

Why it matters: The same key material then encrypts for longer. Many audits ask for a year at most; AWS rotates every 365 days
where nothing is said, and allows 90 to 2560.

What to do: Set `rotation_period_in_days` back, or have the longer period agreed with whoever set the shorter one.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
DEFAULT_DAYS = 365
"""What KMS takes where nothing is said. Source: AWS KMS API reference, EnableKeyRotation."""


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Key):
        if not known(before.rotation_period_days) or after.rotation is False or before.rotation is not True:
            continue  # rotation-off says it, or it is switched on just now
        if not known(after.rotation_period_days):
            yield Fault(
                address=after.address,
                summary="How often the key rotates is not known yet.",
                cannot_tell=why_unknown(after.rotation_period_days),
                remedy="Afterwards: aws kms get-key-rotation-status --key-id KEY",
            )
            continue
        was, is_now = before.rotation_period_days or DEFAULT_DAYS, after.rotation_period_days or DEFAULT_DAYS
        if is_now > was:
            yield Fault(
                address=after.address,
                summary=f"The key rotates every {is_now} days, not every {was}.",
                remedy=f"Set rotation_period_in_days to {was}.",
            )
