"""A key loses prevent_destroy.

Why it matters: `prevent_destroy` makes Terraform refuse a plan that would destroy the key. Without it a renamed block or a
changed argument is enough. A plan does not say whether it is set: this shows in what is synthesized.

What to do: Set `prevent_destroy` to true in the key's `lifecycle`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Inventory, Key
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault, newly

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return newly(case, _faults)


def _faults(picture: Inventory) -> Iterator[Fault]:
    for key in picture.all(Key):
        if known(key.prevent_destroy) and not key.prevent_destroy:
            yield Fault(
                address=key.address,
                summary="Nothing refuses a plan that would destroy the key.",
                remedy="Set prevent_destroy to true in the key's lifecycle.",
            )
