"""Somebody gains the right to change a key's policy.

Why it matters: Whoever writes the policy can give himself and anybody everything else, or shut Camunda out. It can come by a
new Allow, or by a Deny that goes or spares one more. Whoever gains the use of the key too is found by principal-gains-use
alone.

What to do: Name as few deployers as you can, and let people reach them through a reviewed pipeline. Accept a new deployer by
name.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import WRITING, gains, weight_of
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        if found := gains(case, change, WRITING):
            yield Fault(
                address=change.key.address,
                summary="Somebody gains the right to change the key's policy.",
                details=in_words(found),
                remedy="Take kms:PutKeyPolicy away from them, or accept this by name.",
                weight=weight_of(found),
            )
