"""Automatic rotation of a key is off.

Why it matters: Camunda cannot rotate a customer's key. With rotation off the same key material encrypts everything for ever,
which most audits (CIS AWS 3.6, Security Hub KMS.4) count as a fault.

What to do: Set `enable_key_rotation` to true. The key id stays, and what was encrypted before stays readable.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Ref, known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault, newly_of_each

WEIGHT = Weight.WARN
REMEDY = "Set enable_key_rotation to true."


def check(case: Case) -> Iterator[Fault]:
    return newly_of_each(case, Key, _faults)


def _faults(key: Key) -> Iterator[Fault]:
    if key.imported_material or isinstance(key.rotation, Ref):
        return  # KMS never rotates imported material by itself; a replica follows its primary
    if not known(key.rotation):
        yield Fault(
            address=key.address,
            summary="Whether the key rotates is not known yet.",
            cannot_tell=why_unknown(key.rotation),
            remedy="Afterwards: aws kms get-key-rotation-status --key-id KEY",
        )
    elif not key.rotation:
        yield Fault(address=key.address, summary="The key does not rotate by itself.", remedy=REMEDY)
