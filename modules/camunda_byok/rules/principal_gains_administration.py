"""Somebody gains the right to end or to look after a key.

Why it matters: Disabling the key or scheduling its deletion freezes the cluster at once, and revoking a grant takes a disk from
it. It can come by a new Allow, or by a Deny that goes or spares one more. To enable, rotate, tag or name the key harms nothing:
that is a note. Whoever gains more than that is found by the rule for what is heavier.

What to do: Leave ending the key to break-glass. Accept a new one by name.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import CARING, HARMING, gains, weight_of
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        if found := gains(case, change, HARMING):
            yield Fault(
                address=change.key.address,
                summary="Somebody gains the right to disable or delete the key, or to revoke its grants.",
                details=in_words(found),
                remedy="Leave this to break-glass, or accept it by name.",
                weight=weight_of(found),
            )
        if found := gains(case, change, CARING):
            yield Fault(
                address=change.key.address,
                summary="Somebody gains the right to look after the key.",
                details=in_words(found),
                remedy="Nothing, if they are meant to.",
                weight=Weight.NOTE,
            )
