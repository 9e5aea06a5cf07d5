"""The keys as the alarms stack finds them, in a state of their own or owned elsewhere."""

from camunda_byok.bindings import DataAwsKmsAlias, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.environment import Environment
from camunda_byok.key_lookups import key_lookup, second_key_lookup, trail_key_lookup
from camunda_byok.key_reference import KeyReference
from stacks.environment_stack import EnvironmentStack


def deployed_key(stack: EnvironmentStack, environment: Environment) -> KeyReference:
    """Returns the key of the environment's region: by the ARN that the file gives, else by the alias that the key stack makes."""
    if environment.key_arn:
        return KeyReference.of_arn(environment.key_arn)
    name = environment.names.key_alias
    return _found(frozen(stack, DataAwsKmsAlias(stack, "key", name=name), key_lookup(environment)))


def deployed_second_key(stack: EnvironmentStack, environment: Environment, provider: TerraformProvider) -> KeyReference:
    """Returns the key of the second region, which the provider is of, in the same way."""
    if environment.second_key_arn:
        return KeyReference.of_arn(environment.second_key_arn)
    name = environment.names.key_alias
    found = DataAwsKmsAlias(stack, "second_key", name=name, provider=provider)
    return _found(frozen(stack, found, second_key_lookup(environment)))


def deployed_trail_key(stack: EnvironmentStack, environment: Environment) -> KeyReference | None:
    """Returns the key under the log files, by the alias that a trail stack makes; None where it cannot be watched from here."""
    alias = environment.trail_reference.key_alias
    if alias is None:
        return None
    return _found(frozen(stack, DataAwsKmsAlias(stack, "trail_key", name=alias), trail_key_lookup(environment)))


def _found(alias: DataAwsKmsAlias) -> KeyReference:
    return KeyReference(arn=alias.target_key_arn, key_id=alias.target_key_id)
