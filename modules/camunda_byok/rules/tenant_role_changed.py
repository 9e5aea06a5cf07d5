"""Another role takes the place of Camunda's in a key's policy.

Why it matters: The role that was named can no longer use the key. If the cluster still has it, the cluster freezes; if the new
ARN is somebody else's, a stranger can read what the cluster encrypted.

What to do: Compare the new ARN, path included, with the tenant role that the Camunda Console shows for the cluster. For a
second cluster give it a statement besides, or a key of its own.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import exchange
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        swap = exchange(case, change)
        if not swap.renamed or any(role.kind == "unique id" for role in swap.new):
            continue  # unique-id-principal says that the role was deleted
        if all(role.kind == "unique id" for role in swap.gone) and case.tenant_roles.issuperset(new.value for new in swap.new):
            continue  # the role that is meant takes the place of one that was deleted
        yield Fault(
            address=change.key.address,
            summary="Another role takes the place of Camunda's.",
            details=(
                *(f"No longer: {role.value}" for role in swap.gone),
                *(f"From now on: {role.value}" for role in swap.new),
            ),
            remedy="Compare the new ARN with the tenant role in the Camunda Console; if it is another, put the old one back.",
        )
