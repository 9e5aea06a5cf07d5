"""A key cannot be used, and KMS does not say why, or nobody can tell its state.

Why it matters: A key in a key store of one's own (CloudHSM or outside of AWS) is unavailable while KMS cannot reach that
store. Then nothing under it can be read or written. A key that is being created or updated is ready within minutes.

What to do: Reconnect the key store. A key that stays in creation or update for an hour is one for AWS Support.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.key_states import DISABLED, ENABLED, PENDING_IMPORT, TO_BE_DELETED
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK
FOR_A_MOMENT = ("Creating", "Updating")
SAID_ELSEWHERE = (ENABLED, DISABLED, *TO_BE_DELETED, PENDING_IMPORT)


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if not known(life.state):
            yield Fault(
                address=life.of,
                summary="Whether the key can be used is not known.",
                cannot_tell=why_unknown(life.state),
                remedy=f"{kms('describe-key', life)} --query KeyMetadata.KeyState",
            )
        elif life.state in FOR_A_MOMENT:
            yield Fault(
                address=life.of,
                summary=f"KMS says that the key is {life.state.lower()}.",
                remedy="Look again in a few minutes.",
                weight=Weight.NOTE,
            )
        elif life.state not in SAID_ELSEWHERE:
            yield Fault(
                address=life.of,
                summary=f"The key cannot be used: its state is {life.state}.",
                remedy="Reconnect the key store that holds the key: aws kms describe-custom-key-stores shows what is wrong.",
                weight=weight_at(case, life, WEIGHT),
            )
