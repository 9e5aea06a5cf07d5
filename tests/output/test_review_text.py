"""A review on a terminal: what it says, how wide it is, and that no value of a plan can do anything there."""

from dataclasses import replace
from pathlib import Path

import pytest

from camunda_byok.errors import printable
from camunda_byok.output.review_text import as_text, show
from camunda_byok.review import PlanReview, Review
from tests.conftest import Golden
from tests.output.reviews import EXAMPLE, HOSTILE, KEY_PLAN, TRAIL_PLAN, UNTOUCHED, WAITING

GOLDEN = Path(__file__).parent / "golden"


def text_of(*plans: PlanReview) -> str:
    return as_text(Review(plans=plans)).plain


def test_the_text_is_the_reviewed_one(golden: Golden) -> None:
    golden(GOLDEN / "review.txt", as_text(EXAMPLE).plain + "\n")


def test_a_screen_is_80_columns_wide() -> None:
    assert not [line for line in as_text(EXAMPLE).plain.splitlines() if len(line) > 80]


def test_an_address_longer_than_a_line_stays_whole() -> None:
    address = f"module.{'x' * 100}.aws_kms_key.key"
    finding = replace(KEY_PLAN.findings[0], address=address)
    assert f" {address}\n" in text_of(PlanReview(name="prod-key", findings=(finding,)))


def test_what_blocks_comes_first_and_what_was_accepted_last() -> None:
    heads = [line.split("  ")[0] for line in as_text(EXAMPLE).plain.splitlines() if line[:1].isupper()]
    assert heads == ["BLOCK", "WARN", "CANNOT TELL", "NOTE", "ACCEPTED"]


def test_the_last_line_is_the_verdict() -> None:
    assert as_text(EXAMPLE).plain.splitlines()[-1] == "1 finding blocks: key-destroyed."
    assert text_of(EXAMPLE.plans[1]).splitlines()[-1] == "Nothing blocks: 1 note, 1 accepted finding."


def test_plans_that_touch_nothing_of_ours_are_one_line_each_and_nothing_else() -> None:
    assert text_of(UNTOUCHED) == "prod-alarms: no key, trail or alarm changes; 1 other change is not judged."
    assert text_of(PlanReview(name="a", findings=()), UNTOUCHED).splitlines()[0] == "a: no key, trail or alarm changes."


def test_a_plan_that_waits_is_not_said_to_change_nothing() -> None:
    assert text_of(WAITING).startswith("sandbox-alarms: not planned yet, sandbox-key has to be deployed first;")
    assert "no key, trail or alarm changes" not in text_of(WAITING)
    beside_another = text_of(TRAIL_PLAN, WAITING)
    assert text_of(WAITING) in beside_another
    assert beside_another.splitlines()[-1] == "Nothing blocks: 1 note, 1 accepted finding, 1 waiting plan."


def test_the_plan_of_a_finding_is_named_where_there_are_several() -> None:
    assert "aws_kms_key.key_2 (prod-key)" in as_text(EXAMPLE).plain
    assert "(prod-key)" not in text_of(EXAMPLE.plans[0])


@pytest.mark.parametrize("name", HOSTILE)
def test_no_value_is_obeyed_by_a_terminal(name: str) -> None:
    assert all(character.isprintable() for line in as_text(HOSTILE[name]).plain.split("\n") for character in line)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_value_begins_a_line(name: str) -> None:
    """So none can look like a finding or a verdict; a plan's name stands at the beginning of its first line."""
    expected = ("BLOCK  ", "CANNOT TELL  ", "ACCEPTED  ", "2 findings block: key-destroyed (2 times).")
    plan = printable(HOSTILE[name].plans[0].name)
    lines = as_text(HOSTILE[name]).plain.split("\n")
    assert len([line for line in lines if line.startswith(expected)]) == 7
    for line in lines:
        assert not line or line.startswith((" ", *expected)) or plan.startswith(line[:10])


def test_markup_of_rich_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    show(as_text(HOSTILE["markup of rich"]))
    assert "[bold red]x[/bold red][link=https://example.com]y[/link]" in capsys.readouterr().out


def test_there_is_colour_on_a_terminal_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    show(as_text(EXAMPLE))
    piped = capsys.readouterr().out
    assert piped == as_text(EXAMPLE).plain + "\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    show(as_text(EXAMPLE))
    assert "\x1b[" in capsys.readouterr().out
