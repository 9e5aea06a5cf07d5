"""A key's policy lets everybody in.

Why it matters: A principal of `*` means every account of AWS. Whoever has the key's ARN and the encrypted data can then read
it, or give himself what he needs. A condition helps only if nobody else can meet it; conditions that leave the key to its own
account do.

What to do: Name the principals one by one.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import everybody
from camunda_byok.rules.key_policies import policy_of
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault, newly_of_each

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    return newly_of_each(case, Key, _faults)


def _faults(key: Key) -> Iterator[Fault]:
    policy = policy_of(key)
    if not isinstance(policy, Unknown) and (rows := everybody(policy)):
        yield Fault(
            address=key.address,
            summary="The key's policy lets in accounts or services that it does not name.",
            details=in_words(rows),
            remedy="Name the principals one by one.",
        )
