"""An environment as if one generation of its key were the only one, for what is asked of a cluster's key."""

from camunda_byok.environment import Environment
from camunda_byok.key_generations import KeyGeneration
from camunda_byok.key_settings import ExistingKey, Key, KeySettings, ManagedKey, TakenOver


def alone(environment: Environment, generation: KeyGeneration) -> Environment:
    """Returns the environment with this generation as its key, and none beside it."""
    camunda = environment.camunda.model_copy(update={"tenant_role": generation.tenant_role})
    return environment.model_copy(update={"key": _key(environment.key, generation), "camunda": camunda})


def _key(key: Key, generation: KeyGeneration) -> Key:
    number, nobody = generation.generation, {"successor": None, "predecessor": None}
    if not generation.is_managed:
        second = generation.second and generation.second.arn
        return ExistingKey(arn=str(generation.first.arn), second_arn=second, generation=number)
    if generation.role == "current":
        return key.model_copy(update={"successor": None} if isinstance(key, TakenOver) else nobody)
    settings = {name: getattr(key, name) for name in KeySettings.model_fields} if isinstance(key, KeySettings) else {}
    # One that was taken over is looked for by its ARN.
    if generation.first.arn:
        second = generation.second and generation.second.arn
        return ExistingKey(arn=generation.first.arn, second_arn=second, generation=number)
    return ManagedKey(**settings, second_key=generation.second_kind, generation=number)
