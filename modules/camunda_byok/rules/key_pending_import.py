"""A key has no key material.

Why it matters: The material of the key was imported, and it expired or was deleted. Without it nothing under the key can be
read or written: of a cluster's key, Camunda stands still. KMS keeps no copy: only the very same material brings the data back.

What to do: Import the same material again, from wherever it is kept.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.key_states import PENDING_IMPORT
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if life.state == PENDING_IMPORT:
            yield Fault(
                address=life.of,
                summary="The key has no key material.",
                remedy="Import the same material again: byok import-material.",
                weight=weight_at(case, life, WEIGHT),
            )
