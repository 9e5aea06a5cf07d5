"""Whether one event pattern still matches every event that another matches, decided by what they mean.

A pattern is an "or" of alternatives (`$or` multiplied out), an alternative an "and" of fields, a field an "or" of matchers. What
an event has in one field does not bind it in another, so the search is for one value a field: accepted by an alternative of
the pattern before, and refused in some field by each alternative of the one after. No list in an event makes more of a difference
than one fitting element of it. The answer is exact for the operators in `matchers.py`, and undecided for anything else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, cast

from camunda_byok.limits import PATTERN_COMBINATIONS
from camunda_byok.patterns.globs import Glob, TooMany, matches, texts
from camunda_byok.patterns.matchers import ABSENT, Field, Undecided, Value, read_field

Path = tuple[str, ...]
Alternative = Mapping[Path, Field]
Event = Mapping[Path, Value]

ALWAYS_TEXT = frozenset((name,) for name in ("version", "id", "detail-type", "source", "account", "time", "region"))
"""Fields that every event has, as texts. Source: EventBridge user guide, "Events in Amazon EventBridge"."""
MOST_STEPS = 2_000
"""Choices of fields after which the search gives up."""


@dataclass(frozen=True)
class Lost:
    """There is an event that is no longer matched."""

    example: Mapping[str, str | int | float | bool | None]
    """Its fields, by their paths such as `detail.eventName`. Any field that is not here is one the event does not have, or one
    that plays no part."""


@dataclass(frozen=True)
class NotCompared:
    """Nobody can say. `reason` completes "cannot tell, because ..."."""

    reason: str


def lost(before: dict[str, Any], after: dict[str, Any]) -> Lost | NotCompared | None:
    """Returns an event that `before` matches and `after` does not; None where there is none.

    Patterns that hold Terraform's interpolations are compared only where they are the same but for the order of lists.
    """
    if _in_order(before) == _in_order(after):
        return None
    if "${" in repr((before, after)):
        return NotCompared("the pattern has values that only Terraform knows")
    try:
        wanted, refusing = alternatives(before), alternatives(after)
        _no_field_within_a_field({path for each in (*wanted, *refusing) for path in each})
        return _first_lost(wanted, refusing)
    except Undecided as undecided:
        return NotCompared(str(undecided))
    except TooMany:
        return NotCompared("the texts of the pattern have too many combinations")


def _in_order(pattern: object) -> object:
    """Returns the pattern in an order of its own. The fields of an object keep theirs where there is an `$or`: a field both
    inside and outside of it counts as it is written last."""
    match pattern:
        case dict():
            fields = [(name, _in_order(value)) for name, value in cast("dict[str, object]", pattern).items()]
            return fields if "$or" in pattern else sorted(fields, key=repr)
        case list():
            return sorted((_in_order(each) for each in cast("list[object]", pattern)), key=repr)
        case _:
            return pattern


def alternatives(pattern: dict[str, Any]) -> list[Alternative]:
    """Returns a pattern with every `$or` multiplied out. Raises Undecided."""
    return [{path: read_field(values) for path, values in alternative.items()} for alternative in _multiplied(pattern, (), [{}])]


def _multiplied(pattern: object, within: Path, so_far: list[dict[Path, list[Any]]]) -> list[dict[Path, list[Any]]]:
    """Returns the alternatives so far with what a pattern adds to each, in the order in which it is written."""
    if not isinstance(pattern, dict) or not pattern:
        raise Undecided(f"{pattern!r} is no part of an event pattern")
    for name, value in cast("dict[str, object]", pattern).items():
        path = (*within, *name.split("."))
        match value:
            case list() if name == "$or":
                so_far = [more for way in cast("list[object]", value) for more in _multiplied(way, within, so_far)]
            case list():
                so_far = [{**each, path: cast("list[Any]", value)} for each in so_far]
            case _:
                so_far = _multiplied(value, path, so_far)
        if len(so_far) > PATTERN_COMBINATIONS:
            raise Undecided("the pattern has more combinations than EventBridge takes")
    return so_far


def _no_field_within_a_field(paths: set[Path]) -> None:
    for path in paths:
        if any(path[:length] in paths for length in range(1, len(path))):
            raise Undecided(f"{'.'.join(path)} lies within a field that is compared itself")


def _first_lost(wanted: Sequence[Alternative], refusing: Sequence[Alternative]) -> Lost | None:
    for alternative in wanted:
        event = _Search(alternative, refusing).lost()
        if event is not None:
            return Lost({".".join(path): value for path, value in event.items() if value is not ABSENT})
    return None


class _Search:
    """The search for an event that one alternative matches and no other does."""

    def __init__(self, wanted: Alternative, refusing: Sequence[Alternative]) -> None:
        self._wanted = wanted
        self._refusing = refusing
        self._steps = 0
        self._values: dict[tuple[Path, frozenset[Field]], list[Value]] = {}

    def lost(self) -> Event | None:
        event: Event = {}
        for path in self._wanted:
            for value in self._value(path, frozenset()):
                event = {**event, path: value}
        return self._more(event, {}) if event.keys() == self._wanted.keys() else None

    def _more(self, event: Event, refused: Mapping[Path, frozenset[Field]]) -> Event | None:
        """Refuses, in each of its fields in turn, an alternative that matches the event, until none does."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Undecided("the alternatives of the pattern have too many combinations")
        matching = next((each for each in self._refusing if is_matched(each, event)), None)
        if matching is None:
            return event
        for path, field in matching.items():
            fields = refused.get(path, frozenset()) | {field}
            for value in self._value(path, fields):
                found = self._more({**event, path: value}, {**refused, path: fields})
                if found is not None:
                    return found
        return None

    def _value(self, path: Path, refused: frozenset[Field]) -> list[Value]:
        """Returns one value that is wanted at the path and that none of these fields accepts, or nothing."""
        key = path, refused
        if key not in self._values:
            self._values[key] = list(islice(values_of(self._wanted.get(path), refused, always_text=path in ALWAYS_TEXT), 1))
        return self._values[key]


