"""The environment's key in every state: by words of the emulator, or as a key that really came there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.operations.every_command import ALIAS, REGION, SECOND, World

STATES = ("enabled", "disabled", "pending deletion", "pending import", "unavailable", "replica", "gone")


@contextmanager
def key_that_is(state: str, world: World) -> Iterator[None]:
    """Lets the environment's key be in a state, and puts it back."""
    set_key, arn = world.emulated.set_key, world.arn
    description = world.kms.describe_key(KeyId=arn)["KeyMetadata"]["Description"]
    fields: dict[str, dict[str, Any]] = {
        "disabled": {"KeyState": "Disabled", "Enabled": False},
        "pending deletion": {"KeyState": "PendingDeletion", "Enabled": False},
        "pending import": {"KeyState": "PendingImport", "Enabled": False, "Origin": "EXTERNAL"},
        "unavailable": {"KeyState": "Unavailable", "Enabled": False},
    }
    set_key(arn, **fields.get(state, {}))
    if state == "replica":
        world.kms.update_alias(AliasName=ALIAS, TargetKeyId=replica(world))
    if state == "gone":
        world.kms.delete_alias(AliasName=ALIAS)
        set_key(arn, Description="Somebody else's")  # by what it is found without its alias
    try:
        yield
    finally:
        set_key(arn, KeyState="Enabled", Enabled=True, Origin="AWS_KMS", Description=description)
        (world.kms.create_alias if state == "gone" else world.kms.update_alias)(AliasName=ALIAS, TargetKeyId=arn)


def replica(world: World) -> str:
    """A key of another region, which somebody replicated here: the alias leads to it."""
    policy = world.kms.get_key_policy(KeyId=world.arn, PolicyName="default")["Policy"]
    elsewhere = world.emulated.root()("kms", SECOND)
    given = {"Policy": policy, "BypassPolicyLockoutSafetyCheck": True}
    primary = elsewhere.create_key(MultiRegion=True, **given)["KeyMetadata"]["Arn"]
    made = elsewhere.replicate_key(KeyId=primary, ReplicaRegion=REGION, **given)
    return str(made["ReplicaKeyMetadata"]["Arn"])


@contextmanager
def own_key_that_is(state: str, world: World) -> Iterator[str]:
    """Lets the alias lead to a key of this test alone, which really is in a state."""
    kms, given = world.kms, {"BypassPolicyLockoutSafetyCheck": True}
    policy = kms.get_key_policy(KeyId=world.arn, PolicyName="default")["Policy"]
    origin = "EXTERNAL" if state == "pending import" else "AWS_KMS"
    made = lambda: str(kms.create_key(Policy=policy, Origin=origin, **given)["KeyMetadata"]["Arn"])  # noqa: E731
    arn = replica(world) if state == "replica" else made()
    kms.update_alias(AliasName=ALIAS, TargetKeyId=arn)
    if state not in ("pending import", "replica"):
        kms.enable_key_rotation(KeyId=arn)
    if state == "disabled":
        kms.disable_key(KeyId=arn)
    if state == "pending deletion":
        kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)
    try:
        yield arn
    finally:
        kms.update_alias(AliasName=ALIAS, TargetKeyId=world.arn)
