"""A rotation is overdue.

Why it matters: KMS raises no event for a rotation that does not come, so nobody hears of it. Meanwhile the key goes on
encrypting with material that should have been retired, and an auditor finds the gap. What counts is the age of the material,
whoever last rotated it: where rotation was switched on lately KMS rotates old material only a whole period later.

What to do: Rotate by hand with `byok rotate`; what was encrypted before stays readable. Imported material only ever rotates by
hand: `byok import-material`. If KMS keeps missing the date although the key is enabled, ask AWS Support.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.values import Unknown, why_unknown
from camunda_byok.key_rotations import TOLERANCE, KeyRotations, Kind, Origin, Rotation, overdue
from camunda_byok.key_states import ENABLED
from camunda_byok.limits import ROTATION
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import NO_CLOCK, ago, in_words, may_be_enabled
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
IMPORT = "byok import-material"
NO_DATE = Unknown("kms:DescribeKey does not say when the key was made")


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if not may_be_enabled(life):
            continue  # KMS rotates no other, and that it is not enabled is said by other rules
        late = NO_CLOCK if case.now is None else overdue(_rotations(life), case.now)
        running = ago(case, life.rotating_since)
        by_hand = kms("rotate-key-on-demand", life)
        if isinstance(late, Unknown):
            yield Fault(
                address=life.of,
                summary="Whether a rotation is overdue is not known.",
                cannot_tell=late.reason,
                remedy=kms("get-key-rotation-status", life),
            )
        elif late is not None and late.late > TOLERANCE:  # that KMS does not rotate it at all is said by another rule
            yield Fault(
                address=life.of,
                summary=f"The key's rotation is overdue by {in_words(late.late)}.",
                details=(late.why,),
                remedy=IMPORT if life.origin == Origin.IMPORTED.value else f"byok rotate, or: {by_hand}",
            )
        if isinstance(running, timedelta) and running > TOLERANCE:
            yield Fault(
                address=life.of,
                summary=f"A rotation on demand has been running for {in_words(running)}.",
                remedy="Ask AWS Support: it usually takes minutes.",
            )


def _rotations(life: KeyLife) -> KeyRotations:
    """Returns what the picture says of a key's rotations, for the one judge of them."""
    last = life.last_rotation
    kind = Kind.ON_DEMAND if life.last_rotation_kind == Kind.ON_DEMAND.value else Kind.AUTOMATIC
    primary = life.primary_region if isinstance(life.primary_region, str) else None
    days = life.rotation_period_days
    return KeyRotations(
        title=life.of,
        region=str(life.region),
        reference=life.arn,
        state=life.state if isinstance(life.state, str) else ENABLED,  # another rule says that nobody knows: the dates count
        origin=Origin(life.origin) if isinstance(life.origin, str) else Unknown(why_unknown(life.origin)),
        created=NO_DATE if life.created is None else life.created,
        primary_region=None if primary == life.region else primary,
        automatic=life.rotates,
        period_days=days if isinstance(days, int) else ROTATION.default,
        next=life.next_rotation,
        running_since=life.rotating_since,
        done=last if isinstance(last, Unknown) else (Rotation(date=last, kind=kind),) if last else (),
    )
