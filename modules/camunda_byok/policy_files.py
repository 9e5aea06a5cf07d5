"""Key policies as files: a policy document, or why it is none."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from camunda_byok.authorization import statements
from camunda_byok.errors import InputError, printable
from camunda_byok.written_texts import decoded

MOST_BYTES = 1024 * 1024
"""KMS takes 32 kB."""
GET_KEY_POLICY = "aws kms get-key-policy --key-id KEY --policy-name default --query Policy --output text"
GET_ORGANISATION_POLICY = "aws organizations describe-policy --policy-id ID --query Policy.Content --output text"


def read_policy(file: Path, *, command: str = GET_KEY_POLICY) -> dict[str, Any]:
    """Returns the policy in a file. Raises InputError where there is none that AWS could have taken.

    Takes also what `aws kms get-key-policy` and `aws organizations describe-policy` print, in which the document is a text under
    `Policy` or, beneath it, `Content`.

    command: what writes such a file, for the remedy.
    """
    try:
        with file.open("rb") as opened:
            return _policy(opened.read(MOST_BYTES + 1), command)
    except InputError as fault:
        raise replace(fault, file=str(file)) from None
    except OSError as error:
        raise InputError(
            file=str(file), problem=f"the policy cannot be read: {error.strerror}", remedy="Name the file that holds it."
        ) from error


def _policy(content: bytes, command: str) -> dict[str, Any]:
    remedy = f"Write the policy's JSON: {command} > policy.json"
    if len(content) > MOST_BYTES:
        raise InputError(problem="this is too large for a policy", remedy=remedy)
    said = _parsed(decoded(content, command=command, remedy=remedy), remedy)
    if isinstance(said, dict) and isinstance(said.get("Policy"), dict):
        said = {"Policy": said["Policy"].get("Content")}
    if isinstance(said, dict) and isinstance(said.get("Policy"), str):
        said = _parsed(said["Policy"], remedy)
    if not isinstance(said, dict) or "Statement" not in said:
        raise InputError(problem="this JSON is no policy: it has no Statement", remedy=remedy)
    statements.read(said)
    return said


def _parsed(text: str, remedy: str) -> "dict[str, Any] | None":
    try:
        said = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line, column = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (0, 0)
        value = printable(text.strip(), 60)
        raise InputError(line=line, column=column, value=value, problem="this is no JSON", remedy=remedy) from error
    return cast("dict[str, Any]", said) if isinstance(said, dict) else None
