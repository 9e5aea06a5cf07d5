"""A rotation is overdue.

Why it matters: KMS raises no event for a rotation that does not come, so nobody hears of it. Meanwhile the key goes on
encrypting with material that should have been retired, and an auditor finds the gap.

What to do: Rotate by hand; what was encrypted before stays readable. Imported material only ever rotates by hand. If KMS keeps
missing the date although the key is enabled, ask AWS Support.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife, Moment
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import ROTATION, ROTATION_GRACE_HOURS
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import ago, in_words, may_be_enabled
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
REMEDY = "aws kms rotate-key-on-demand --key-id {}"
GRACE = timedelta(hours=ROTATION_GRACE_HOURS)


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if not may_be_enabled(life):
            continue  # KMS rotates no other, and that it is not enabled is said by other rules
        late = ago(case, _due(life))
        running = ago(case, life.rotating_since)
        if isinstance(late, Unknown):
            yield Fault(
                address=life.of,
                summary="Whether a rotation is overdue is not known.",
                cannot_tell=late.reason,
                remedy=f"aws kms get-key-rotation-status --key-id {life.arn}",
            )
        elif late is not None and late > GRACE:
            yield Fault(
                address=life.of,
                summary=f"The key's rotation is overdue by {in_words(late)}.",
                details=() if life.next_rotation else ("Its material was imported, and such material rotates by hand alone.",),
                remedy=REMEDY.format(life.arn),
            )
        if isinstance(running, timedelta) and running > GRACE:
            yield Fault(
                address=life.of,
                summary=f"A rotation on demand has been running for {in_words(running)}.",
                remedy="Ask AWS Support: it usually takes minutes.",
            )


def _due(life: KeyLife) -> Moment:
    """Returns when the key is to rotate next. Imported material, which has no date, is held to a year."""
    if life.next_rotation is not None or life.origin != "EXTERNAL":
        return life.next_rotation
    since = life.last_rotation or life.created
    return since if since is None or isinstance(since, Unknown) else since + timedelta(days=ROTATION.default)
