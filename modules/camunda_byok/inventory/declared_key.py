"""The keys of an environment, as its key stack declares them."""

from collections.abc import Iterator
from dataclasses import replace

from camunda_byok.environment import Environment
from camunda_byok.guarding import key_guardians, replica_regions
from camunda_byok.inventory.declared_parts import alias, key
from camunda_byok.inventory.model import Key, Thing
from camunda_byok.inventory.values import LEFT_ALONE, Ref
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.key_generations import KeyGeneration
from camunda_byok.key_settings import KeySettings
from camunda_byok.names import Names
from camunda_byok.policies.key_policy import policy_for


def keys_of(environment: Environment) -> Iterator[Thing]:
    """Gives the keys that the environment makes or has taken over, with their aliases."""
    settings = environment.managed_key
    if settings is None:
        return
    for generation in environment.key_generations:
        if not generation.is_managed:
            continue
        first = _key(environment, settings, generation, environment.names)
        yield from _with_alias(generation, environment.names, first)
        if environment.second_names:
            second = _key(environment, settings, generation, environment.second_names)
            if generation.second_kind == "replica":
                second = _replica(generation, second, first)
            yield from _with_alias(generation, environment.second_names, second)


def _key(environment: Environment, settings: KeySettings, generation: KeyGeneration, names: Names) -> Key:
    declared = generation.in_region(names.region)
    replicas = replica_regions(environment, generation)
    if declared != generation.first:  # a replica may become the primary, and then go back to where the primary was
        replicas = (environment.region,) if replicas else ()
    made = replace(
        key(
            declared.name,
            names,
            description=encryption_key_description(names, generation=generation.generation),
            policy=policy_for(
                names,
                tenant_role=generation.tenant_role,
                guardians=key_guardians(environment, generation),
                deletion_window_days=settings.deletion_window_days,
                delegate_use_to_iam=settings.delegate_use_to_iam,
                replica_regions=replicas,
            ),
            prevent_destroy=True,
            deletion_window_days=settings.deletion_window_days,
        ),
        rotation_period_days=settings.rotation_days,
        multi_region=declared.is_multi_region,
        enabled=LEFT_ALONE if generation.may_be_disabled else not generation.frozen,
    )
    if declared.arn is None:
        return made
    made = replace(made, arn=declared.arn, description=LEFT_ALONE)
    if generation.policy != "keep":
        return made
    return replace(
        made,
        enabled=LEFT_ALONE,
        rotation=LEFT_ALONE,
        rotation_period_days=LEFT_ALONE,
        deletion_window_days=LEFT_ALONE,
        multi_region=LEFT_ALONE,
        spec=LEFT_ALONE,
        usage=LEFT_ALONE,
        policy=LEFT_ALONE,
        lockout_check_bypassed=LEFT_ALONE,
    )


def _replica(generation: KeyGeneration, second: Key, first: Key) -> Key:
    """Returns the key as a replica, which rotates with its primary."""
    left_alone = generation.policy == "keep"
    primary = first.arn if left_alone and isinstance(first.arn, str) else Ref(first.address, "arn")
    return replace(
        second,
        address=second.address.replace("aws_kms_key.", "aws_kms_replica_key."),
        primary=primary,
        multi_region=True,
        rotation=Ref(primary if isinstance(primary, str) else primary.address, "enable_key_rotation"),
        rotation_period_days=LEFT_ALONE if left_alone else None,
    )


def _with_alias(generation: KeyGeneration, names: Names, made: Key) -> Iterator[Thing]:
    yield made
    declared = generation.in_region(names.region)
    if declared.alias:
        yield alias(declared.name, names, of=made, called=declared.alias, prevent_destroy=declared.alias_taken_over)
