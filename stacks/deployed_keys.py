"""The keys as the alarms stack finds them, in a state of their own or owned elsewhere."""

from camunda_byok.bindings import DataAwsKmsAlias, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.environment import Environment
from camunda_byok.key_lookups import key_lookup, second_key_lookup, trail_key_lookup
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import address_of
from stacks.environment_stack import EnvironmentStack


def deployed_keys(
    stack: EnvironmentStack, environment: Environment, region: str, provider: TerraformProvider | None = None
) -> dict[int, KeyReference]:
    """Returns the key of each generation in one region: by the ARN that the file gives, else by the alias of the key stack.

    provider: of the region; the stack's own unless given.
    """
    is_first = region == environment.region
    lookup, prefix = (key_lookup, "key") if is_first else (second_key_lookup, "second_key")
    keys: dict[int, KeyReference] = {}
    for each in environment.key_generations:
        if arn := each.in_region(region).arn:
            keys[each.generation] = KeyReference.of_arn(arn)
            continue
        name = environment.names.key_alias_of(each.generation)
        found = DataAwsKmsAlias(stack, address_of(prefix, each.generation), name=name, provider=provider)
        keys[each.generation] = _found(frozen(stack, found, lookup(environment, each.generation)))
    return keys


def deployed_trail_key(stack: EnvironmentStack, environment: Environment) -> KeyReference | None:
    """Returns the key under the log files, by the alias that a trail stack makes; None where it cannot be watched from here."""
    alias = environment.trail_reference.key_alias
    if alias is None:
        return None
    return _found(frozen(stack, DataAwsKmsAlias(stack, "trail_key", name=alias), trail_key_lookup(environment)))


def _found(alias: DataAwsKmsAlias) -> KeyReference:
    return KeyReference(arn=alias.target_key_arn, key_id=alias.target_key_id)
