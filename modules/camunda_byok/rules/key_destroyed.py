"""A plan destroys a KMS key.

Why it matters: Everything encrypted under the key becomes unreadable for ever when the waiting period ends, and unusable at
once. For a cluster's key that is the cluster: reads and writes freeze within seconds, and no backup can be restored without it.
Nobody can give the key back, neither Camunda nor AWS. A replica is judged by replica-removed, a key that leaves the state alone
by key-forgotten.

What to do: Leave the key in the configuration. A key that really has to go is disabled and watched first; to keep the key and
only stop managing it here, use a `removed` block with `destroy = false`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for key in case.gone(Key):
        change = case.change(key.address)
        if key.is_replica or change.creates or (case.source is Source.PLANNED and not change.destroys):
            continue  # what a plan makes again is found by key-created-again
        yield Fault(
            address=key.address,
            summary="The key is destroyed." if case.source is Source.PLANNED else "The key is gone.",
            details=cause_of(change),
            remedy="Put the key back into the configuration, or take it out of the state without destroying it."
            if case.source is Source.PLANNED
            else "Look whether its deletion is pending, and cancel it: aws kms cancel-key-deletion, then enable-key.",
        )
