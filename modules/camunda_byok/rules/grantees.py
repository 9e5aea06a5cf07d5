"""Who a principal is that a grant or a finding names: Camunda's role in one of its shapes, or a service of AWS."""

import re
from collections.abc import Iterable

from camunda_byok import arns
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import tenant_roles
from camunda_byok.rules.key_policies import policy_of

_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?")


def camundas_roles(case: Case, address: str) -> frozenset[str]:
    """Returns the ARNs of Camunda's roles at the key of an address."""
    keys = (case.before.get(Key, address), case.after.get(Key, address))
    policies = [policy for key in keys if key and not isinstance(policy := policy_of(key), Unknown)]
    return case.tenant_roles.union(*(tenant_roles(case, policy) for policy in policies))


def is_service(principal: str) -> bool:
    """Whether it is a service of AWS, such as `ec2.amazonaws.com`."""
    return _SERVICE.fullmatch(principal) is not None


def acts_for(principal: str, roles: Iterable[str]) -> bool:
    """Whether it is one of these roles, a session of one, or AWS itself at work in their account.

    EC2 opens a disk as `assumed-role/aws:ec2-infrastructure/i-...` of the account that the disk is in: nobody else can have a
    role of such a name. Source: Amazon EBS user guide, "How Amazon EBS encryption works".
    """
    arn = arns.parse(principal)
    return principal in roles or (arn is not None and any(_is_session(arn, arns.parse(role)) for role in roles))


def _is_session(arn: arns.Arn, role: arns.Arn | None) -> bool:
    if role is None or (arn.service, arn.account, arn.partition) != ("sts", role.account, role.partition):
        return False
    kind, _, rest = arn.resource.partition("/")
    name = rest.partition("/")[0]
    return kind == "assumed-role" and (name.startswith("aws:") or name == role.resource.rpartition("/")[2])
