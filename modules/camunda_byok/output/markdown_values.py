"""Texts of anybody as a part of Markdown on GitHub: shown as they are, without a link, a mention, an issue or HTML of their own.

Source: GitHub Flavored Markdown. What GitHub itself finds in the finished text (mentions, issues) is parted by a space without
width; where that would hurt who copies the text, it stands in `code`, in which GitHub looks for nothing.
"""

import re

from camunda_byok.errors import printable

MOST_OF_CODE = 300
MOST_OF_PROSE = 1000
_PARTED = "&#8203;"
_STRUCTURE = re.compile(r"[\\`*_\[\]<>|~$&]")
_BEGINNINGS = re.compile(r"^(?=[-+#=:])|(?<=^\d)(?=[.)])|^(\d{2,9})(?=[.)])")
_FOUND_BY_GITHUB = re.compile(r"(?<=[@#])|(?<=GH)(?=-\d)|(?=://)|(?<=www)(?=\.)", re.IGNORECASE)


def prose(text: str) -> str:
    """Returns a sentence. It can stand anywhere in a line, in a list and in a table."""
    shown = printable(text.strip(), MOST_OF_PROSE)
    parted = "\0".join(_FOUND_BY_GITHUB.split(shown))
    escaped = _BEGINNINGS.sub(r"\1\\", _STRUCTURE.sub(r"\\\g<0>", parted))
    return escaped.replace("\0", _PARTED) or "(empty)"


def code(text: str) -> str:
    """Returns a value, an address or an action, which can be copied. It can stand wherever `prose` can."""
    shown = printable(text, MOST_OF_CODE)
    if "`" in shown or "|" in shown:
        return in_html(text)
    return f"`{shown}`" if shown.strip() else "(empty)"


def in_html(text: str) -> str:
    """Returns the same for a place where Markdown is not read."""
    return f"<code>{re.sub('[^A-Za-z0-9 -]', _reference, printable(text, MOST_OF_CODE))}</code>"


def _reference(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"
