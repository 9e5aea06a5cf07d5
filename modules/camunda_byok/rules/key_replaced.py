"""A plan destroys a key and makes another in its place.

Why it matters: The new key cannot read what the old one encrypted, and Camunda takes no other key for a cluster that exists.
The old key is unusable from the moment of the apply: the cluster freezes. Moving or importing a key does not replace it.

What to do: Undo what forces the replacement. A key that is tainted is usually whole: look at it, then `terraform untaint` it.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.rules.case import Case, Change
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for key, _ in case.both(Key):
        change = case.change(key.address)
        if change.replaces:
            yield Fault(
                address=key.address,
                summary="The key is destroyed and another is made in its place.",
                details=cause_of(change),
                remedy=_remedy(key.address, change),
            )


def _remedy(address: str, change: Change) -> str:
    if change.reason == "replace_because_tainted":
        return f"If aws kms describe-key shows the key enabled: terraform untaint '{address}'"
    if change.reason == "replace_by_request":
        return "Plan again without -replace."
    if change.replace_paths:
        return f"Set {', '.join(change.replace_paths)} back to what the key has."
    return "Undo what forces the replacement, then plan again."
