"""A disabled key is enabled.

Why it matters: Somebody disabled the key to freeze what is encrypted under it, perhaps because of an attack. The provider's
default is an enabled key, so any apply ends the freeze without anybody having decided it.

What to do: Ask who disabled the key and why; `byok freeze` leaves that on the key, in tags that begin with `camunda-byok:frozen`.
While the freeze lasts, set `is_enabled` to false in the configuration, or `frozen: true` in this kit's YAML. `byok thaw` ends it.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Key):
        if not known(before.enabled) or before.enabled:
            continue
        if not known(after.enabled):
            yield Fault(
                address=after.address,
                summary="Whether the disabled key is enabled is not known yet.",
                cannot_tell=why_unknown(after.enabled),
                remedy="Afterwards: aws kms describe-key --key-id KEY --query KeyMetadata.Enabled",
            )
        elif after.enabled:
            yield Fault(
                address=after.address,
                summary="The disabled key is enabled.",
                remedy="Set is_enabled to false (in this kit's YAML: frozen: true) until whoever disabled the key has agreed. "
                "Its tags camunda-byok:frozen-by, -at and -why say who it was. byok thaw ends it.",
                # Outside of a plan it has happened already, and nothing is lost by it.
                weight=None if case.source is Source.PLANNED else Weight.NOTE,
            )
