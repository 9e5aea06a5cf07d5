"""Camunda's role may do less with a cluster's key than it needs.

Why it matters: Camunda asks for eight entries and that nothing restrict them. Without one, some part of the cluster fails,
often later: without CreateGrant the next disk cannot be attached, without ReEncrypt the next copy of a backup fails. A
condition, a Deny or a NotPrincipal does the same as a missing action. You see nothing of it in your trail.

What to do: Put Camunda's statements back as Camunda publishes them, without conditions. What Camunda may do beyond the eight
entries can go.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from camunda_byok.authorization.actions import CATALOGUE
from camunda_byok.authorization.model import Level
from camunda_byok.finding import Weight
from camunda_byok.policies.vendor import CAMUNDA
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import tenant_roles
from camunda_byok.rules.key_gains import exchange
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK
ENTRIES = (*CAMUNDA.cryptographic_actions, *CAMUNDA.grant_actions)
NEEDED = frozenset(action for action in CATALOGUE["kms"] if any(fnmatchcase(action, entry) for entry in ENTRIES))


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        gone = {role.value for role in exchange(case, change).gone}
        for name, role in tenant_roles(case, change.before).items():
            lost = [
                made
                for made in change.comparison.lost
                if made.principal.value == name and made.after is Level.DENIED and not NEEDED.isdisjoint(made.actions)
            ]
            if lost and name not in gone:
                actions = sorted(NEEDED.intersection(action for made in lost for action in made.actions))
                yield Fault(
                    address=change.key.address,
                    summary=f"Camunda cannot do everything it needs: {', '.join(actions)}.",
                    details=(f"It is {role}.", *in_words(lost)),
                    remedy="Put Camunda's statements back as Camunda publishes them, without conditions.",
                )
