"""An alias is pointed at another key.

Why it matters: Whatever finds the key by its alias takes the other one from then on: the alarms watch it and no longer the
cluster's key, scripts and people look at it, an application encrypts with it. Camunda itself has the key's ARN and does not
notice. It is also how a key that fell out of the state shows itself: the alias moves to a new one.

What to do: Point the alias back. For a successor make a new alias, and move over what uses the old one step by step.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Alias, Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Alias):
        was, now = key_named(case.before, before.target, before.region), key_named(case.after, after.target, after.region)
        if was is None or isinstance(was, Unknown) or was == now or _key_is_made_anew(case, was):
            continue
        if isinstance(now, Unknown):
            yield Fault(
                address=after.address,
                summary="At which key the alias will point is not known yet.",
                cannot_tell=now.reason,
                remedy=f"Afterwards: aws kms list-aliases; it pointed at {was}.",
            )
        else:
            yield Fault(
                address=after.address,
                summary="The alias is pointed at another key.",
                details=(f"It pointed at {was}, and {_then(case)} at {now}.",),
                remedy=f"Set target_key_id back to {was}.",
            )


def _then(case: Case) -> str:
    return "will point" if case.source is Source.PLANNED else "points"


def _key_is_made_anew(case: Case, address: str) -> bool:
    """Whether a rule about the key itself says what happens to the alias too."""
    return case.before.get(Key, address) is not None and (case.after.get(Key, address) is None or case.change(address).replaces)
