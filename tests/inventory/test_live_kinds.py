"""Facts are read by somebody, and stand in nothing but a live picture."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from camunda_byok.inventory import live_kinds
from camunda_byok.inventory.live_kinds import LIVE_KINDS, Fact, OutsideAccess
from camunda_byok.inventory.model import Thing
from camunda_byok.rules.catalog import RULES

FOR_THE_SCREEN = {
    "KeyLife.last_use": "stands beside the moment of the last use",
}
"""What no rule judges and a person is shown."""
OF_EVERYTHING = {each.name for each in fields(Thing)}


def _read_by_rules() -> set[str]:
    """Names of all attributes that any rule reads."""
    sources = [Path(str(rule.module.__file__)).read_text(encoding="utf-8") for rule in RULES]
    return {node.attr for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("kind", [*LIVE_KINDS, OutsideAccess], ids=lambda kind: kind.__name__)
def test_every_field_is_read_by_a_rule_or_shown(kind: type) -> None:
    own = {each.name for each in fields(kind)} - OF_EVERYTHING
    shown = {name.partition(".")[2] for name in FOR_THE_SCREEN if name.partition(".")[0] == kind.__name__}

    assert own - _read_by_rules() == shown


def test_every_kind_of_fact_is_listed() -> None:
    assert set(LIVE_KINDS) == set(Fact.__subclasses__())


def test_nothing_but_a_live_picture_holds_a_fact() -> None:
    """So that no plan and no synthesized stack trips a rule that judges them."""
    folder = Path(str(live_kinds.__file__)).parent
    others = [file for file in folder.rglob("*.py") if file.name != "live_kinds.py"]

    assert others
    assert not [file.name for file in others if "live_kinds" in file.read_text(encoding="utf-8")]
