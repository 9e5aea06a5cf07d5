"""The IAM policies that docs/permissions.md shows, for tests that use them."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"


def policy_of(heading: str, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Returns the first policy beneath a heading, with other names in the place of the documented ones."""
    section = re.split(rf"^## {re.escape(heading)}$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    found = re.search(r"^```json\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found, heading
    text = found[1]
    for documented, ours in (names or {}).items():
        assert documented in text
        text = text.replace(documented, ours)
    return json.loads(text)


def actions_of(policy: Mapping[str, Any]) -> set[str]:
    given = [one["Action"] for one in policy["Statement"]]
    return {action for some in given for action in ([some] if isinstance(some, str) else some)}
