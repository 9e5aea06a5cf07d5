"""Camunda's role can no longer use a cluster's key.

Why it matters: The cluster freezes within seconds: it can neither read nor write. You see nothing of it in your trail, for
calls that KMS refuses to another account are logged there alone. By which means does not matter: a statement that goes, a Deny,
a condition.

What to do: Put Camunda's statements back as Camunda publishes them. To end a cluster, delete it in the Console first.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import exchange
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        swap = exchange(case, change)
        if swap.gone and not swap.new:
            names = {role.value for role in swap.gone}
            yield Fault(
                address=change.key.address,
                summary=f"Camunda can no longer use the key: {', '.join(str(role) for role in swap.gone)}.",
                details=in_words(made for made in change.comparison.lost if made.principal.value in names),
                remedy="Put Camunda's statements back as Camunda publishes them.",
            )
