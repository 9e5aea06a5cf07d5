"""Imported key material as AWS has it since rotation on demand: several per key, each with an id, one current; some expire.

MiniStack unwraps what is imported, as AWS does; but it takes any material in the place of the first, and none ever expires.
"""

import time
from functools import cache
from typing import Any

import ministack.services.kms as kms
from ministack.core.responses import error_response_json, json_response

from sandbox import kms_materials
from sandbox.kms_materials import CURRENT, PENDING, PENDING_ELSEWHERE, Key, Material, Request, materials

LONGEST = 365 * 86400
"""Seconds after which imported material expires at the latest, where it expires."""

generate_private_key = kms.rsa.generate_private_key
get_parameters_for_import = kms._get_parameters_for_import
import_key_material = kms._import_key_material
delete_imported_key_material = kms._delete_imported_key_material


@cache
def wrapping_key(public_exponent: int, key_size: int) -> Any:
    """One of each size for all keys: making another takes a second or two. The import tokens differ all the same."""
    return generate_private_key(public_exponent=public_exponent, key_size=key_size)


def get_parameters_quickly(request: Request) -> Any:
    kms.rsa.generate_private_key = wrapping_key
    try:
        return get_parameters_for_import(request)
    finally:
        kms.rsa.generate_private_key = generate_private_key


def import_as_new_or_existing(request: Request) -> Any:
    """The first material becomes current, another one waits for a rotation, and a known one may only be imported again."""
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key or key["KeySpec"] != "SYMMETRIC_DEFAULT":
        return import_key_material(request)
    if refusal := validity_refusal(request):
        return refusal
    before = dict(key)
    answer = import_key_material(request)
    if answer[0] != 200:
        return answer
    secret = key["_symmetric_key"]
    new = kms_materials.material(key, secret, CURRENT)
    listed = materials(key)
    known = next((one for one in known_materials(key) if one["KeyMaterialId"] == new["KeyMaterialId"]), None)
    follows = listed or key.get("_mrk_type") == "REPLICA"
    kind = request.get("ImportType") or ("EXISTING_KEY_MATERIAL" if follows else "NEW_KEY_MATERIAL")
    if problem := misfit(kind, request, new, known):
        restore(key, before)
        return error_response_json("IncorrectKeyMaterialException", problem, 400)
    mine = next((one for one in listed if one["KeyMaterialId"] == new["KeyMaterialId"]), None)
    if mine is None:
        mine = {**new, "KeyMaterialState": known["KeyMaterialState"] if known else PENDING if listed else CURRENT}
        listed.append(mine)
    mine.update(_secret=secret, ImportState="IMPORTED", ExpirationModel=key["ExpirationModel"])
    mine.pop("ValidTo", None)
    if "ValidTo" in key:
        mine["ValidTo"] = key["ValidTo"]
    if "KeyMaterialDescription" in request:
        mine["KeyMaterialDescription"] = request["KeyMaterialDescription"]
    restore_state(key, before)
    set_pending(key)
    return json_response({"KeyId": key["Arn"], "KeyMaterialId": mine["KeyMaterialId"]})


def validity_refusal(request: Request) -> Any:
    valid_to = request.get("ValidTo")
    if request.get("ExpirationModel") == "KEY_MATERIAL_DOES_NOT_EXPIRE" and valid_to is not None:
        return error_response_json("ValidationException", "ValidTo is given and the material does not expire.", 400)
    if valid_to is not None and not time.time() < valid_to <= time.time() + LONGEST:
        return error_response_json("ValidationException", "ValidTo must be in the future, and within 365 days.", 400)
    return None


def known_materials(key: Key) -> list[Material]:
    """A replica may import what its primary knows."""
    return [one for member in kms_materials.members(key) for one in materials(member)]


def misfit(kind: str, request: Request, new: Material, known: Material | None) -> str:
    if kind == "NEW_KEY_MATERIAL":
        return f"The key material {new['KeyMaterialId']} is already associated with the key." if known else ""
    if known is None or request.get("KeyMaterialId", new["KeyMaterialId"]) != new["KeyMaterialId"]:
        return "This is not the key material that was imported before."
    return ""


def restore(key: Key, before: Key) -> None:
    key.clear()
    key.update(before)


def restore_state(key: Key, before: Key) -> None:
    """The key is usable again once none of its materials is missing. A disabled key stays disabled."""
    current = next((one for one in materials(key) if one["KeyMaterialState"] == CURRENT), None)
    if current and current.get("ImportState") == "IMPORTED":
        key["_symmetric_key"] = current["_secret"]
    else:
        key.pop("_symmetric_key", None)
    state = before["KeyState"]
    if state == "PendingImport" and not missing(key):
        state = "Enabled"
    key.update(KeyState=state, Enabled=state == "Enabled")
    show_expiry(key, current)


def show_expiry(key: Key, current: Material | None) -> None:
    """DescribeKey shows the current material's."""
    for field in ("ExpirationModel", "ValidTo"):
        key.pop(field, None)
        if current and field in current and current["ImportState"] == "IMPORTED":
            key[field] = current[field]


def missing(key: Key) -> bool:
    permanent = [one for one in materials(key) if one["KeyMaterialState"] not in (PENDING, PENDING_ELSEWHERE)]
    return not permanent or any(one["ImportState"] != "IMPORTED" for one in permanent)


def set_pending(key: Key) -> None:
    """New material can be rotated to once every region has it."""
    shared = kms_materials.members(key)
    for member in shared:
        for one in materials(member):
            if one["KeyMaterialState"] in (PENDING, PENDING_ELSEWHERE):
                everywhere = all(one["KeyMaterialId"] in [other["KeyMaterialId"] for other in materials(each)] for each in shared)
                one["KeyMaterialState"] = PENDING if everywhere else PENDING_ELSEWHERE


def delete_by_identity(request: Request) -> Any:
    """Without an id, the current material goes. One that waits for a rotation is forgotten; any other makes the key unusable."""
    key = kms._resolve_key(request.get("KeyId", ""))
    if not key or key["KeySpec"] != "SYMMETRIC_DEFAULT" or key["Origin"] != "EXTERNAL" or key["KeyState"] == "PendingDeletion":
        return delete_imported_key_material(request)
    wanted = request.get("KeyMaterialId")
    found = [one for one in materials(key) if (one["KeyMaterialId"] == wanted if wanted else one["KeyMaterialState"] == CURRENT)]
    if not found:
        return json_response({"KeyId": key["Arn"]})
    forget(key, found[0])
    return json_response({"KeyId": key["Arn"], "KeyMaterialId": found[0]["KeyMaterialId"]})


def forget(key: Key, one: Material) -> None:
    if one["KeyMaterialState"] in (PENDING, PENDING_ELSEWHERE):
        materials(key).remove(one)
        set_pending(key)
        return
    one["ImportState"] = "PENDING_IMPORT"
    for field in ("ValidTo", "ExpirationModel"):
        one.pop(field, None)
    before = {"KeyState": key["KeyState"] if "Deletion" in key["KeyState"] else "PendingImport"}
    restore_state(key, before)


def expire(key: Key) -> None:
    """Deletes what is over its date, as AWS does by itself."""
    for one in list(materials(key)) if key["Origin"] == "EXTERNAL" else ():
        if one.get("ImportState") == "IMPORTED" and one.get("ValidTo", float("inf")) <= time.time():
            forget(key, one)


def apply() -> None:
    kms._get_parameters_for_import = get_parameters_quickly
    kms._import_key_material = import_as_new_or_existing
    kms._delete_imported_key_material = delete_by_identity
