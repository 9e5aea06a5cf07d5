"""Camunda's use of a key in CloudTrail's records, as a log group holds them.

In the owner's copy of a cross-account record the caller is an account and an opaque id, seldom an ARN; `resources` may be null.
Source: AWS KMS developer guide, "Logging AWS KMS API calls with AWS CloudTrail".
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

USES = ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncrypt")
"""What the names of cryptographic operations begin with."""
GRANTS = "CreateGrant"
"""EBS uses the key by grants: making one is the first thing that is seen of a disk."""


@dataclass(frozen=True, kw_only=True, order=True)
class KeyUse:
    """A successful call of Camunda's account on a key."""

    at: datetime
    operation: str
    """As CloudTrail calls it, such as `GenerateDataKey`."""
    key: str
    """ARN of the key."""


def uses_pattern(account: str) -> str:
    """Returns the filter pattern of CloudWatch Logs for successful calls of an account on KMS."""
    return f'{{ ($.eventSource = "kms.amazonaws.com") && ($.userIdentity.accountId = "{account}") && ($.errorCode NOT EXISTS) }}'


def use_of(message: str, *, account: str, keys: Collection[str]) -> KeyUse | None:
    """Returns the use that a record tells of, or None where it tells of something else or is no record.

    keys: ARNs of the keys that count. What was refused, or only tried (`DryRunOperationException`), has an error code.
    """
    try:
        record = _mapping(json.loads(message))
        name, who = str(record.get("eventName", "")), _mapping(record.get("userIdentity"))
        if record.get("eventSource") != "kms.amazonaws.com" or record.get("errorCode") or who.get("accountId") != account:
            return None
        if not name.startswith((*USES, GRANTS)):
            return None
        listed = cast("list[Any]", record.get("resources") or [])
        key = next((arn for resource in listed if (arn := str(_mapping(resource).get("ARN", ""))) in keys), None)
        if key is None:
            return None
        at = datetime.fromisoformat(str(record["eventTime"]).replace("Z", "+00:00"))
    except (ValueError, KeyError, TypeError):
        return None
    return KeyUse(at=at, operation=name, key=key)


def _mapping(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
