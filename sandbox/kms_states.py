"""What a key's state allows, and when the key was last used. MiniStack asks for the state only where something is encrypted.

The table is "Key states of KMS keys" in the KMS Developer Guide, for the operations that the kit and its people call.
"""

import time
import uuid
from typing import Any

import ministack.services.kms as kms
from ministack.core.responses import error_response_json, json_response

from sandbox import kms_corrections, kms_imports, kms_materials
from sandbox.kms_materials import Key, Request

TO_BE_DELETED = ("PendingDeletion", "PendingReplicaDeletion")
UNUSABLE = (*TO_BE_DELETED, "PendingImport", "Unavailable", "Creating")
NOT_WHILE_TO_BE_DELETED = {
    "CreateAlias",
    "CreateGrant",
    "DeleteImportedKeyMaterial",
    "DisableKey",
    "DisableKeyRotation",
    "EnableKey",
    "EnableKeyRotation",
    "GetParametersForImport",
    "ImportKeyMaterial",
    "ReplicateKey",
    "ScheduleKeyDeletion",
    "TagResource",
    "UntagResource",
    "UpdateAlias",
    "UpdateKeyDescription",
}
NOT_WHILE_DISABLED = {"CreateGrant", "DisableKeyRotation", "EnableKeyRotation"}
NOT_WITHOUT_MATERIAL = {"DisableKey", "EnableKey"}
USES = {
    "Decrypt",
    "DeriveSharedSecret",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "Sign",
    "Verify",
    "VerifyMac",
}
"""Those that GetKeyLastUsage tells of; ReEncrypt is a use of two keys."""

handle_kms_request = kms_corrections.handle_kms_request
re_encrypt = kms_corrections.re_encrypt
check_key_state = kms._check_key_state
cancel_key_deletion = kms._cancel_key_deletion


async def handle_in_the_state_of_the_key(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
    operation, request = headers.get("x-amz-target", "").rpartition(".")[2], kms_corrections.json_of(body)
    key = kms_corrections.key_of(request, "TargetKeyId" if operation in ("CreateAlias", "UpdateAlias") else "KeyId")
    if key:
        kms_materials.settle(key)
        kms_imports.expire(key)
        if refusal := state_refusal(operation, key):
            return refusal
    added = {
        "GetKeyLastUsage": get_key_last_usage,
        "ListKeyRotations": kms_materials.list_key_rotations,
        "RotateKeyOnDemand": kms_materials.rotate_key_on_demand,
    }.get(operation)
    if added:
        return added(request)
    answer = await handle_kms_request(method, path, headers, body, query_params)
    if answer[0] == 200 and key and operation in USES:
        was_used(key, operation)
    return answer


def state_refusal(operation: str, key: Key) -> Any:
    state = key["KeyState"]
    if operation == "CancelKeyDeletion" and state not in TO_BE_DELETED:
        return invalid_state(key)
    if state in TO_BE_DELETED and operation in NOT_WHILE_TO_BE_DELETED:
        return invalid_state(key)
    if state == "PendingImport" and operation in NOT_WITHOUT_MATERIAL:
        return invalid_state(key)
    if state == "Disabled" and operation in NOT_WHILE_DISABLED:
        return check_key_state(key)
    return None


def check_every_state(key: Key) -> Any:
    """No key is used while it waits for its replicas' deletion, or is unavailable."""
    return invalid_state(key) if key["KeyState"] in UNUSABLE else check_key_state(key)


def invalid_state(key: Key) -> Any:
    return error_response_json("KMSInvalidStateException", f"{key['Arn']} is {key['KeyState']}.", 400)


def cancel_to_the_state_of_the_material(request: Request) -> Any:
    """A key without its imported material waits for it when its deletion is cancelled."""
    answer = cancel_key_deletion(request)
    key = kms._resolve_key(request.get("KeyId", ""))
    if answer[0] == 200 and key and key["Origin"] == "EXTERNAL" and kms_imports.missing(key):
        key["KeyState"] = "PendingImport"
    return answer


def get_key_last_usage(request: Request) -> Any:
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key:
        return kms_materials.not_found(request)
    dates = {"TrackingStartDate": key.get("_tracked_since", key["CreationDate"]), "KeyCreationDate": key["CreationDate"]}
    usage = {"KeyLastUsage": key["_last_usage"]} if "_last_usage" in key else {}
    return json_response({"KeyId": key["KeyId"], **usage, **dates})


def was_used(key: Key, operation: str) -> None:
    ids = {"CloudTrailEventId": str(uuid.uuid4()), "KmsRequestId": str(uuid.uuid4())}
    key["_last_usage"] = {"Operation": operation, "Timestamp": time.time(), **ids}


def re_encrypt_is_a_use_of_both(request: Request) -> Any:
    keys = [kms_corrections.key_of(request, field) for field in ("SourceKeyId", "DestinationKeyId")]
    for key in keys:
        if key:
            kms_materials.settle(key)
            kms_imports.expire(key)
    answer = re_encrypt(request)
    for key in keys:
        if answer[0] == 200 and key:
            was_used(key, "ReEncrypt")
    return answer


def apply() -> None:
    kms_corrections.handle_kms_request = handle_in_the_state_of_the_key
    kms_corrections.re_encrypt = re_encrypt_is_a_use_of_both
    kms._check_key_state = check_every_state
    kms._cancel_key_deletion = cancel_to_the_state_of_the_material
