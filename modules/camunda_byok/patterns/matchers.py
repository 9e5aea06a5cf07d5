"""What one field of an event pattern accepts: the elements of its list, read into matchers.

Source of the semantics: EventBridge user guide, "Comparison operators for use in event patterns".
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from camunda_byok.patterns.globs import ANYTHING, Glob, any_case, exact, wildcard


class Absent(Enum):
    ABSENT = "absent"
    """The event does not have the field."""


ABSENT = Absent.ABSENT
Value = str | int | float | bool | None | Absent


class Undecided(Exception):
    """The question is outside of what is compared here. The text completes "undecided, because ..."."""


@dataclass(frozen=True)
class Matcher(ABC):
    """One element of a field's list."""

    @property
    def globs(self) -> tuple[Glob, ...]:
        """What must be known of a text to say whether it is accepted."""
        return ()

    @property
    def bounds(self) -> tuple[float, ...]:
        """The numbers between which the answer is always the same."""
        return ()

    @abstractmethod
    def accepts(self, value: Value, matched: frozenset[Glob]) -> bool:
        """Whether the value is accepted; of a text, `matched` says which globs match it."""


Field = frozenset[Matcher]


@dataclass(frozen=True)
class Text(Matcher):
    glob: Glob

    @property
    def globs(self) -> tuple[Glob, ...]:
        return (self.glob,)

    def accepts(self, value: Value, matched: frozenset[Glob]) -> bool:
        return isinstance(value, str) and self.glob in matched


@dataclass(frozen=True)
class Number(Matcher):
    """A number for which every comparison holds."""

    comparisons: tuple[tuple[str, float], ...]

    @property
    def bounds(self) -> tuple[float, ...]:
        return tuple(bound for _, bound in self.comparisons)

    def accepts(self, value: Value, matched: frozenset[Glob]) -> bool:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return all(_COMPARED[sign](value, bound) for sign, bound in self.comparisons)


@dataclass(frozen=True)
class Constant(Matcher):
    value: bool | None

    def accepts(self, value: Value, matched: frozenset[Glob]) -> bool:
        return value is self.value


@dataclass(frozen=True)
class Exists(Matcher):
    exists: bool

    def accepts(self, value: Value, matched: frozenset[Glob]) -> bool:
        return (value is not ABSENT) is self.exists


@dataclass(frozen=True)
class AnythingBut(Matcher):
    """Any value, whatever its type, that none of these accepts."""

    refused: Field

    @property
    def globs(self) -> tuple[Glob, ...]:
        return tuple(glob for each in self.refused for glob in each.globs)

    @property
    def bounds(self) -> tuple[float, ...]:
        return tuple(bound for each in self.refused for bound in each.bounds)

    def accepts(self, value: Value, matched: frozenset[Glob]) -> bool:
        return value is not ABSENT and not any(each.accepts(value, matched) for each in self.refused)


_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "=": lambda number, bound: number == bound,
    "<": lambda number, bound: number < bound,
    "<=": lambda number, bound: number <= bound,
    ">": lambda number, bound: number > bound,
    ">=": lambda number, bound: number >= bound,
}

_TEXTS: dict[str, Callable[[str], Glob]] = {
    "exactly": exact,
    "prefix": lambda text: (*exact(text), *ANYTHING),
    "suffix": lambda text: (*ANYTHING, *exact(text)),
    "equals-ignore-case": any_case,
    "wildcard": wildcard,
}
_AFFIXES: dict[str, Callable[[Glob], Glob]] = {
    "prefix": lambda glob: (*glob, *ANYTHING),
    "suffix": lambda glob: (*ANYTHING, *glob),
}


def read_field(elements: list[Any]) -> Field:
    """Returns the matchers of a field's list.

    Raises Undecided where there is something in it that is not known here.
    """
    return frozenset(_matcher(element) for element in elements)


def _matcher(element: Any) -> Matcher:
    match element:
        case None | bool():
            return Constant(element)
        case str():
            return Text(exact(element))
        case int() | float():
            return Number((("=", float(element)),))
        case {"exists": bool(exists), **rest} if not rest:
            return Exists(exists)
        case {"numeric": list(), **rest} if not rest:
            return Number(tuple(_comparisons(element["numeric"])))
        case {"anything-but": refused, **rest} if not rest:
            return AnythingBut(frozenset(_refused(refused)))
        case dict():
            return _text(*_only_item(cast("dict[str, Any]", element)))
        case _:
            raise Undecided(f"{element!r} is nothing that event patterns have")


def _refused(operand: Any) -> Iterator[Matcher]:
    match operand:
        case str() | int() | float() if not isinstance(operand, bool):
            yield _matcher(operand)
        case list():
            for each in cast("list[Any]", operand):
                yield from _refused(each)
        case dict():
            operator, values = _only_item(cast("dict[str, Any]", operand))
            for value in cast("list[Any]", values) if isinstance(values, list) else [values]:
                yield _text(operator, value)
        case _:
            raise Undecided(f"{operand!r} is nothing that anything-but takes")


def _only_item(expression: dict[str, Any]) -> tuple[str, Any]:
    if len(expression) != 1:
        raise Undecided(f"{expression!r} has not one operator")
    return next(iter(expression.items()))


def _text(operator: str, value: Any) -> Matcher:
    try:
        match value:
            case str() if operator in _TEXTS:
                return Text(_TEXTS[operator](value))
            case {"equals-ignore-case": str(text), **rest} if operator in _AFFIXES and not rest:
                return Text(_AFFIXES[operator](any_case(text)))
            case _:
                raise Undecided(f"the operator {operator} with {value!r} is not known here")
    except ValueError:
        raise Undecided(f"{value!r} has a letter whose other case is several letters") from None


def _comparisons(parts: list[Any]) -> Iterator[tuple[str, float]]:
    for sign, bound in zip(parts[::2], parts[1::2], strict=False):
        if len(parts) % 2 or sign not in _COMPARED or not isinstance(bound, int | float):
            raise Undecided(f"{parts!r} is no comparison of numbers")
        yield sign, float(bound)
