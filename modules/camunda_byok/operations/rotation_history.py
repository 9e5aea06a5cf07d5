"""Reads how the keys of an environment have rotated."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from camunda_byok.aws.answers import Absence
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_rotations import KeyRotations, Kind, Origin, Rotation
from camunda_byok.limits import ROTATION
from camunda_byok.live.questions import asked, field
from camunda_byok.live.rotations import latest_last, materials, rotation_status
from camunda_byok.operations.found_keys import FoundKey, found_keys

GONE = Unknown("there is no such key")
UNSAID = Unknown("kms:DescribeKey does not say it")


def rotation_history(environment: Environment, clients: Clients) -> tuple[KeyRotations, ...]:
    """Returns how each key of the environment has rotated. Raises InputError where no call can succeed."""
    return rotations_of(environment, found_keys(environment, clients, tags=False), clients)


def rotations_of(environment: Environment, keys: tuple[FoundKey, ...], clients: Clients) -> tuple[KeyRotations, ...]:
    """Returns how each of these keys has rotated."""
    jobs = {
        (key.sought, name): call
        for key in keys
        if key.arn
        for name, call in _calls(clients("kms", key.region), key.arn, key.region).items()
    }
    said = together(jobs)
    period = environment.managed_key.rotation_days if environment.managed_key else ROTATION.default
    return tuple(
        _made(key, {name: said[key.sought, name] for name in ("status", "materials")} if key.arn else {}, period) for key in keys
    )


def rotations_in(listed: list[dict[str, Any]]) -> tuple[Rotation, ...]:
    """Returns the rotations among the materials that ListKeyRotations gives, the latest last."""
    return tuple(
        Rotation(date=each["RotationDate"], kind=Kind(each["RotationType"]), material=each.get("KeyMaterialId", ""))
        for each in latest_last(listed)
    )


def _calls(kms: Any, arn: str, region: str) -> dict[str, Any]:
    return {
        "status": asked("kms:GetKeyRotationStatus", region, partial(rotation_status, kms, arn)),
        "materials": asked("kms:ListKeyRotations", region, partial(materials, kms, arn)),
    }


def _made(key: FoundKey, said: Mapping[str, Any], declared_days: int) -> KeyRotations:
    about = GONE if isinstance(key.metadata, Absence) else key.metadata
    status: Any = said.get("status", about)
    listed: list[dict[str, Any]] | Unknown = field(said.get("materials", about), absent=GONE)
    created: datetime | Unknown = field(about, "CreationDate", absent=UNSAID)
    origin = field(about, "Origin", absent=UNSAID)
    return KeyRotations(
        title=key.sought.title,
        region=key.region,
        reference=key.id,
        state=field(about, "KeyState", absent=UNSAID),
        origin=origin if isinstance(origin, Unknown) else Origin(origin),
        created=created,
        primary_region=field(about, "MultiRegionConfiguration", "PrimaryKey", "Region") if key.is_replica else None,
        automatic=field(status, "KeyRotationEnabled", absent=False),
        period_days=_number(field(status, "RotationPeriodInDays")) or declared_days,
        next=field(status, "NextRotationDate"),
        running_since=field(status, "OnDemandRotationStartDate"),
        done=listed if isinstance(listed, Unknown) else rotations_in(listed),
        expires=field(about, "ValidTo"),
        materials=0 if isinstance(listed, Unknown) else len(listed),
        waiting=_ids(listed, KeyMaterialState="PENDING_ROTATION"),
        incomplete=_ids(listed, KeyMaterialState="PENDING_MULTI_REGION_IMPORT_AND_ROTATION"),
        missing=_ids(listed, ImportState="PENDING_IMPORT"),
    )


def _ids(listed: list[dict[str, Any]] | Unknown, **wanted: str) -> tuple[str, ...]:
    if isinstance(listed, Unknown):
        return ()
    return tuple(each.get("KeyMaterialId", "") for each in listed if wanted.items() <= each.items())


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
