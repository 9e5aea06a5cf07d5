"""A key's policy allows another account what KMS lets no other account do.

Why it matters: The words have no effect: KMS permits other accounts the use of a key and the care of grants, and no
administration. Whoever reads them believes in something that does not work, and AWS has begun to refuse policies without
effect.

What to do: Take these actions out of the statement. For Camunda write the eight entries that it publishes.
"""

from collections.abc import Iterator

from camunda_byok.authorization.actions import ACCOUNT_WIDE, ACROSS_ACCOUNTS
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import everybody
from camunda_byok.rules.key_policies import permissions, policy_of
from camunda_byok.rules.rule import Fault, newly_of_each

WEIGHT = Weight.NOTE


def check(case: Case) -> Iterator[Fault]:
    return newly_of_each(case, Key, _faults)


def _faults(key: Key) -> Iterator[Fault]:
    policy = policy_of(key)
    if isinstance(policy, Unknown) or everybody(policy):
        return  # policy-in-doubt or wildcard-principal says it
    dead = {
        f"{row.principal}: {', '.join(actions)}."
        for row in permissions(policy).rows
        if row.principal.kind == "AWS" and row.principal.account != policy.owner
        if (actions := [action for action in row.actions if action not in (*ACROSS_ACCOUNTS, *ACCOUNT_WIDE)])
    }
    if dead:
        yield Fault(
            address=key.address,
            summary="The policy allows another account what KMS lets no other account do.",
            details=tuple(sorted(dead)),
            remedy="Take these actions out of the statement.",
        )
