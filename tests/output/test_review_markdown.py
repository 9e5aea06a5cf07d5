"""A review as a comment: found again by its first line, short enough for GitHub, and harmless whatever a plan holds."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from camunda_byok.output.markdown_values import code, prose
from camunda_byok.output.review_markdown import MOST_CHARACTERS, as_markdown
from camunda_byok.review import PlanReview, Review
from tests.conftest import Golden
from tests.output.reviews import EXAMPLE, HOSTILE, HOSTILE_TEXTS, KEY_PLAN, TRAIL_PLAN, UNTOUCHED, WAITING, hostile

GOLDEN = Path(__file__).parent / "golden"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = {"text", "text_special", "code_inline", "html_inline", "softbreak"}
HARMLESS = hostile("harmless")
CROWDED = [name for name, text in HOSTILE_TEXTS.items() if len(text) > 1000]
"""Of which not everything fits."""


def structure(markdown: str) -> list[str]:
    """Returns what Markdown makes of a text: headings, lists, tables, links, emphasis, but not the words."""
    tokens: list[Token] = READER.parse(markdown)
    inner = [child for token in tokens for child in token.children or [] if child.type not in TEXT]
    return [f"{token.type} {token.tag}" for token in tokens] + [child.type for child in inner]


def html_of(markdown: str) -> list[str]:
    tokens: list[Token] = READER.parse(markdown)
    inner = [child for token in tokens for child in token.children or []]
    return [token.content for token in (*tokens, *inner) if token.type in ("html_block", "html_inline")]


def searched(markdown: str) -> str:
    """Returns what GitHub searches for mentions and issues: the finished text without code, parts of a paragraph together."""
    texts: list[str] = []
    for token in READER.parse(markdown):
        children = token.children or []
        texts.append("".join(child.content for child in children if child.type in ("text", "text_special", "html_inline")))
    return re.sub(r"<code>.*?</code>", "", "\n".join(texts), flags=re.DOTALL)


def shown(markdown: str) -> str:
    """Returns the words that a reader sees of one line."""
    (_, inline, _) = READER.parse(markdown)
    return "".join(child.content for child in inline.children or [] if child.type != "html_inline").replace("\u200b", "")


def test_the_text_is_the_reviewed_one(golden: Golden) -> None:
    golden(GOLDEN / "review.md", as_markdown(EXAMPLE, name="prod"))


def test_the_first_line_says_which_review_it_is() -> None:
    assert as_markdown(EXAMPLE, name="prod").splitlines()[0] == "<!-- camunda-byok review: prod -->"
    assert as_markdown(Review(plans=(UNTOUCHED,)), name="prod").splitlines()[0] == "<!-- camunda-byok review: prod -->"


@pytest.mark.parametrize("name", HOSTILE_TEXTS.values())
def test_no_name_ends_the_comment_of_the_first_line(name: str) -> None:
    first = as_markdown(EXAMPLE, name=name).splitlines()[0]
    assert re.fullmatch(r"<!-- camunda-byok review: [A-Za-z0-9%./,_~ -]* -->", first)
    assert first.count("-->") == 1


def test_plans_that_touch_nothing_of_ours_are_one_line_each_and_nothing_else() -> None:
    lines = as_markdown(Review(plans=(UNTOUCHED,)), name="prod").splitlines()
    assert lines[1:] == ["prod-alarms: no key, trail or alarm changes; 1 other change is not judged."]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in CROWDED])
def test_no_value_changes_the_structure(name: str) -> None:
    assert structure(as_markdown(HOSTILE[name], name="x")) == structure(as_markdown(HARMLESS, name="x"))


@pytest.mark.parametrize("name", HOSTILE)
def test_there_is_no_html_but_our_own(name: str) -> None:
    for part in html_of(as_markdown(HOSTILE[name], name="x")):
        assert re.fullmatch(
            r"<!-- camunda-byok review: x -->\n|</?code>"
            r"|<details><summary><code>[^<>`@]*</code>: 1 change, 1 outside of the plan</summary>\n|</details>\n",
            part,
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_github_finds_nobody_to_call_and_nothing_to_link(name: str) -> None:
    found_by_github = re.compile(r"@\w|#\d|GH-\d|https?://|www\.", re.IGNORECASE)
    assert found_by_github.search(searched(HOSTILE_TEXTS["links"]))
    assert not found_by_github.search(searched(as_markdown(HOSTILE[name], name="x")))


@pytest.mark.parametrize("name", [name for name, text in HOSTILE_TEXTS.items() if text.strip() and name not in CROWDED])
def test_a_reader_sees_the_value_as_it_is(name: str) -> None:
    seen = HOSTILE_TEXTS[name].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    assert shown(prose(HOSTILE_TEXTS[name])) == seen
    if "<code>" not in code(HOSTILE_TEXTS[name]):
        assert shown(code(HOSTILE_TEXTS[name])) == seen


@pytest.mark.parametrize("text", ["- x", "+ x", "# x", "1. x", "12) x", "===", "---", "    x", "> x", "~~~", ":-:"])
def test_a_sentence_never_begins_a_block(text: str) -> None:
    assert [token.type for token in READER.parse(f"- {prose(text)}")].count("inline") == 1
    assert structure(f"- {prose(text)}") == structure("- x")


@pytest.mark.parametrize("name", HOSTILE)
def test_it_fits_into_a_comment(name: str) -> None:
    assert len(as_markdown(HOSTILE[name], name="x")) <= MOST_CHARACTERS


def many(number: int, *, blocking: bool, length: int) -> PlanReview:
    found = KEY_PLAN.findings[1 if blocking else 0]
    findings = tuple(replace(found, address=f"aws_kms_key.k[{at}]", summary="x" * length) for at in range(number))
    return replace(KEY_PLAN, findings=findings)


def test_what_does_not_fit_is_counted_and_blocks_nothing() -> None:
    crowded = Review(plans=(many(200, blocking=False, length=900), replace(TRAIL_PLAN, findings=KEY_PLAN.findings)))
    text = as_markdown(crowded, name="x")
    assert len(text) <= MOST_CHARACTERS
    kept = text.count("### WARN: ")
    (left,) = re.findall(r"Left out, since a comment has no room for it: other findings \((\d+)\)", text)
    assert kept + int(left) + text.count("### CANNOT TELL: ") == 202
    assert "### BLOCK: " in text


def test_findings_that_block_are_shortened_before_one_is_left_out() -> None:
    text = as_markdown(Review(plans=(many(200, blocking=True, length=900),)), name="x")
    assert len(text) <= MOST_CHARACTERS
    assert text.count("### BLOCK: ") == 200
    assert "x" * 900 in text


def test_more_findings_that_block_than_a_comment_holds_are_counted() -> None:
    text = as_markdown(Review(plans=(many(3_000, blocking=True, length=900),)), name="x")
    assert len(text) <= MOST_CHARACTERS
    (left,) = re.findall(r"findings that block \((\d+)\)", text)
    assert text.count("### BLOCK: ") + int(left) == 3_000


def test_a_long_plan_is_cut_and_closed() -> None:
    for length in range(1, 200, 20):  # so that the room ends at another place each time
        plan = replace(KEY_PLAN, name="x" * length, changes=KEY_PLAN.changes * 80)
        text = as_markdown(Review(plans=(plan, plan)), name="x")
        assert len(text) <= MOST_CHARACTERS
        (left_out,) = re.findall(r"whole plans \((\d+)\)", text) or ["0"]
        assert text.count("<details>") == text.count("</details>") == 2 - int(left_out) > 0
        assert "changes and tables of plans (" in text


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in CROWDED])
def test_no_value_ends_its_cell(name: str) -> None:
    tokens: list[Token] = READER.parse(as_markdown(HOSTILE[name], name="x"))
    rows = [tokens[at : at + 17] for at, token in enumerate(tokens) if token.type == "tr_open" and token.level == 2]
    assert rows
    for row in rows:
        _, who, _, _, answer = (token.content for token in row if token.type == "inline")
        assert who in (answer, "who")


def test_a_dollar_sign_begins_no_formula() -> None:
    assert prose("$x$") == r"\$x\$"


def test_a_plan_that_waits_is_not_said_to_change_nothing() -> None:
    assert "sandbox-key has to be deployed first" in as_markdown(Review(plans=(WAITING, KEY_PLAN)), name="x")
