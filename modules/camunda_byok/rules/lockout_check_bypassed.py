"""KMS is told not to check whether a key's policy locks everybody out.

Why it matters: KMS refuses a policy under which whoever puts it could not put another. With the check bypassed a mistake in the
policy makes the key unmanageable, and only AWS Support can help, perhaps.

What to do: Remove `bypass_policy_lockout_safety_check`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault, newly_of_each

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return newly_of_each(case, Key, _faults)


def _faults(key: Key) -> Iterator[Fault]:
    if not known(key.lockout_check_bypassed):
        yield Fault(
            address=key.address,
            summary="Whether KMS checks the key's policy for a lockout is not known yet.",
            cannot_tell=why_unknown(key.lockout_check_bypassed),
            remedy="Look at bypass_policy_lockout_safety_check in the configuration.",
        )
    elif key.lockout_check_bypassed:
        yield Fault(
            address=key.address,
            summary="KMS does not check whether the key's policy locks everybody out.",
            remedy="Remove bypass_policy_lockout_safety_check.",
        )
