"""The materials of a KMS key: which encrypts, which still decrypt, which waits for a rotation. MiniStack knows one.

A rotation is completed by the first request about the key after `SECONDS_OF_A_ROTATION`; nothing runs in the background.
"""

import base64
import json
import os
import time
from typing import Any

import ministack.services.kms as kms
from ministack.core.responses import error_response_json, json_response

Key = dict[str, Any]
Request = dict[str, Any]
Material = dict[str, Any]

SECONDS_OF_A_ROTATION = 1.0
"""How long an on-demand rotation is in progress. On AWS it is said to take "a slight delay"."""
ON_DEMAND_ROTATIONS = 25
"""Of one key at most, see RotateKeyOnDemand in the API reference."""
CURRENT, FORMER, PENDING = "CURRENT", "NON_CURRENT", "PENDING_ROTATION"
PENDING_ELSEWHERE = "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
SHOWN = (
    "KeyMaterialId",
    "KeyMaterialDescription",
    "ImportState",
    "KeyMaterialState",
    "ExpirationModel",
    "ValidTo",
    "RotationDate",
    "RotationType",
)

derive_with_context = kms._derive_with_context
decrypt = kms._decrypt
get_key_rotation_status = kms._get_key_rotation_status
enable_key_rotation = kms._enable_key_rotation
replicate_key = kms._replicate_key

used: dict[bytes, bytes] = {}
"""The material that encrypted, by the nonce in the ciphertext: MiniStack's ciphertexts do not name it."""


def materials(key: Key) -> list[Material]:
    """The key's materials, the first one first. Imported ones are added by `kms_imports`."""
    listed: list[Material] = key.setdefault("_materials", [])
    if not listed and key["Origin"] == "AWS_KMS" and "_symmetric_key" in key:
        listed.append(material(key, key["_symmetric_key"], CURRENT))
    return listed


def material(key: Key, secret: bytes, state: str) -> Material:
    return {"_secret": secret, "KeyMaterialId": identity(key, secret), "KeyMaterialState": state}


def identity(key: Key, secret: bytes) -> str:
    """As DescribeKey computes the current one's, from the key's id and the material."""
    return str(kms._key_material_id({"KeyId": key["KeyId"], "_symmetric_key": secret}))


def rotatable(key: Key) -> bool:
    return bool(key["KeySpec"] == "SYMMETRIC_DEFAULT" and key["Origin"] in ("AWS_KMS", "EXTERNAL"))


def members(key: Key) -> list[Key]:
    """The key and those that share its material, in all regions."""
    return [member for _, member in kms._mrk_members(key)] or [key]


def settle(key: Key) -> None:
    """Completes what was begun long enough ago: a rotation of this key, or of the primary that it is a replica of."""
    for member in members(key):
        if member.get("_rotation_started", float("inf")) + SECONDS_OF_A_ROTATION <= time.time():
            rotate(member, "ON_DEMAND", member.pop("_rotation_started") + SECONDS_OF_A_ROTATION)


def rotate(primary: Key, kind: str, date: float) -> None:
    """Gives the key and its replicas new material: made here, or the imported one that waits."""
    waiting = next((one for one in materials(primary) if one["KeyMaterialState"] == PENDING), None)
    secret = waiting["_secret"] if waiting else os.urandom(32)
    for member in members(primary):
        listed = materials(member)
        for one in listed:
            if one["KeyMaterialState"] == CURRENT:
                one["KeyMaterialState"] = FORMER
        new = next((one for one in listed if one["KeyMaterialId"] == identity(member, secret)), None)
        if new is None:
            new = material(member, secret, CURRENT)
            listed.append(new)
        new.update(KeyMaterialState=CURRENT, RotationDate=date, RotationType=kind)
        member["_symmetric_key"] = secret


# --- Operations --------------------------------------------------------------------------------------------------------------


def rotate_key_on_demand(request: Request) -> Any:
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key:
        return not_found(request)
    if not rotatable(key) or key.get("_mrk_type") == "REPLICA":
        return error_response_json("UnsupportedOperationException", f"{key['Arn']} cannot be rotated.", 400)
    if refusal := kms._check_key_state(key):
        return refusal
    if "_rotation_started" in key:
        return error_response_json("ConflictException", f"A rotation of {key['Arn']} is in progress.", 400)
    made = [one for one in materials(key) if one.get("RotationType") == "ON_DEMAND"]
    if len(made) >= ON_DEMAND_ROTATIONS:
        return error_response_json("LimitExceededException", f"{key['Arn']} has no on-demand rotation left.", 400)
    if key["Origin"] == "EXTERNAL" and not any(one["KeyMaterialState"] == PENDING for one in materials(key)):
        return error_response_json("KMSInvalidStateException", f"{key['Arn']} has no key material pending rotation.", 400)
    key["_rotation_started"] = time.time()
    return json_response({"KeyId": key["Arn"]})


