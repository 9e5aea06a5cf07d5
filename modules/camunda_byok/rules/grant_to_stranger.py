"""A grant lets somebody besides Camunda and AWS's own services use a key.

Why it matters: A grant works beside the policy and shows nowhere in it: whoever reads the policy does not see who can decrypt.
On a cluster's key only Camunda makes grants, for its disks. On another key a grant to a principal of the key's own account is
ordinary.

What to do: Take the grant out. What really has to use the key gets a statement in its policy, where people see it.
"""

from collections.abc import Iterator

from camunda_byok.arns import parse
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Grant
from camunda_byok.inventory.values import Unknown, known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.grantees import acts_for, camundas_roles, is_service
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for grant in case.after.all(Grant):
        before = case.before.get(Grant, grant.address)
        named = key_named(case.after, grant.key, grant.region)
        if isinstance(named, str) and not (before and before.grantee == grant.grantee and before.operations == grant.operations):
            yield from _judged(case, grant, named)


def _judged(case: Case, grant: Grant, address: str) -> Iterator[Fault]:
    cluster = is_cluster_key(case, address)
    doubt = why_unknown(grant.grantee) if not known(grant.grantee) else cluster.reason if isinstance(cluster, Unknown) else ""
    if isinstance(grant.grantee, str) and (is_service(grant.grantee) or acts_for(grant.grantee, camundas_roles(case, address))):
        return
    if doubt and cluster is not False:
        yield Fault(
            address=grant.address,
            summary="Whether the grant lets somebody besides Camunda use a cluster's key is not known yet.",
            cannot_tell=doubt,
            remedy="Afterwards: aws kms list-grants --key-id KEY",
        )
    elif known(grant.grantee) and (cluster is True or _is_foreign(grant)):
        yield Fault(
            address=grant.address,
            summary=f"A grant lets {grant.grantee} use the key.",
            details=(f"The key is {address}.", f"Operations: {', '.join(map(str, grant.operations))}.")
            if known(grant.operations)
            else (f"The key is {address}.",),
            remedy="Take the grant out.",
        )


def _is_foreign(grant: Grant) -> bool:
    arn = parse(grant.grantee) if isinstance(grant.grantee, str) else None
    return arn is not None and known(grant.account) and arn.account != grant.account
