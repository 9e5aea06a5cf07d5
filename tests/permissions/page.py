"""What docs/permissions.md shows of the code: each block after a comment that says whose policy it is."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from camunda_byok.environment import Environment
from camunda_byok.permissions.catalog import everybody, permissions_for, policy_for
from camunda_byok.permissions.permission import Permission, policy_of
from camunda_byok.policies.documents import Document

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
WIDTH = 120
MARK = re.compile(r"<!-- byok permissions: ([^>]*) -->\n(?:```json\n.*?\n```|(?:\|[^\n]*\n)+(?=\n))", re.DOTALL)

LEAST: dict[str, Any] = {
    "name": "prod",
    "account": "111122223333",
    "region": "eu-west-1",
    "deployers": ["arn:aws:iam::111122223333:role/platform/byok-deployer"],
    "camunda": {"tenant_role": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"},
    "key": {
        "administrators": ["arn:aws:iam::111122223333:role/platform/key-administrator"],
        "auditors": ["arn:aws:iam::111122223333:role/audit/key-auditor"],
        "break_glass": ["arn:aws:iam::111122223333:role/platform/break-glass"],
    },
    "alarms": {"destinations": [{"kind": "email", "address": "on-call@example.com"}]},
    "state": {"backend": "s3", "bucket": "example-prod-terraform-state", "region": "eu-west-1"},
}
"""The environment of the page."""
DESTINATIONS = [
    {"kind": "pagerduty", "ssm_parameter": "/byok/prod/pagerduty"},
    {"kind": "opsgenie", "secret": "byok/prod/opsgenie"},
    {"kind": "topic", "arn": "arn:aws:sns:eu-west-1:777788889999:on-call"},
    {"kind": "slack", "workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"},
]


def page() -> str:
    """Returns the page with every block made anew. A mark that nothing is made for is an error."""
    return MARK.sub(lambda found: f"<!-- byok permissions: {found[1]} -->\n{_block(found[1])}", PAGE.read_text(encoding="utf-8"))


def marks() -> list[str]:
    """Returns whose policies the page shows."""
    return [found[1] for found in MARK.finditer(PAGE.read_text(encoding="utf-8"))]


def environment(**fields: Any) -> Environment:
    return Environment.model_validate({**LEAST, **fields})


def _block(mark: str) -> str:
    if mark == "list":
        return _table()
    return f"```json\n{as_json(_policy(mark))}\n```"


def _policy(mark: str) -> Document:
    if mark == "deployer, destinations":
        more = environment(alarms={"destinations": DESTINATIONS})
        return _besides(permissions_for(more, "deployer"), permissions_for(environment(), "deployer"))
    if mark == "deployer, two regions":
        more = environment(second_region="eu-west-2")
        return _besides(permissions_for(more, "deployer"), permissions_for(environment(), "deployer"), new=True)
    if mark == "on-call, besides":
        return _besides(permissions_for(environment(), "on-call"), permissions_for(environment(), "administrator"))
    return policy_for(environment(), mark)


def _besides(some: Iterable[Permission], others: Iterable[Permission], *, new: bool = False) -> Document:
    """Returns what some have that the others have not. new: only statements whose names the others have not."""
    known = list(others)
    sids = {one.sid for one in known}
    return policy_of(one for one in some if (one.sid not in sids if new else one not in known))


def _table() -> str:
    rows = [
        f"| `{one.name}` | {one.kind.value} | {one.summary} | {'yes' if one.reads_only else ''} |"
        for one in everybody(environment())
    ]
    return "\n".join(["| for | | what it does | reads only |", "|---|---|---|---|", *rows]) + "\n"


def as_json(document: Document) -> str:
    """Returns readable JSON in which a list of actions or ARNs fills its lines."""
    statements = ",\n".join(_statement(one) for one in document["Statement"])
    return f'{{\n  "Version": {json.dumps(document["Version"])},\n  "Statement": [\n{statements}\n  ]\n}}'


def _statement(statement: dict[str, Any]) -> str:
    fields = ",\n".join(f'      "{name}": {_value(name, value)}' for name, value in statement.items())
    return f"    {{\n{fields}\n    }}"


def _value(name: str, value: Any) -> str:
    whole = json.dumps(value)
    if not isinstance(value, list) or len(f'      "{name}": {whole},') <= WIDTH:
        return whole
    lines: list[str] = [""]
    for item in value:
        word = f"{json.dumps(item)}, "
        if lines[-1] and len("        " + lines[-1] + word.rstrip()) > WIDTH:
            lines.append("")
        lines[-1] += word
    lines[-1] = lines[-1].rstrip(", ")
    return "[\n" + "\n".join(f"        {line.rstrip()}" for line in lines) + "\n      ]"
