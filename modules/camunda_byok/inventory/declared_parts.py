"""What several stacks of an environment declare alike."""

import json
from typing import Any

from camunda_byok.inventory.model import Alias, Bucket, Document, Key, MaybeText, Role
from camunda_byok.inventory.things.kms import ROTATION_PERIOD_DAYS
from camunda_byok.inventory.values import AFTER_APPLY, Ref
from camunda_byok.limits import DELETION_WINDOW
from camunda_byok.names import Names
from camunda_byok.trail_settings import ObjectLock


def as_written(document: dict[str, Any]) -> Document:
    """Returns a document as it comes back from JSON, in which a tuple is a list."""
    return json.loads(json.dumps(document))


def key(
    name: str,
    names: Names,
    *,
    description: str,
    policy: dict[str, Any],
    prevent_destroy: bool,
    deletion_window_days: int = DELETION_WINDOW.default,
) -> Key:
    """Returns a single-Region key that is made, and rotates once a year."""
    return Key(
        address=f"aws_kms_key.{name}",
        account=names.account,
        region=names.region,
        prevent_destroy=prevent_destroy,
        arn=AFTER_APPLY,
        description=description,
        enabled=True,
        rotation=True,
        rotation_period_days=ROTATION_PERIOD_DAYS,
        deletion_window_days=deletion_window_days,
        multi_region=False,
        primary=None,
        spec="SYMMETRIC_DEFAULT",
        usage="ENCRYPT_DECRYPT",
        imported_material=False,
        policy=as_written(policy),
        lockout_check_bypassed=False,
    )


def alias(name: str, names: Names, *, of: Key, called: str, prevent_destroy: bool = False) -> Alias:
    return Alias(
        address=f"aws_kms_alias.{name}",
        account=names.account,
        region=names.region,
        prevent_destroy=prevent_destroy,
        name=called,
        target=Ref(of.address, "key_id"),
    )


def bucket(
    name_in_address: str,
    names: Names,
    *,
    name: str,
    policy: dict[str, Any],
    key: MaybeText,
    lock: ObjectLock | None = None,
    expiry_days: int | None = None,
    access_logs_to: str | None = None,
) -> Bucket:
    return Bucket(
        address=f"aws_s3_bucket.{name_in_address}",
        account=names.account,
        region=names.region,
        prevent_destroy=True,
        name=name,
        force_destroy=False,
        policy=as_written(policy),
        versioning="Enabled",
        encryption="aws:kms" if key else "AES256",
        encryption_key=key,
        lock_mode=lock.mode.upper() if lock else None,
        lock_days=lock.days if lock else None,
        expiry_days=expiry_days,
        public_access_blocked=True,
        access_logs_to=access_logs_to,
    )


def role(
    name_in_address: str,
    names: Names,
    *,
    name: str,
    trust: dict[str, Any],
    permissions: dict[str, Any] | None,
    permissions_boundary: str | None,
) -> Role:
    return Role(
        address=f"aws_iam_role.{name_in_address}",
        account=names.account,
        region=names.region,
        prevent_destroy=False,
        name=name,
        trust=as_written(trust),
        policies=() if permissions is None else (as_written(permissions),),
        permissions_boundary=permissions_boundary,
    )
