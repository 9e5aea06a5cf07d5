"""Something is no longer encrypted with your own key.

Why it matters: AWS's own key opens to whoever may read the thing: no key policy of yours guards it any longer, and nobody can
freeze it. What was encrypted before often needs the old key for as long as it is kept. Exchanging one key of yours for another
is another matter.

What to do: Put the key's argument back. Do not destroy the key: older data still needs it.
"""

from collections.abc import Iterator, Mapping

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket, LogGroup, MaybeText, OtherUse, Queue, Thing, Topic, Trail
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
KINDS = (Bucket, LogGroup, OtherUse, Queue, Topic, Trail)


def check(case: Case) -> Iterator[Fault]:
    for kind in KINDS:
        for before, after in case.both(kind):
            now = _keys(after)
            for attribute, key in _keys(before).items():
                was = key_named(case.before, key, before.region)
                then = key_named(case.after, now.get(attribute), after.region)
                if was is None or isinstance(was, Unknown):
                    continue
                if isinstance(then, Unknown):
                    yield Fault(
                        address=after.address,
                        summary=f"Whether {attribute} still names your own key is not known yet.",
                        cannot_tell=then.reason,
                        remedy=f"Afterwards look at {attribute}; it was {was}.",
                    )
                elif then is None:
                    yield Fault(
                        address=after.address,
                        summary="It is no longer encrypted with your own key.",
                        details=(f"{attribute} was {was}.",),
                        remedy=f"Set {attribute} back to {was}.",
                    )


def _keys(thing: Thing) -> Mapping[str, MaybeText]:
    """Returns the keys that a thing is encrypted with, by what the provider calls the argument."""
    match thing:
        case OtherUse():
            return thing.keys
        case Bucket():
            return {"kms_master_key_id": thing.encryption_key}
        case LogGroup() | Trail():
            return {"kms_key_id": thing.key}
        case Topic() | Queue():
            return {"kms_master_key_id": thing.key}
        case _:
            return {}
