"""Sets in the emulator what only time, AWS or a person outside brings about on AWS: `POST /_byok/<what>`, for tests alone.

    key                arn; fields: what the record of the key gets, such as KeyState; rotation: [kind, date] of one more
    trail              arn; status: what GetTrailStatus says besides
    subscription       arn; confirmed
    access-analyzer    account, region, operation; pages: the answers

Dates are seconds since 1970. An ARN of nothing is answered with 404.
"""

import json
from typing import Any

import ministack.app as app
import ministack.services.cloudtrail as cloudtrail
from ministack.core.responses import request_scope

from sandbox import access_analyzer, kms_corrections, kms_materials, sns_confirmations

PATH = "/_byok/"

handle_admin_config_request = app._handle_admin_config_request
reset_all_state = app._reset_all_state
get_trail_status = cloudtrail._get_trail_status

trail_status: dict[str, dict[str, Any]] = {}
"""What a test has set, by the trail's ARN."""


async def handle_control(path: str, method: str, body: bytes) -> Any:
    if not path.startswith(PATH) or method != "POST":
        return await handle_admin_config_request(path, method, body)
    what: dict[str, Any] = json.loads(body)
    done = SETTERS[path.removeprefix(PATH)](what)
    return 200 if done else 404, {"Content-Type": "application/json"}, b"{}"


def set_key(what: dict[str, Any]) -> bool:
    fields = what["arn"].split(":")
    with request_scope(fields[4], fields[3]):
        key = kms_corrections.find_key(what["arn"])
        if key is None:
            return False
        key.update(what.get("fields", {}))
        if "KeyState" in what.get("fields", {}):
            key["Enabled"] = key["KeyState"] == "Enabled"
        if "rotation" in what:
            kms_materials.rotate(key, *what["rotation"])
    return True


def set_trail(what: dict[str, Any]) -> bool:
    trail_status[what["arn"]] = what["status"]
    return any(trail["TrailARN"] == what["arn"] for trail in cloudtrail._trails._data.values())


def trail_status_as_set(request: dict[str, Any]) -> Any:
    """MiniStack delivers nothing, so that the times of the last delivery are a test's."""
    status, headers, body = get_trail_status(request)
    if status == 200:
        trail = cloudtrail._find_visible_trail(request["Name"].strip())[2] or {}
        body = json.dumps({**json.loads(body), **trail_status.get(str(trail.get("TrailARN")), {})}).encode()
    return status, headers, body


def set_subscription(what: dict[str, Any]) -> bool:
    for subscription in sns_confirmations.subscriptions():  # of every region
        if subscription["arn"] == what["arn"]:
            sns_confirmations.confirm(subscription, what["confirmed"])
            return True
    return False


def set_access_analyzer(what: dict[str, Any]) -> bool:
    access_analyzer.answers[what["account"], what["region"], what["operation"]] = what["pages"]
    return True


SETTERS = {
    "key": set_key,
    "trail": set_trail,
    "subscription": set_subscription,
    "access-analyzer": set_access_analyzer,
}


def reset() -> None:
    reset_all_state()
    trail_status.clear()
    access_analyzer.answers.clear()
    kms_materials.used.clear()


def apply() -> None:
    app._handle_admin_config_request = handle_control
    app._reset_all_state = reset
    cloudtrail._DISPATCH["GetTrailStatus"] = trail_status_as_set
