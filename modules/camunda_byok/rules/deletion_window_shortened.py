"""The waiting period before a key is deleted gets shorter.

Why it matters: It is the time in which somebody can notice that the key was destroyed, and cancel. AWS allows 7 to 30 days.

What to do: Leave `deletion_window_in_days` at 30.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
DEFAULT_DAYS = 30
"""What KMS takes where nothing is said. Source: AWS KMS API reference, ScheduleKeyDeletion."""


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Key):
        if not known(after.deletion_window_days):
            if before.deletion_window_days != after.deletion_window_days:
                yield Fault(
                    address=after.address,
                    summary="How long the key waits before it is deleted is not known yet.",
                    cannot_tell=why_unknown(after.deletion_window_days),
                    remedy="Look at deletion_window_in_days in the configuration.",
                )
            continue
        # An imported key has no value before: AWS keeps none, it is Terraform's own setting.
        was = before.deletion_window_days if known(before.deletion_window_days) else None
        was_days, is_days = was or DEFAULT_DAYS, after.deletion_window_days or DEFAULT_DAYS
        if is_days < was_days:
            yield Fault(
                address=after.address,
                summary=f"The key would wait {is_days} days before it is deleted, not {was_days}.",
                remedy=f"Set deletion_window_in_days to {was_days}.",
            )
