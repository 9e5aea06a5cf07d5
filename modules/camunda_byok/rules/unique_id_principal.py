"""A key's policy names somebody who was deleted.

Why it matters: AWS stores a role or user in a policy by its unique id. When it is deleted and made again under the same name,
it is somebody else: the policy then shows `AROA...` or `AIDA...`, and access is gone without a word. If it is Camunda's role,
the cluster can no longer use the key.

What to do: Put the policy again with the ARN, after comparing it with the Camunda Console. Name people of your own account by a
condition on `aws:PrincipalArn`, which survives.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import exchange
from camunda_byok.rules.key_policies import permissions, policy_changes, policy_of
from camunda_byok.rules.rule import Fault, newly_of_each

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    cut_off = {change.key.address: exchange(case, change).gone for change in policy_changes(case)}
    for fault in newly_of_each(case, Key, _faults):
        roles = cut_off.get(fault.address, ())
        yield Fault(
            address=fault.address,
            summary=fault.summary,
            details=tuple(f"{role} can no longer use the key." for role in roles),
            remedy=fault.remedy,
            weight=None if roles else Weight.WARN,
        )


def _faults(key: Key) -> Iterator[Fault]:
    policy = policy_of(key)
    if isinstance(policy, Unknown):
        return
    for name in dict.fromkeys(row.principal.value for row in permissions(policy).rows if row.principal.kind == "unique id"):
        yield Fault(
            address=key.address,
            summary=f"The policy names {name}: a role or user that was deleted.",
            remedy="Put the policy again with the ARN of the role, as the Camunda Console or its owner says it.",
        )
