"""Keys, aliases and grants."""

from camunda_byok.inventory.model import Alias, Flag, Grant, Key, MaybeText, Text
from camunda_byok.inventory.resource import Parts, Resource
from camunda_byok.inventory.values import AFTER_APPLY, Ref, known
from camunda_byok.names import partition_of

DELETION_WINDOW_DAYS = 30
"""What KMS takes unless told otherwise. Source: KMS API, ScheduleKeyDeletion."""
ROTATION_PERIOD_DAYS = 365
"""The same. Source: KMS API, EnableKeyRotation."""


def key(resource: Resource, parts: Parts) -> Key:
    """Makes a key of any of the four types of resource that make one.

    A policy of None is the one that AWS gives: the account's IAM may do everything.
    """
    values = resource.values
    is_external = "external" in resource.type
    primary = values.text("primary_key_arn", None) if "replica" in resource.type else None
    rotation = _rotation(resource, primary, is_external)
    policy = parts.values("aws_kms_key_policy", values)
    return Key(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        arn=_arn(resource),
        description=values.text("description", ""),
        enabled=values.flag("enabled" if resource.type != "aws_kms_key" else "is_enabled", True),
        rotation=rotation,
        rotation_period_days=values.number("rotation_period_in_days", ROTATION_PERIOD_DAYS if rotation is True else None),
        deletion_window_days=values.number("deletion_window_in_days", DELETION_WINDOW_DAYS),
        multi_region=True if primary is not None else values.flag("multi_region", False),
        primary=primary,
        spec=values.text("customer_master_key_spec", "SYMMETRIC_DEFAULT"),
        usage=values.text("key_usage", "ENCRYPT_DECRYPT"),
        imported_material=is_external,
        policy=None if "aws_kms_key_policy" in parts.removed else policy.document("policy"),
        lockout_check_bypassed=values.flag("bypass_policy_lockout_safety_check", False),
    )


def alias(resource: Resource, parts: Parts) -> Alias:
    del parts
    return Alias(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=resource.values.text("name", AFTER_APPLY),
        target=resource.values.text("target_key_id", AFTER_APPLY),
    )


def grant(resource: Resource, parts: Parts) -> Grant:
    del parts
    return Grant(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        key=resource.values.text("key_id", AFTER_APPLY),
        grantee=resource.values.text("grantee_principal", AFTER_APPLY),
        operations=resource.values.texts("operations"),
    )


def _rotation(resource: Resource, primary: MaybeText, is_external: bool) -> Flag:
    """A replica rotates with its primary, and a resource of one says nothing of it. Imported material never rotates by itself."""
    if is_external:
        return False
    if isinstance(primary, Ref):
        return Ref(primary.address, "enable_key_rotation")
    if isinstance(primary, str):
        return Ref(primary, "enable_key_rotation")
    return resource.values.flag("enable_key_rotation", False) if primary is None else primary


def _arn(resource: Resource) -> Text:
    """Returns the ARN; of a key that is imported, it is made of the id that it is imported by."""
    id = resource.values.given.get("key_id")
    account, region = resource.account, resource.region
    if isinstance(id, str) and known(account) and known(region) and not resource.values.given.get("arn"):
        return f"arn:{partition_of(region)}:kms:{region}:{account}:key/{id}"
    return resource.values.text("arn", AFTER_APPLY)
