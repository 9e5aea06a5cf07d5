"""The keys of an environment, as its key stack declares them."""

from collections.abc import Iterator
from dataclasses import replace

from camunda_byok import arns
from camunda_byok.environment import AdoptedKey, Environment, KeySettings
from camunda_byok.guarding import key_guardians, leaves_key_alone, replica_regions
from camunda_byok.inventory.declared_parts import alias, key
from camunda_byok.inventory.model import Flag, Key, Thing
from camunda_byok.inventory.values import LEFT_ALONE, Ref
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.names import Names
from camunda_byok.policies.key_policy import policy_for


def keys_of(environment: Environment) -> Iterator[Thing]:
    """Gives the keys that the environment makes or has taken over, with their aliases."""
    settings = environment.managed_key
    if settings is None:
        return
    adopted = settings if isinstance(settings, AdoptedKey) else None
    first = _key(environment, settings, environment.names, "key", adopted and adopted.adopt)
    first = replace(first, multi_region=_unless_left(settings, environment.has_multi_region_key))
    yield from _with_alias(settings, environment.names, first, adopted and adopted.alias)
    if not environment.second_names:
        return
    arn = adopted and adopted.second_adopt
    second = _key(environment, settings, environment.second_names, "second_key", arn)
    if environment.second_kind == "replica":
        second = _replica(settings, second, first)
    elif arn:
        second = replace(second, multi_region=_unless_left(settings, arns.is_multi_region(arn)))
    yield from _with_alias(settings, environment.second_names, second, adopted and adopted.second_alias)


def _key(environment: Environment, settings: KeySettings, names: Names, name: str, adopted_arn: str | None) -> Key:
    replicas = replica_regions(environment)
    if name != "key":  # a replica may become the primary, and then go back to where the primary was
        replicas = (environment.region,) if replicas else ()
    made = replace(
        key(
            name,
            names,
            description=encryption_key_description(names),
            policy=policy_for(
                names,
                tenant_role=environment.camunda.tenant_role,
                guardians=key_guardians(environment),
                deletion_window_days=settings.deletion_window_days,
                delegate_use_to_iam=settings.delegate_use_to_iam,
                replica_regions=replicas,
            ),
            prevent_destroy=True,
            deletion_window_days=settings.deletion_window_days,
        ),
        rotation_period_days=settings.rotation_days,
        enabled=not settings.frozen,
    )
    if adopted_arn is None:
        return made
    made = replace(made, arn=adopted_arn, description=LEFT_ALONE)
    if not leaves_key_alone(settings):
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


def _replica(settings: KeySettings, second: Key, first: Key) -> Key:
    """Returns the key as a replica, which rotates with its primary."""
    left_alone = leaves_key_alone(settings)
    primary = first.arn if left_alone and isinstance(first.arn, str) else Ref(first.address, "arn")
    return replace(
        second,
        address=second.address.replace("aws_kms_key.", "aws_kms_replica_key."),
        primary=primary,
        multi_region=True,
        rotation=Ref(primary if isinstance(primary, str) else primary.address, "enable_key_rotation"),
        rotation_period_days=LEFT_ALONE if left_alone else None,
    )


def _unless_left(settings: KeySettings, value: bool) -> Flag:
    return LEFT_ALONE if leaves_key_alone(settings) else value


def _with_alias(settings: KeySettings, names: Names, made: Key, taken_over: str | None) -> Iterator[Thing]:
    yield made
    name = made.address.partition(".")[2]
    if taken_over:
        yield alias(name, names, of=made, called=taken_over, prevent_destroy=True)
    elif not leaves_key_alone(settings):
        yield alias(name, names, of=made, called=names.key_alias)
