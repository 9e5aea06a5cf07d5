"""The rotations of a KMS key and its materials, as KMS says them: one reader for whoever asks."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from camunda_byok.aws.answers import code_of, pages

T = TypeVar("T")

NAMES_EVERY_MATERIAL = "IncludeKeyMaterial"
"""Parameter of ListKeyRotations that a botocore from before 2025-06 does not know."""


def rotation_status(kms: Any, arn: str) -> dict[str, Any]:
    """Returns the state of rotation; nothing of a key that KMS never rotates, such as one in a key store of one's own."""
    return _if_it_can_rotate(lambda: kms.get_key_rotation_status(KeyId=arn)) or {}


def rotations(kms: Any, arn: str) -> list[dict[str, Any]]:
    """Returns the rotations that are complete, the latest last; none of a key that KMS never rotates."""
    return latest_last(_listed(kms, arn))


def materials(kms: Any, arn: str) -> list[dict[str, Any]]:
    """Returns every material that KMS knows of: the first one, those of rotations, and imported ones that wait or are missing.

    A botocore that cannot ask for them all gives those of rotations alone.
    """
    members = kms.meta.service_model.operation_model("ListKeyRotations").input_shape.members
    return _listed(kms, arn, **({NAMES_EVERY_MATERIAL: "ALL_KEY_MATERIAL"} if NAMES_EVERY_MATERIAL in members else {}))


def latest_last(listed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns those that are rotations and complete, by date."""
    return sorted((each for each in listed if "RotationDate" in each), key=lambda each: each["RotationDate"])


def _listed(kms: Any, arn: str, **parameters: str) -> list[dict[str, Any]]:
    return _if_it_can_rotate(lambda: pages(kms, "list_key_rotations", "Rotations", KeyId=arn, **parameters)) or []


def _if_it_can_rotate(call: Callable[[], T]) -> T | None:
    """Returns what the call does; None of a key that KMS never rotates, such as one in a key store of one's own."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) == "UnsupportedOperationException":
            return None
        raise
