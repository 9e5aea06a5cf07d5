"""Policy documents as plain dictionaries: statements compose as lists, a document closes them."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

Statement = dict[str, Any]
Document = dict[str, Any]
Condition = dict[str, dict[str, Any]]


def document(*statements: Statement) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def one_or_all(values: tuple[str, ...]) -> str | list[str]:
    """Returns the one value by itself, or a list of several: the shapes in which AWS takes a condition's values."""
    return values[0] if len(values) == 1 else list(values)


def to_json(policy: Document) -> str:
    """Returns readable JSON in the order written: what a reviewer sees in a plan."""
    return json.dumps(policy, indent=2)


def statement(
    sid: str,
    effect: str,
    principal: str | Mapping[str, Any],
    actions: Iterable[str],
    *,
    resources: str | list[str] = "*",
    condition: Mapping[str, Any] | None = None,
) -> Statement:
    """Returns one statement. `resources` defaults to `*`, which in a resource's own policy means that resource."""
    made: Statement = {
        "Sid": sid,
        "Effect": effect,
        "Principal": principal if isinstance(principal, str) else dict(principal),
        "Action": list(actions),
        "Resource": resources,
    }
    if condition:
        made["Condition"] = dict(condition)
    return made


def refuse_plain_http(sid: str, actions: Iterable[str], resources: str | list[str]) -> Statement:
    """Returns the Deny that leaves TLS as the only way in."""
    return statement(sid, "Deny", "*", actions, resources=resources, condition={"Bool": {"aws:SecureTransport": "false"}})
