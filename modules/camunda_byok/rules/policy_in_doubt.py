"""Nobody can tell what a key's policy will allow.

Why it matters: A policy that is known only after the apply, or that hangs on something which cannot be decided beforehand, may
shut Camunda out or let a stranger in without any other rule finding it. It is no fault by itself: a policy that names a role
made by the same plan looks like this.

What to do: Name roles by ARNs that are written out, so that the policy stands in the plan. Otherwise read the policy after the
apply.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_policies import permissions, policy_changes, policy_of
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    undecided = {change.key.address: change.comparison.undecided for change in policy_changes(case)}
    for key in case.after.all(Key):
        before = case.before.get(Key, key.address)
        if before == key and case.change(key.address).actions == ("no-op",):
            continue
        was, now = policy_of(before) if before else None, policy_of(key)
        unknown = now if isinstance(now, Unknown) else was if isinstance(was, Unknown) else None
        doubts = undecided.get(key.address, ()) if before or isinstance(now, Unknown) else permissions(now).undecided
        if key.policy is None and before is None:
            continue  # KMS gives a new key a policy that names its account alone, whichever that is
        untouched = was == now and case.change(key.address).actions == ("no-op",)
        reason = unknown.reason if unknown else doubts[0].reason if doubts else ""
        if reason and not untouched:
            yield Fault(
                address=key.address,
                summary="Who may use the key and change its policy, and whether Camunda may use it, cannot be told.",
                cannot_tell=reason,
                remedy="Afterwards read the policy: aws kms get-key-policy --key-id KEY --query Policy --output text",
            )
