"""Somebody gains the right to create grants for a key.

Why it matters: A grant lets anybody use the key, himself included, and shows in no policy. Whoever gains the use of the key
besides is found by principal-gains-use alone.

What to do: Take `kms:CreateGrant` out. Only what Camunda's role needs grants for has them; for services of AWS add the
condition `kms:GrantIsForAWSResource`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import HANDING_ON, gains, weight_of
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        if found := gains(case, change, HANDING_ON):
            yield Fault(
                address=change.key.address,
                summary="Somebody gains the right to let others use the key by grants.",
                details=in_words(found),
                remedy="Take kms:CreateGrant out, or accept this by name.",
                weight=weight_of(found),
            )
