"""A key has no on-demand rotations left, or few.

Why it matters: KMS rotates a key on demand 25 times in its life, and no quota raises that. Whoever rotates by hand after an
incident, or because the material is imported, then needs a new key, and Camunda cannot be given another one without its
support.

What to do: Let automatic rotation do what is regular, and keep those on demand for incidents. Plan a successor of the key in
time.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import FEW_ON_DEMAND_ROTATIONS, ON_DEMAND_ROTATIONS
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import may_be_enabled
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if isinstance(life.on_demand_rotations, Unknown):
            if may_be_enabled(life):
                yield Fault(
                    address=life.of,
                    summary="How many on-demand rotations are left is not known.",
                    cannot_tell=life.on_demand_rotations.reason,
                    remedy=kms("list-key-rotations", life),
                )
            continue
        left = ON_DEMAND_ROTATIONS - life.on_demand_rotations
        if left <= FEW_ON_DEMAND_ROTATIONS:
            yield Fault(
                address=life.of,
                summary=f"{left} of {ON_DEMAND_ROTATIONS} on-demand rotations are left."
                if left > 0
                else f"All {ON_DEMAND_ROTATIONS} on-demand rotations are used up.",
                remedy="Leave what is regular to automatic rotation, and plan a successor of the key.",
                weight=Weight.NOTE if left > 0 else None,
            )