def list_key_rotations(request: Request) -> Any:
    """In the order in which they were made. The first material has no date, nor has one that waits."""
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key:
        return not_found(request)
    if not rotatable(key):
        return error_response_json("UnsupportedOperationException", f"{key['Arn']} cannot be rotated.", 400)
    limit, marker = request.get("Limit", 100), str(request.get("Marker", "0"))
    everything = request.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL"
    found = [one for one in materials(key) if everything or "RotationDate" in one]
    if not marker.isdigit() or int(marker) > len(found):
        return error_response_json("InvalidMarkerException", "The marker is invalid.", 400)
    page, end = found[int(marker) :][:limit], int(marker) + limit
    shown = [{"KeyId": key["Arn"], **{field: one[field] for field in SHOWN if field in one}} for one in page]
    more = {"NextMarker": str(end), "Truncated": True} if end < len(found) else {"Truncated": False}
    return json_response({"Rotations": shown, **more})


def rotation_status_in_full(request: Request) -> Any:
    """MiniStack leaves out the key, the next date and a rotation in progress. Of a key to be deleted the status is false."""
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key:
        return not_found(request)
    primary = next((member for member in members(key) if member.get("_mrk_type") != "REPLICA"), key)
    enabled = bool(primary.get("KeyRotationEnabled")) and "Pending" not in key["KeyState"]
    status: dict[str, Any] = {"KeyId": key["Arn"], "KeyRotationEnabled": enabled}
    if enabled:
        period = primary["RotationPeriodInDays"]
        automatic = [one["RotationDate"] for one in materials(primary) if one.get("RotationType") == "AUTOMATIC"]
        last = max([primary["_rotation_enabled"], *automatic])
        status |= {"RotationPeriodInDays": period, "NextRotationDate": last + period * 86400}
    if "_rotation_started" in primary:
        status["OnDemandRotationStartDate"] = primary["_rotation_started"]
    return json_response(status)


def enable_rotation_as_of_now(request: Request) -> Any:
    """The period counts from the day on which the rotation was enabled. A replica has its primary's, imported material none."""
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key:
        return not_found(request)
    if not rotatable(key) or key["Origin"] == "EXTERNAL" or key.get("_mrk_type") == "REPLICA":
        return error_response_json("UnsupportedOperationException", f"{key['Arn']} cannot be rotated automatically.", 400)
    if not 90 <= request.get("RotationPeriodInDays", 365) <= 2560:
        return error_response_json("ValidationException", "RotationPeriodInDays must be between 90 and 2560.", 400)
    if not key.get("KeyRotationEnabled"):
        key["_rotation_enabled"] = time.time()
    return enable_key_rotation(request)


def replicate_with_all_materials(request: Request) -> Any:
    """A replica decrypts what the primary ever encrypted. Imported material is not copied: it is imported in each region."""
    answer = replicate_key(request)
    key = kms._resolve_key(request.get("KeyId", ""))
    if answer[0] == 200 and key:
        replica = members(key)[-1]
        if key["Origin"] == "EXTERNAL":
            replica.pop("_symmetric_key", None)
            replica.update(KeyState="PendingImport", Enabled=False)
        else:
            replica["_materials"] = [dict(one) for one in materials(key)]
    return answer


# --- Which material decrypts -------------------------------------------------------------------------------------------------


def derive_from_the_material_that_encrypted(secret: bytes, context: Any, nonce: bytes) -> Any:
    return derive_with_context(used.setdefault(nonce, secret), context, nonce)


def decrypt_and_name_the_material(request: Request) -> Any:
    """The answer names the material that encrypted, which after a rotation is not the current one."""
    answer = decrypt(request)
    body = json.loads(answer[2])
    key = kms._resolve_key(body.get("KeyId"))
    if key and "KeyMaterialId" in body:
        secret = used[base64.b64decode(request["CiphertextBlob"])[68:84]]
        return json_response({**body, "KeyMaterialId": identity(key, secret)})
    return answer


def not_found(request: Request) -> Any:
    return error_response_json("NotFoundException", f"Key {request.get('KeyId', '')} not found", 400)


def apply() -> None:
    kms._derive_with_context = derive_from_the_material_that_encrypted
    kms._decrypt = decrypt_and_name_the_material
    kms._get_key_rotation_status = rotation_status_in_full
    kms._enable_key_rotation = enable_rotation_as_of_now
    kms._replicate_key = replicate_with_all_materials
