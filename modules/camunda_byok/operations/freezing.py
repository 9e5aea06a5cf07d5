"""Freezes the keys of an environment: nothing can be encrypted or decrypted until somebody thaws them. No data is lost."""

from collections.abc import Iterator
from datetime import datetime

from camunda_byok.aws.answers import ABSENT
from camunda_byok.inventory.values import Unknown
from camunda_byok.operation_tags import FROZEN_AT, FROZEN_BY, FROZEN_WHY, tag_value
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import DISABLED, ENABLED, FoundKey, found_keys
from camunda_byok.operations.steps import Change, Check, Look, Procedure, Refusal, Step, Wait

SECONDS_UNTIL_DISABLED = 300
"""A change of the key's state reaches every part of KMS after at most five minutes. Source: AWS KMS developer guide, "Eventual
consistency"."""
WHAT_HAPPENS = (
    "Camunda's reads and writes freeze within seconds; backups hang; a cluster that is stopped cannot start.",
    "The Camunda Console may go on saying Healthy; within about 15 minutes it says External encryption key is not ready.",
    "The alarm key-disabled is raised.",
)
"""Source: Camunda docs, "Key state behavior"."""


def freeze(acting: Acting, *, reason: str, now: datetime) -> Procedure:
    """Returns what freezing the environment's keys takes. Keys that are disabled already stay as they are."""
    environment = acting.environment
    keys = found_keys(environment, acting.clients)
    awake = [key for key in keys if key.state == ENABLED]
    return Procedure(
        command="freeze",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=keys[0].sought.reference,
        effects=WHAT_HAPPENS if awake else (),
        no_effects=("Nothing is lost: byok thaw brings everything back.",),
        refusals=tuple(refusal for key in keys if (refusal := _refusal(key))),
        steps=tuple(step for key in awake for step in _steps(key, acting, reason, now)),
        settled="" if awake else "The key is disabled already.",
        looks=tuple(_look(key) for key in keys),
        confirm_by=keys[0].sought.reference,
        reason=reason,
        afterwards=("Deploy nothing as long as it is to stay so: a deployment enables the key again.",),
    )


def _refusal(key: FoundKey) -> Refusal | None:
    where = f"The {key.sought.title} ({key.sought.reference} in {key.region})"
    state = key.state
    if state is ABSENT:
        return Refusal(problem=f"{where} does not exist.", remedy="Run byok status: it says what became of it.")
    if isinstance(state, Unknown):
        return Refusal(problem=f"{where} cannot be looked at, because {state.reason}.", remedy="Run it as somebody who may.")
    if state not in (ENABLED, DISABLED):
        return Refusal(problem=f"{where} cannot be used anyway: its state is {state}.", remedy="Run byok thaw to bring it back.")
    return None


def _steps(key: FoundKey, acting: Acting, reason: str, now: datetime) -> Iterator[Step]:
    the_key = {"KeyId": key.arn}
    where = f"the {key.sought.title} in {key.region}"
    disabled = f"KeyMetadata.KeyState == '{DISABLED}'"
    yield Check(
        says=f"See that {where} is still enabled",
        service="kms",
        operation="DescribeKey",
        region=key.region,
        parameters=the_key,
        holds=f"KeyMetadata.KeyState == '{ENABLED}'",
        otherwise="Somebody else has changed the key meanwhile. Run the command again to see how things are now.",
    )
    yield Change(
        says=f"Disable {where}",
        service="kms",
        operation="DisableKey",
        region=key.region,
        parameters=the_key,
        settled_by=Check(
            says=f"See whether {where} is disabled",
            service="kms",
            operation="DescribeKey",
            region=key.region,
            parameters=the_key,
            holds=disabled,
            otherwise="It is not disabled.",
        ),
    )
    tags = {FROZEN_BY: acting.identity.arn, FROZEN_AT: now.isoformat(timespec="seconds"), FROZEN_WHY: reason}
    yield Change(
        says=f"Write on {where} who froze it, when and why",
        service="kms",
        operation="TagResource",
        region=key.region,
        parameters={**the_key, "Tags": [{"TagKey": name, "TagValue": tag_value(text)} for name, text in tags.items()]},
    )
    yield Wait(
        says=f"Wait until {where} is disabled everywhere",
        service="kms",
        operation="DescribeKey",
        region=key.region,
        parameters=the_key,
        holds=disabled,
        otherwise="KMS does not say that it is disabled.",
        at_most_seconds=SECONDS_UNTIL_DISABLED,
    )


def _look(key: FoundKey) -> Look:
    return Look(
        says=f"{key.sought.title} in {key.region}",
        service="kms",
        operation="DescribeKey",
        region=key.region,
        parameters={"KeyId": key.arn or key.sought.reference},
        of="KeyMetadata.{Arn: Arn, KeyState: KeyState}",
    )
