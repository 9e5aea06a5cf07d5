"""`byok rules`: the list, one rule explained, and the page that is made of them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camunda_byok.cli.main import app
from camunda_byok.errors import InputError
from camunda_byok.output.rules import as_markdown
from camunda_byok.rules.catalog import IDS, RULES
from tests.conftest import Golden

PAGE = Path(__file__).parents[2] / "docs/rules.md"
GENERATED = "<!-- Written by `byok rules --format markdown`; do not edit below this line. -->\n\n"


def rules(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["rules", *arguments])
    if isinstance(result.exception, InputError):  # which the command's outermost edge shows: test_validate.py
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_the_documented_rules_are_current(golden: Golden) -> None:
    head, mark, _ = PAGE.read_text(encoding="utf-8").partition(GENERATED)
    assert mark
    golden(PAGE, head + mark + rules("--format", "markdown"))


def test_the_list_has_the_weight_the_id_and_the_title_of_every_rule() -> None:
    lines = rules().splitlines()
    for rule in RULES:
        assert rule.title.startswith(lines[lines.index(f"{rule.weight.value:<5}  {rule.id}") + 1].strip())


def test_a_screen_is_80_columns_wide() -> None:
    shown = "".join(rules(*which) for which in [(), *((rule,) for rule in IDS)])
    assert not [line for line in shown.splitlines() if len(line) > 80]


def test_one_rule_is_explained() -> None:
    shown = rules("key-destroyed")
    assert shown.startswith("block  key-destroyed\n\nA plan destroys a KMS key.\n\nWhy it matters: Everything encrypted under ")
    assert "\n\nWhat to do: Leave the key in the configuration." in shown


def test_json_has_the_same_fields_for_all_and_for_one() -> None:
    every = json.loads(rules("--format", "json"))["rules"]
    assert [rule["id"] for rule in every] == list(IDS)
    (one,) = json.loads(rules("rotation-off", "--format", "json"))["rules"]
    assert one in every
    assert set(one) == {"id", "weight", "title", "why_it_matters", "what_to_do"}


def test_markdown_of_one_rule_is_its_part_of_the_page() -> None:
    (section,) = [part for part in as_markdown(RULES).split("\n\n## ") if part.startswith("rotation-off\n")]
    assert section in rules("rotation-off", "--format", "markdown")


def test_a_rule_that_there_is_not_is_answered_with_the_likeliest() -> None:
    with pytest.raises(InputError, match="there is no such rule") as raised:
        rules("key-destroid")
    assert raised.value.allowed.startswith("key-destroyed")
