"""A key loses prevent_destroy.

Why it matters: `prevent_destroy` makes Terraform refuse a plan that would destroy the key. Without it a renamed block or a
changed argument is enough. Neither a plan nor AWS says whether it is set: this shows in what is synthesized. The key of a topic
alone is left out: it encrypts messages on their way and nothing that is kept.

What to do: Set `prevent_destroy` to true in the key's `lifecycle`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Inventory, Key, Topic
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.rule import Fault, newly

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return (fault for fault in newly(case, _faults) if not _is_as_declared(case, fault.address))


def _is_as_declared(case: Case, address: str) -> bool:
    """Whether it is what is declared and not what is seen: AWS has no such attribute."""
    before, after = case.before.get(Key, address), case.after.get(Key, address)
    return case.source is Source.LIVE and before is not None and before.prevent_destroy == (after and after.prevent_destroy)


def _faults(picture: Inventory) -> Iterator[Fault]:
    of_topics = {key_named(picture, topic.key, topic.region) for topic in picture.all(Topic)}
    for key in picture.all(Key):
        if known(key.prevent_destroy) and not key.prevent_destroy and key.address not in of_topics:
            yield Fault(
                address=key.address,
                summary="Nothing refuses a plan that would destroy the key.",
                remedy="Set prevent_destroy to true in the key's lifecycle.",
            )
