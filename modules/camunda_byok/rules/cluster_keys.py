"""Which keys encrypt a cluster, and who Camunda's role is at each.

Where nobody said Camunda's roles, they are read from the policies: a principal of another account that may encrypt and decrypt.
Whoever may only decrypt is a reader of archived logs, not a cluster.
"""

import re
from collections.abc import Iterator

from camunda_byok import arns
from camunda_byok.authorization.model import Level, Principal
from camunda_byok.inventory.model import Inventory, Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.key_policies import KeyPolicy, level, permissions, policy_of

_GENERATION = re.compile(r"_[0-9]+$")
CLUSTER_USE = frozenset({"kms:Decrypt", "kms:GenerateDataKey"})


def is_cluster_key(case: Case, address: str) -> bool | Unknown:
    """Whether a cluster is encrypted with the key, or with one of which it is a replica, or with a replica of it."""
    answers = [_answer(case, key) for picture in (case.before, case.after) for key in _family(picture, address)]
    if True in answers:
        return True
    if not answers:
        return Unknown("the key is not described here")
    return next((answer for answer in answers if isinstance(answer, Unknown)), False)


def other_generation_stays(case: Case, key: Key) -> bool:
    """Whether another generation of a cluster's key stays: one at `aws_kms_key.key_2` beside `aws_kms_key.key`."""
    stem = _GENERATION.sub("", key.address)
    addresses = (other.address for other in case.after.all(Key) if other.address != key.address)
    return any(_GENERATION.sub("", address) == stem for address in addresses) and is_cluster_key(case, key.address) is not False


def tenant_roles(case: Case, policy: KeyPolicy) -> dict[str, Principal]:
    """Returns who of other accounts uses the key as a cluster does, by ARN: Camunda's roles, as far as one can say.

    Those that somebody said, or whoever it is where the policy lets in none of them.
    """
    said = (Principal("AWS", role, arns.parts(role).account) for role in sorted(case.tenant_roles))
    found = {role.value: role for role in said if level(policy, role.value, "kms:Decrypt") > Level.DENIED}
    return found or outsiders(policy)  # a policy of before may name another role than the one that is said now


def outsiders(policy: KeyPolicy) -> dict[str, Principal]:
    """Returns the principals of other accounts that may encrypt and decrypt, whoever they are, by ARN or unique id.

    Where a policy names a whole account, an example stands for it. Everybody is nobody in particular.
    """
    actions: dict[str, set[str]] = {}
    found: dict[str, Principal] = {}
    for row in permissions(policy).rows:
        outside = row.principal.kind == "unique id" or (row.principal.kind == "AWS" and row.principal.account != policy.owner)
        if outside and not is_everybody(row.principal, policy):
            found[row.principal.value] = row.principal
            actions.setdefault(row.principal.value, set()).update(row.actions)
    return {value: principal for value, principal in found.items() if actions[value] >= CLUSTER_USE}


def is_everybody(principal: Principal, policy: KeyPolicy) -> bool:
    """Whether a principal stands for accounts or services that the policy does not name."""
    if not principal.standing_for or principal.account == policy.owner:
        return False
    return principal.kind == "Service" or principal.account not in policy.text


def _answer(case: Case, key: Key) -> bool | Unknown:
    policy = policy_of(key)
    if isinstance(policy, Unknown):
        return policy
    return any(map(policy.names, case.tenant_roles)) or bool(tenant_roles(case, policy))


def _family(picture: Inventory, address: str) -> Iterator[Key]:
    """Gives the key itself, its primary, and all replicas of the same primary."""
    key = picture.get(Key, address)
    if key is None:
        return
    head = key_named(picture, key.primary, key.region) if key.is_replica else address
    for other in picture.all(Key):
        if other.address in (address, head) or (other.is_replica and key_named(picture, other.primary, other.region) == head):
            yield other
