"""A replica of a key is destroyed.

Why it matters: The replica is the key in its region: the cluster's second region freezes at once. The material lives on in the
primary, so what was encrypted stays readable there; while the replica's deletion is pending no other can be made in that
region.

What to do: Leave the replica in the configuration for as long as anything runs in its region. To only stop managing it here,
use a `removed` block with `destroy = false`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for key in case.gone(Key):
        change = case.change(key.address)
        if not key.is_replica or change.creates or (case.source is Source.PLANNED and not change.destroys):
            continue  # what a plan makes again is found by key-created-again
        where = f" in {key.region}" if known(key.region) else ""
        yield Fault(
            address=key.address,
            summary=f"The replica of the key{where} is {'destroyed' if case.source is Source.PLANNED else 'gone'}.",
            details=cause_of(change),
            remedy="Put the replica back into the configuration, or take it out of the state without destroying it."
            if case.source is Source.PLANNED
            else "Look whether its deletion is pending, and cancel it: aws kms cancel-key-deletion, then enable-key.",
        )
