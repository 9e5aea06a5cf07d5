"""YAML text as values that know their line, column and spelling.

The tree is built from ruamel.yaml's events instead of its objects, so that size and depth are bounded while reading, every
repeated key is found and not only the first, and an alias counts for what it stands for. Scalars follow YAML 1.2's core schema,
plus days: `yes` and `on` are text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from camunda_byok.errors import InputError

MOST_NODES = 5_000
MOST_DEPTH = 20
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
"""Tags that say what quotes say."""
Loc = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A value and where it stands; line and column count from 1."""

    line: int
    column: int
    size: int = 1
    """Number of nodes in it, those behind aliases counted each time."""


@dataclass(frozen=True, kw_only=True)
class Scalar(Node):
    value: object
    text: str
    """As it was written, without quotes."""


@dataclass(frozen=True, kw_only=True)
class Sequence(Node):
    entries: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Mapping(Node):
    entries: tuple[tuple[Scalar, Node], ...]


def plain(node: Node) -> Any:
    """Returns the value without places."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [plain(entry) for entry in node.entries]
    assert isinstance(node, Scalar)
    return node.value


def node_at(root: Node, loc: Loc) -> Node | None:
    """Returns the value at a place, or None where nothing is."""
    node: Node | None = root
    for step in loc:
        if isinstance(node, Mapping):
            node = next((value for key, value in node.entries if key.text == step), None)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.entries):
            node = node.entries[step]
        else:
            return None
    return node


def place_of(root: Mapping, loc: Loc, of_name: bool) -> tuple[int, int]:
    """Returns line and column of the value at a place, or of the field's name: where that is wrong, or the value is not a scalar.

    A place where nothing is stands for what it is missing from.
    """
    for end in range(len(loc), 0, -1):
        parent, node = node_at(root, loc[: end - 1]), node_at(root, loc[:end])
        if node is None:
            continue
        if isinstance(parent, Mapping) and (of_name or end < len(loc) or not isinstance(node, Scalar)):
            node = next(key for key, _ in parent.entries if key.text == loc[end - 1])
        return node.line, node.column
    return root.line, root.column


def spelled(node: Node | None) -> str:
    """Returns a value as a message quotes it: a scalar as it was written, of all else what it consists of."""
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return f"a list of {len(node.entries)}"
        case Mapping():
            return f"the fields {', '.join(key.text for key, _ in node.entries)}" if node.entries else "no fields"
        case _:
            return ""


def read(text: str) -> tuple[Node | None, list[InputError]]:
    """Returns the tree of the one document in the text, None where there is none, and every fault found on the way."""
    faults: list[InputError] = []
    root: Node | None = None
    yaml: Any = YAML(typ="safe", pure=True)
    try:
        root = _build(yaml.parse(text), faults)
    except InputError as fault:
        faults.append(fault)
    except ReaderError as error:
        faults.append(_control_character(text, error))
    except MarkedYAMLError as error:
        faults.append(_syntax(error))
    except (YAMLError, ValueError, OverflowError) as error:  # the latter two: numbers in escapes that no character has
        mark = yaml.reader.get_mark()
        faults.append(
            InputError(
                line=mark.line + 1,
                column=mark.column + 1,
                problem=f"this is not YAML: {error}",
                remedy="Write it as in the examples.",
            )
        )
    return root, faults


def _control_character(text: str, error: Any) -> InputError:
    before = text[: error.position]
    return InputError(
        line=before.count("\n") + 1,
        column=len(before) - before.rfind("\n"),
        value=text[error.position : error.position + 1],
        problem="YAML allows no such control character",
        remedy="Remove the character.",
    )


def _syntax(error: Any) -> InputError:
    """Places it where YAML could not go on, or, at the end of the file, where what is not closed begins."""
    mark = error.problem_mark or error.context_mark
    if "end of stream" in (error.problem or "") or "document separator" in (error.problem or ""):
        mark = error.context_mark or mark
    what = ", ".join(part for part in (error.context, error.problem) if part)
    return InputError(
        line=mark.line + 1 if mark else 0,
        column=mark.column + 1 if mark else 0,
        problem=f"this is not YAML: {what}",
        remedy="Check the indentation, quotes, colons and brackets in this line and the one above.",
    )


@dataclass(frozen=True)
class _Open:
    """A list or mapping whose end has not been read yet."""

    start: Any
    children: list[Node]


def _build(events: Iterable[Any], faults: list[InputError]) -> Node | None:
    """Builds the tree without recursion, and stops at the first sign that it grows beyond what an environment needs."""
    root: Node | None = None
    stack: list[_Open] = []
    anchors: dict[str, Node | None] = {}
    size = documents = 0
    for event in events:
        match event:
            case DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise _at(event, problem="a second document begins here", remedy="Put each environment into its own file.")
                continue
            case MappingStartEvent() | SequenceStartEvent():
                if len(stack) >= MOST_DEPTH:
                    raise _too_much(event, "the nesting is deeper", f"{MOST_DEPTH} levels")
                _refuse_tag(event, faults)
                anchors |= dict.fromkeys(_anchor(event))
                stack.append(_Open(event, []))
                continue
            case ScalarEvent():
                node, names, added = _scalar(event, faults), _anchor(event), 1
            case AliasEvent():
                node = _aliased(event, anchors)
                names, added = [], node.size
            case MappingEndEvent() | SequenceEndEvent():
                opened = stack.pop()
                node, names, added = _closed(opened, faults), _anchor(opened.start), 1
            case _:
                continue
        size += added
        if size > MOST_NODES:
            raise _too_much(event, "there are more values, those behind aliases counted each time,", f"{MOST_NODES} values")
        anchors |= dict.fromkeys(names, node)
        if stack:
            stack[-1].children.append(node)
        else:
            root = node
    return root


def _anchor(event: Any) -> list[str]:
    return [event.anchor] if event.anchor else []


def _too_much(event: Any, what: str, most: str) -> InputError:
    return _at(
        event, problem=f"{what} than any environment needs", allowed=f"at most {most}", remedy="Write it as in the examples."
    )


def _aliased(event: Any, anchors: dict[str, Node | None]) -> Node:
    node = anchors.get(event.anchor)
    if node is None:
        raise _at(
            event,
            value=f"*{event.anchor}",
            problem="this alias stands inside of what it repeats" if event.anchor in anchors else "no anchor has this name",
            remedy=f"Write &{event.anchor} before the value that is to be repeated, above this line.",
        )
    return replace(node, line=event.start_mark.line + 1, column=event.start_mark.column + 1)


def _closed(closed: _Open, faults: list[InputError]) -> Node:
    mark = closed.start.start_mark
    size = 1 + sum(child.size for child in closed.children)
    if isinstance(closed.start, SequenceStartEvent):
        return Sequence(line=mark.line + 1, column=mark.column + 1, size=size, entries=tuple(closed.children))
    entries: list[tuple[Scalar, Node]] = []
    first: dict[str, Scalar] = {}
    for key, value in zip(closed.children[::2], closed.children[1::2], strict=True):
        if not isinstance(key, Scalar):
            faults.append(
                InputError(
                    line=key.line,
                    column=key.column,
                    problem="a list or a mapping stands where the name of a field should",
                    remedy="Write a name, a colon and a value.",
                )
            )
        elif key.text in first:
            faults.append(
                InputError(
                    line=key.line,
                    column=key.column,
                    value=key.text,
                    problem=f"this field stands in line {first[key.text].line} already",
                    remedy="Take one of the two away.",
                )
            )
        else:
            first[key.text] = key
            entries.append((key, value))
    return Mapping(line=mark.line + 1, column=mark.column + 1, size=size, entries=tuple(entries))


def _scalar(event: Any, faults: list[InputError]) -> Scalar:
    text: str = event.value
    is_text = event.style is not None or event.tag in _TEXT_TAGS
    _refuse_tag(event, faults)
    return Scalar(
        line=event.start_mark.line + 1,
        column=event.start_mark.column + 1,
        value=text if is_text else _meaning(text),
        text=text,
    )


def _refuse_tag(event: Any, faults: list[InputError]) -> None:
    if event.tag is not None and event.tag not in _TEXT_TAGS:
        faults.append(_at(event, value=str(event.tag), problem="environments use no YAML tags", remedy="Take the tag away."))


def _meaning(text: str) -> object:
    """Returns what an unquoted scalar stands for in YAML 1.2's core schema, and days as days."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]{1,4000}", text):
        return int(text)
    if number := re.fullmatch(r"0(?:o([0-7]{1,99})|x([0-9a-fA-F]{1,99}))", text):
        return int(number[1], 8) if number[1] else int(number[2], 16)
    if re.fullmatch(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", text):
        return float(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _at(event: Any, *, problem: str, remedy: str, value: str = "", allowed: str = "") -> InputError:
    return InputError(
        line=event.start_mark.line + 1,
        column=event.start_mark.column + 1,
        problem=problem,
        remedy=remedy,
        value=value,
        allowed=allowed,
    )
