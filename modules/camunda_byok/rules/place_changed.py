"""Something is in another region or account than before, under the same address.

Why it matters: Nothing moves: Terraform looks for it in the new place, does not find it, forgets it and makes another one there.
The old one lives on unmanaged and unwatched. For a key this is fatal: Camunda goes on using the old one, and everything here
watches the new one. Usually a provider's alias, profile or region was changed.

What to do: Put the provider's region and account back. To have something in a second region add it there, under an address of
its own.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket, Key, Thing, Trail
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
FATAL = (Key, Trail, Bucket)


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.both(Thing):
        changed = tuple(_changed(before, after))
        if changed:
            yield Fault(
                address=after.address,
                summary="It is in another place than before.",
                details=changed,
                remedy="Put the provider's region and account back.",
                weight=Weight.BLOCK if isinstance(after, FATAL) else None,
            )


def _changed(before: Thing, after: Thing) -> Iterator[str]:
    for name in ("region", "account"):
        was, now = getattr(before, name), getattr(after, name)
        if known(was) and known(now) and was != now:
            yield f"Its {name} was {was} and is {now}."
