"""Imported key material is about to expire.

Why it matters: At that moment KMS deletes the material, and nothing under the key can be read or written until the very same
material is imported again: of a cluster's key, Camunda stands still within seconds.

What to do: Import the same material again with a later date, or with none. What KMS holds goes on working meanwhile.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.key_states import ENABLED, PENDING_IMPORT
from camunda_byok.limits import MATERIAL_NOTICE_DAYS, MATERIAL_URGENT_DAYS
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import ago, in_words, weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK
NOTICE, URGENT = timedelta(days=MATERIAL_NOTICE_DAYS), timedelta(days=MATERIAL_URGENT_DAYS)


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if life.material_expires is None or life.state == PENDING_IMPORT:
            continue
        past = ago(case, life.material_expires)
        if not isinstance(past, timedelta):
            if life.state == ENABLED:
                yield Fault(
                    address=life.of,
                    summary="Whether imported key material is about to expire is not known.",
                    cannot_tell=str(past),
                    remedy=f"{kms('describe-key', life)} --query KeyMetadata.ValidTo",
                )
        elif -past <= NOTICE:
            yield Fault(
                address=life.of,
                summary=f"The material expires in {in_words(max(-past, timedelta()))}, on {life.material_expires:%Y-%m-%d}.",
                remedy="Import the same material again with a later date: byok import-material.",
                weight=weight_at(case, life, WEIGHT if -past <= URGENT else Weight.WARN),
            )
