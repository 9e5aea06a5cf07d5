"""The rules that plans and accounts are judged by, for people and for programs. The words are those of each rule's docstring."""

import json
import textwrap
from collections.abc import Iterable

from camunda_byok.rules.rule import Rule

WIDTH = 80


def as_text(rules: Iterable[Rule]) -> str:
    """Returns two lines a rule: weight and id, and what it finds."""
    return "\n".join(f"{_head(rule)}\n{_wrapped(rule.title, 7)}" for rule in rules)


def explained(rule: Rule) -> str:
    """Returns all that a rule says of itself."""
    parts = (rule.title, f"Why it matters: {rule.why_it_matters}", f"What to do: {rule.what_to_do}")
    return "\n\n".join([_head(rule), *(_wrapped(part) for part in parts)])


def as_json(rules: Iterable[Rule]) -> str:
    written = [
        {
            "id": rule.id,
            "weight": rule.weight.value,
            "title": rule.title,
            "why_it_matters": rule.why_it_matters,
            "what_to_do": rule.what_to_do,
        }
        for rule in rules
    ]
    return json.dumps({"rules": written}, indent=2)


def as_markdown(rules: Iterable[Rule]) -> str:
    """Returns a table of the rules and a section for each."""
    listed = list(rules)
    rows = [f"| [{rule.id}](#{rule.id}) | {rule.weight.value} | {rule.title.replace('|', chr(92) + '|')} |" for rule in listed]
    table = "\n".join(["| Rule | Weight | What it finds |", "|---|---|---|", *rows])
    return "\n\n".join([table, *(_section(rule) for rule in listed)])


def _section(rule: Rule) -> str:
    said = (rule.title, f"**Why it matters.** {rule.why_it_matters}", f"**What to do.** {rule.what_to_do}")
    return "\n\n".join([f"## {rule.id}", *said])


def _head(rule: Rule) -> str:
    return f"{rule.weight.value:<5}  {rule.id}"


def _wrapped(text: str, indent: int = 0) -> str:
    blanks = " " * indent
    return textwrap.fill(
        text, WIDTH, initial_indent=blanks, subsequent_indent=blanks, break_long_words=False, break_on_hyphens=False
    )
