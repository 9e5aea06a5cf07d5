"""`byok --help` as people read it: on a terminal of 80 columns, with nothing cut off."""

import re

import pytest
from typer.testing import CliRunner

from camunda_byok.cli.main import COMMANDS, app
from camunda_byok.limits import IDLE_DAYS, QUARANTINE_DAYS

NAMES = [one.name or str(one.callback and one.callback.__name__).replace("_", "-") for one in app.registered_commands]


def screen(*words: str) -> str:
    shown = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80"}, prog_name="byok")
    assert shown.exit_code == 0
    return shown.output


def test_every_command_stands_in_the_list_in_its_order_and_its_sentence_is_whole() -> None:
    listed = re.findall(r"^  ([\w-]+) {2,}(\S.*)$", screen().partition("Commands:")[2], re.MULTILINE)

    assert [name for name, _ in listed] == NAMES
    assert len(listed) == len(COMMANDS)
    assert [sentence for _, sentence in listed if sentence.endswith("...")] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_screen_is_longer_than_the_terminal(name: str) -> None:
    assert [line for line in screen(name).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", NAMES)
def test_one_word_for_one_thing(name: str) -> None:
    said = " ".join(screen(name).split())
    assert not re.search(r"organiz", said, re.IGNORECASE)
    assert not re.search(
        r"(?<![`\w])byok (?!" + name + r"\b)(" + "|".join(NAMES) + r")\b(?!`)", said.replace("byok schema >", "")
    ), "commands that are named stand in backticks"


@pytest.mark.parametrize("name", ["replace", "retire"])
def test_the_days_that_a_screen_names_are_those_that_are_demanded(name: str) -> None:
    for limit in (IDLE_DAYS, QUARANTINE_DAYS):
        assert f"[default: {limit.default}]" in screen(name)
