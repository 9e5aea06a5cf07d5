"""A plan makes a new key where one is dying.

Why it matters: Terraform takes a key whose deletion is pending for one that is not there, and plans to create another; no
`prevent_destroy` stops that. The new key opens nothing of what the old one encrypted, and alias and alarms move over to it, so
the old key ends in silence.

What to do: Cancel the deletion of the old key, enable it, and import it at this address; then plan again.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for key in case.new(Key):
        if case.change(key.address).creates and (why := _held(case, key.address)):
            yield Fault(
                address=key.address,
                summary="A new key is made where another one is pending deletion or gone.",
                details=(why,),
                remedy="aws kms cancel-key-deletion and enable-key for the old key, "
                f"then terraform import '{key.address}' OLD-KEY-ID.",
            )


def _held(case: Case, address: str) -> str:
    """Says how it shows that there was a key at the address; empty where nothing shows it."""
    vanished = case.noticed.get(address)
    if vanished and vanished.destroys:
        return "The state still held the key; refreshing no longer found it, which is also so while its deletion is pending."
    if any(change.deposed and at.startswith(f"{address} (") for at, change in case.changes.items()):
        return "The state holds a deposed key of this address, which the plan destroys."
    return ""
