"""InputErrors for people, at 80 columns, and for programs, as JSON."""

import textwrap
from collections.abc import Iterable
from typing import Any

from camunda_byok.errors import InputError, printable

WIDTH = 80
_LABEL = 11
LAST_LINES = 25
"""Of what another program said: an error stands at its end."""
_MOST = 400
"""Longer values are cut: they are there to be recognised."""


def as_text(errors: Iterable[InputError]) -> str:
    """Returns a block for each error, in the order given, with a blank line between two; nothing for none."""
    return "\n\n".join(_block(error) for error in errors)


def as_dicts(errors: Iterable[InputError]) -> list[dict[str, Any]]:
    """Returns each error with its fields under their own names; what is not known or was not given is left out."""
    names = ("file", "line", "column", "field", "problem", "said", "value", "allowed", "remedy")
    return [{name: value for name in names if (value := getattr(error, name))} for error in errors]


def _block(error: InputError) -> str:
    head = "  ".join(printable(part) for part in (error.environment, error.place, error.field) if part)
    rows = (
        ("given", printable(error.value, _MOST)),
        ("allowed", error.allowed),
        ("remedy", error.remedy),
    )
    lines = [*([head] if head else []), _row("problem", error.problem), *_lines_said(error.said)]
    return "\n".join(lines + [_row(label, text) for label, text in rows if text])


def _lines_said(said: str) -> list[str]:
    """Returns the last lines of what a program said, which are not wrapped: it has set them itself."""
    lines = [line.rstrip() for line in said.splitlines() if line.strip(" │╷╵")]
    return [f"  | {printable(line)}" for line in lines[-LAST_LINES:]]


def _row(label: str, text: str) -> str:
    """Wraps between words only: an ARN that is longer than a line stays whole, so that it can be copied."""
    return textwrap.fill(
        printable(text),
        width=WIDTH,
        initial_indent=f"  {label:<{_LABEL - 2}}",
        subsequent_indent=" " * _LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )
