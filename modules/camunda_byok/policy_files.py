"""Key policies as files: a policy document, or why it is none."""

import json
from pathlib import Path
from typing import Any, cast

from camunda_byok.errors import InputError, printable

MOST_BYTES = 1024 * 1024
"""KMS takes 32 kB."""
_WRITE = "aws kms get-key-policy --key-id KEY --policy-name default --query Policy --output text > policy.json"


def read_policy(file: Path) -> dict[str, Any]:
    """Returns the policy in a file. Raises InputError where there is none.

    Takes also what `aws kms get-key-policy` prints, in which the document is a text under `Policy`.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(
            file=str(file), problem=f"the policy cannot be read: {error.strerror}", remedy="Name the file that holds it."
        ) from error
    if len(content) > MOST_BYTES:
        raise InputError(file=str(file), problem="this is too large for a policy", remedy=f"Write the policy alone: {_WRITE}")
    said = _parsed(file, content.decode("utf-8-sig", "replace"))
    if isinstance(said, dict) and isinstance(said.get("Policy"), str):
        said = _parsed(file, said["Policy"])
    if not isinstance(said, dict) or "Statement" not in said:
        raise InputError(file=str(file), problem="this JSON is no policy: it has no Statement", remedy=f"Write one: {_WRITE}")
    return said


def _parsed(file: Path, text: str) -> "dict[str, Any] | None":
    try:
        said = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (0, 0)
        raise InputError(
            file=str(file),
            line=place[0],
            column=place[1],
            value=printable(text.strip(), 60),
            problem="this is no JSON",
            remedy=f"Write the policy's JSON: {_WRITE}",
        ) from error
    return cast("dict[str, Any]", said) if isinstance(said, dict) else None
