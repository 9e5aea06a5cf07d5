"""Events made from a pattern: such as it must match, and such as it must nearly match.

They hold what the pattern asks for and no more. So a pattern can be tried in EventBridge itself without records of real events.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from camunda_byok.patterns.matchers import ABSENT, Value
from camunda_byok.patterns.meaning import ALWAYS_TEXT, Alternative, Event, Path, alternatives, is_matched, values_of

MOST_WAYS = 6
"""Alternatives of one pattern of which samples are made."""
ENVELOPE: dict[str, Any] = {
    "version": "0",
    "id": "00000000-0000-4000-8000-000000000000",
    "detail-type": "Sample",
    "source": "sample",
    "account": "111122223333",
    "time": "2026-01-01T00:00:00Z",
    "region": "eu-west-1",
    "resources": [],
    "detail": {},
}
"""What EventBridge demands of every event. Source: EventBridge API reference, TestEventPattern."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One event, and whether the pattern must match it."""

    says: str
    """What is special of it."""
    event: dict[str, Any]
    matches: bool


def samples(pattern: dict[str, Any]) -> list[Sample]:
    """Returns events that the pattern matches, one for each way in which it can, and events that miss one field of the first.

    Raises Undecided where the pattern has something that is not known here.
    """
    every = alternatives(pattern)
    ways = [event for event in map(_matched, every[:MOST_WAYS]) if event is not None]
    matching = [
        Sample(says=f"an event by way {number}", event=whole(event), matches=True) for number, event in enumerate(ways, 1)
    ]
    return matching + (list(_near_misses(ways[0], every)) if ways else [])


def whole(event: Event) -> dict[str, Any]:
    """Returns an event as EventBridge takes it, of its fields by path."""
    made: dict[str, Any] = {**ENVELOPE, "detail": {}}
    for path, value in event.items():
        if value is ABSENT:
            continue
        if path == ("resources",):
            made["resources"] = [value]
            continue
        inside = made
        for name in path[:-1]:
            inside = inside.setdefault(name, {})
        inside[path[-1]] = value
    return made


def _matched(alternative: Alternative) -> Event | None:
    event = {path: value for path, field in alternative.items() for value in islice(_wanted(path, field), 1)}
    return event if event.keys() == alternative.keys() else None


def _wanted(path: Path, field: Any) -> Iterator[Value]:
    return values_of(field, (), always_text=path in ALWAYS_TEXT)


def _near_misses(event: Event, every: list[Alternative]) -> Iterator[Sample]:
    first = every[0]
    for path, field in first.items():
        for value in values_of(None, [field], always_text=path in ALWAYS_TEXT):
            missed = {**event, path: value}
            if not any(is_matched(alternative, missed) for alternative in every):
                yield Sample(says=f"one with another {'.'.join(path)}", event=whole(missed), matches=False)
                break
