"""A key is about to be deleted.

Why it matters: Once KMS has deleted the key, everything that was encrypted under it is lost for ever, backups included. Until
then the key cannot be used: of a cluster's key, Camunda stands still already.

What to do: Cancel the deletion and enable the key, which cancelling does not do by itself. Camunda recovers by itself. Then
find out who called ScheduleKeyDeletion. Of a key that a later generation has replaced this is the end that was meant: a warning,
since these are the last days in which whatever still needs it can be found.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.key_states import PENDING_REPLICA_DELETION, TO_BE_DELETED
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import ago, in_words, weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if life.state in TO_BE_DELETED:
            yield Fault(
                address=life.of,
                summary=_summary(case, life),
                details=("A later generation has replaced it.",) if life.of in case.earlier_keys else (),
                remedy=f"{kms('cancel-key-deletion', life)} && {kms('enable-key', life)}",
                weight=weight_at(case, life, WEIGHT),
            )


def _summary(case: Case, life: KeyLife) -> str:
    if life.state == PENDING_REPLICA_DELETION:
        return "KMS deletes the key as soon as its replicas are deleted."
    past = ago(case, life.deletion)
    if not isinstance(past, timedelta):
        return "KMS is about to delete the key."
    left = in_words(max(-past, timedelta()))
    return f"KMS deletes the key in {left}, on {life.deletion:%Y-%m-%d at %H:%M %Z}."
