"""A key leaves Terraform's state and stays on AWS.

Why it matters: Nothing is destroyed, and nobody looks after the key's policy and rotation any longer: what somebody changes by
hand is found by no plan. If another key is made in its place, alias and alarms move over to that one. A key that another one
has replaced may still be needed, and while it is enabled nothing shows whether it is.

What to do: See that another configuration has imported the key. This is also the right way to take a key out on purpose: then
accept it by name. Of a key that was replaced, have break-glass disable it first, and wait.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key, other_generation_stays
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for key in case.before.all(Key):
        change = case.change(key.address)
        if not change.forgets:
            continue
        if "create" in change.actions:
            yield Fault(
                address=key.address,
                summary="The key leaves the state and another is made in its place.",
                remedy="Undo what forces another key, then plan again.",
                weight=Weight.BLOCK,
            )
        elif key.enabled is True and other_generation_stays(case, key):
            yield Fault(
                address=key.address,
                summary="One generation of a cluster's key leaves the state while it is enabled.",
                remedy="Have break-glass disable it and see that nothing needs it, then take it out.",
                weight=Weight.BLOCK,
            )
        else:
            yield Fault(
                address=key.address,
                summary="The key leaves the state, and nobody looks after it from then on.",
                remedy="See that another configuration imports the key, then accept this by name.",
                weight=Weight.NOTE if is_cluster_key(case, key.address) is False else None,
            )
