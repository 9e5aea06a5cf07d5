"""Nobody is left who can change a key's policy.

Why it matters: The policy then stays as it is for ever, whatever is wrong with it: no other account can change it, and neither
can an administrator of IAM. Only AWS Support can help, perhaps.

What to do: Let the account, or a role of the key's own account, do `kms:PutKeyPolicy`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_policies import permissions, policy_of
from camunda_byok.rules.rule import Fault, newly_of_each

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    return newly_of_each(case, Key, _faults)


def _faults(key: Key) -> Iterator[Fault]:
    policy = policy_of(key)
    if isinstance(policy, Unknown):
        return  # policy-in-doubt says it
    found = permissions(policy)
    if found.undecided or any(row.principal.account == policy.owner and "kms:PutKeyPolicy" in row.actions for row in found.rows):
        return
    yield Fault(
        address=key.address,
        summary="Nobody can change the key's policy.",
        details=(f"No principal of account {policy.owner} is left kms:PutKeyPolicy.",),
        remedy="Let the key's account, or a role of it, do kms:PutKeyPolicy.",
    )
