"""Looks, before the first deployment of an environment, at everything that would stop it or make it useless. Changes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.checks import CheckResult, cannot_tell, never, passed, worst_first
from camunda_byok.operations.preflight.caller import declared_policies, is_deployer, issuing_principal, keeps_hold
from camunda_byok.operations.preflight.free_names import Names, names_free
from camunda_byok.operations.preflight.organisation import organisation_checks
from camunda_byok.operations.preflight.permissions import permitted
from camunda_byok.operations.preflight.policies import people, person_exists, policy_sizes, validated
from camunda_byok.operations.preflight.surroundings import region_enabled, regions_of, room_for_keys, room_for_trail
from camunda_byok.organisation_reach import OrganisationDocument

Job = Callable[[], Iterable[CheckResult]]
SECONDS = 90.0
"""How long all checks together may take."""


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What was found."""

    environment: Environment
    acting_as: str
    results: tuple[CheckResult, ...]
    """The worst first."""
    already_made: int
    """Things of the environment that exist already; where there are any, this is not its first deployment."""


def preflight(acting: Acting, *, organisation_policies: Sequence[OrganisationDocument] = ()) -> Preflight:
    """Returns what would stop the environment's deployment. Raises InputError where the credentials are at their end.

    organisation_policies: what reaches the account of the organization's policies, read from files. Looked for unless given.
    """
    environment, clients = acting.environment, acting.clients
    issuer = issuing_principal(acting)
    policies = declared_policies(environment)
    names: list[Names] = []

    def look_for_names() -> tuple[CheckResult, ...]:
        names.append(names_free(environment, clients))
        return names[0].results

    jobs: dict[str, Job] = {
        "names-free": look_for_names,
        "permissions": lambda: [permitted(environment, clients, issuer)],
        "policy-valid": lambda: list(validated(environment, clients, policies)),
        "camunda-not-cut-off": lambda: list(organisation_checks(environment, clients, issuer, organisation_policies)),
        **_each(regions_of(environment), "region", lambda region: region_enabled(acting, region)),
        **_each(_own_regions(environment), "room-for-keys", lambda region: room_for_keys(acting, region)),
        **_each(people(environment), "people-exist", lambda arn: person_exists(arn, environment, clients)),
    }
    if environment.own_trail:
        jobs |= _each(_own_regions(environment), "room-for-trail", lambda region: room_for_trail(acting, region))
    results = [
        passed("account", f"The credentials are of account {environment.account}."),
        is_deployer(acting, issuer),
        *keeps_hold(environment, issuer),
        *policy_sizes(policies),
        *_found(together(jobs, seconds=SECONDS)),
        _tenant_role(environment),
    ]
    return Preflight(
        environment=environment,
        acting_as=acting.identity.arn,
        results=worst_first(_once(results)),
        already_made=names[0].own if names else 0,
    )


def _own_regions(environment: Environment) -> tuple[str, ...]:
    return tuple(filter(None, (environment.region, environment.second_region)))


def _each(some: Iterable[str], check: str, look: Callable[[str], CheckResult]) -> dict[str, Job]:
    return {f"{check} {one}": lambda one=one: [look(one)] for one in some}


def _found(found: Mapping[str, "Iterable[CheckResult] | Unknown"]) -> Iterator[CheckResult]:
    for job, results in found.items():
        if isinstance(results, Unknown):
            yield cannot_tell(job.partition(" ")[0], results.reason, "Run it again; AWS answers slowly, or not from here.")
        else:
            yield from results


def _once(results: Iterable[CheckResult]) -> Iterator[CheckResult]:
    """Gives what could not be looked at for the same reason once, so that one missing permission is one line."""
    seen: set[tuple[str, str, str]] = set()
    for result in results:
        key = (result.check, result.verdict.value, result.says)
        if key not in seen:
            seen.add(key)
            yield result


def _tenant_role(environment: Environment) -> CheckResult:
    return never(
        "tenant-role",
        f"{environment.camunda.tenant_role} is a role of another account, which nobody can look up from outside. KMS refuses the "
        "key's policy (MalformedPolicyDocument) where it does not exist",
        "Compare it with the tenant role that the Camunda Console shows for the cluster.",
    )