def is_matched(alternative: Alternative, event: Event) -> bool:
    """Whether an event has what an alternative asks for."""
    for path, field in alternative.items():
        value = event.get(path, "" if path in ALWAYS_TEXT else ABSENT)
        matched = frozenset(glob for glob in _globs([field]) if isinstance(value, str) and matches(glob, value))
        if not _accepts(field, value, matched):
            return False
    return True


def values_of(wanted: Field | None, refused: Collection[Field], *, always_text: bool) -> Iterator[Value]:
    """Gives the values that differ to these fields, of those that `wanted` accepts and none of `refused` does."""
    fields = [*refused] if wanted is None else [wanted, *refused]
    if wanted is not None and any(wanted <= each for each in refused):
        return

    def fits(value: Value, matched: frozenset[Glob]) -> bool:
        accepted = wanted is None or _accepts(wanted, value, matched)
        return accepted and not any(_accepts(each, value, matched) for each in refused)

    if wanted is None and not always_text and fits(ABSENT, frozenset()):
        yield ABSENT
    yield from (text for text, matched in texts(_globs(fields)) if fits(text, matched))
    if not always_text:
        yield from (value for value in (*_numbers(fields), True, False, None, ABSENT) if fits(value, frozenset()))


def _accepts(field: Field, value: Value, matched: frozenset[Glob]) -> bool:
    return any(matcher.accepts(value, matched) for matcher in field)


def _globs(fields: Iterable[Field]) -> list[Glob]:
    return list(dict.fromkeys(glob for field in fields for matcher in field for glob in matcher.globs))


def _numbers(fields: Iterable[Field]) -> list[float]:
    """Returns the numbers at which an answer may change, one between each two, and one beyond either end."""
    bounds = sorted({bound for field in fields for matcher in field for bound in matcher.bounds}) or [0.0]
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    return [*bounds, *between, bounds[0] - 1, bounds[-1] + 1]
