"""Who guards the keys of an environment, and by which policies."""

from camunda_byok.access import Access, state_role
from camunda_byok.environment import Environment
from camunda_byok.key_generations import KeyGeneration
from camunda_byok.limits import DELETION_WINDOW
from camunda_byok.policies.guardians import Guardians


def guardians_of(environment: Environment) -> Guardians:
    """Returns the environment's people; where the key is owned elsewhere, its deployers alone."""
    key = environment.managed_key
    if key is None:
        return Guardians(deployers=environment.deployers)
    return Guardians(
        deployers=environment.deployers,
        administrators=key.administrators,
        auditors=key.auditors,
        break_glass=key.break_glass,
    )


def key_guardians(environment: Environment, generation: KeyGeneration) -> Guardians | None:
    """Returns who guards a key that Camunda uses; None where its policy is the one that Camunda publishes."""
    return None if generation.policy == "camunda" else guardians_of(environment)


def replica_regions(environment: Environment, generation: KeyGeneration) -> tuple[str, ...]:
    """Returns the regions that a generation's key of the first region may be replicated to."""
    second = environment.second_region
    return (second,) if second and generation.second_kind == "replica" else ()


def trail_key_window(environment: Environment) -> int:
    """Returns the days in which a deletion of the trail's key can be cancelled: as many as of the key that it records."""
    return environment.managed_key.deletion_window_days if environment.managed_key else DELETION_WINDOW.default


def state_owners(environment: Environment) -> tuple[str, ...]:
    """Returns the ARNs of those who may change the policy of the state bucket."""
    return guardians_of(environment).policy_writers


def state_users(environment: Environment) -> tuple[str, ...]:
    """Returns the ARNs of those who may read, write and lock states."""
    roles = [role.arn for chosen in Access if (role := state_role(environment, chosen))]
    return tuple(dict.fromkeys([*state_owners(environment), *roles]))
