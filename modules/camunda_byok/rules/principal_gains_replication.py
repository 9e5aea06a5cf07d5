"""Somebody gains the right to copy a key into another region.

Why it matters: A replica has the same key material and a policy of its own, which whoever makes it writes: who may replicate
may decrypt. Making another replica the primary decides who rotates and copies it from then on.

What to do: Leave `kms:ReplicateKey` and `kms:UpdatePrimaryRegion` to the deployers, and the regions to those of the
configuration.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import COPYING, gains, weight_of
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        if found := gains(case, change, COPYING):
            yield Fault(
                address=change.key.address,
                summary="Somebody gains the right to copy the key into another region.",
                details=in_words(found),
                remedy="Take kms:ReplicateKey and kms:UpdatePrimaryRegion away from them, or accept this by name.",
                weight=weight_of(found),
            )
