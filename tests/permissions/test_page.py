"""docs/permissions.md shows what the code grants, to everybody and every command."""

import json
import re

from camunda_byok.permissions.catalog import CATALOG
from tests.conftest import Golden
from tests.permissions.page import PAGE, as_json, environment, marks, page

TERRAFORMS = {"plan": "planner", "apply": "deployer"}
"""Commands whose policy is that of a person."""
BESIDES = {"on-call": "on-call, besides"}
"""Of whom only what he has besides another one is shown."""


def test_the_documented_policies_are_what_the_code_grants(golden: Golden) -> None:
    golden(PAGE, page())


def test_everybody_and_every_command_is_documented() -> None:
    shown = {TERRAFORMS.get(needs.name, BESIDES.get(needs.name, needs.name)) for needs in CATALOG}
    assert shown <= set(marks())


def test_what_is_shown_is_json_and_says_the_same() -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "A", "Action": [f"s3:GetObject{n}" for n in range(30)]}]}
    text = as_json(policy)
    assert json.loads(text) == policy
    assert max(map(len, text.splitlines())) <= 120


def test_no_policy_stands_on_the_page_that_nothing_makes() -> None:
    text = PAGE.read_text(encoding="utf-8")
    by_hand = [block for block in re.findall(r"(?<! -->)\n```json\n(.*?)\n```", text, re.DOTALL) if '"Principal"' not in block]
    assert by_hand == []


def test_the_environment_of_the_page_is_valid() -> None:
    assert environment().name == "prod"
