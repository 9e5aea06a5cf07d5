"""Puts documentation values in the place of what AWS, the emulator and the clock make up anew each time."""

import re

NUMBERED = {
    "uuid": (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "1234abcd-12ab-34cd-56ef-{:012}"),
    "multi-Region key": (re.compile(r"\bmrk-[0-9a-f]{32}\b"), "mrk-1234abcd12ab34cd56ef{:012}"),
    "role": (re.compile(r"\bAROA[A-Z0-9]{17}\b(?<!EXAMPLE)"), "AROA{:010}EXAMPLE"),
}
"""What is told apart by number: the first one that comes becomes 1, wherever it stands again."""
ALWAYS_THE_SAME = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)"), "2026-01-01T00:00:00Z"),
    (re.compile(r"\bhttps://localhost:\d+/"), "https://queue.amazonaws.com/"),
)
"""Times, and the addresses of queues."""

OF_CHANGES = 900
"""What comes with a change alone is numbered from here on."""


class StableValues:
    """Replaces the same value by the same one in every text that it is given, in the order in which they are given."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counted: dict[str, int] = dict.fromkeys(NUMBERED, 0)

    def for_a_change(self) -> "StableValues":
        """Returns one that knows as much and goes on alone, far from the numbers that are given already: so the same change has
        the same numbers whatever was made before it."""
        other = StableValues()
        other._known, other._counted = dict(self._known), dict.fromkeys(NUMBERED, OF_CHANGES)
        return other

    def __call__(self, text: str) -> str:
        for kind, (pattern, form) in NUMBERED.items():
            text = pattern.sub(lambda found, kind=kind, form=form: self._stable(found[0], kind, form), text)
        for pattern, value in ALWAYS_THE_SAME:
            text = pattern.sub(value, text)
        return text

    def _stable(self, value: str, kind: str, form: str) -> str:
        if value not in self._known:
            self._counted[kind] += 1
            self._known[value] = form.format(self._counted[kind])
        return self._known[value]
