"""Texts with places that are open, as event patterns know them: exact, prefix, suffix, wildcard, whatever the case.

A glob is a small automaton whose states are places in it. Walking several side by side, breadth first, meets every combination
of globs that some text can match, and the walk is the shortest such text.
"""

from collections import deque
from collections.abc import Iterator, Sequence

Letters = frozenset[str] | None
"""What fits at one place: one of these letters, or with None any run of letters."""
Glob = tuple[Letters, ...]
Places = frozenset[int]

ANYTHING: Glob = (None,)
MOST_STATES = 20_000
"""Combinations of places after which `texts` gives up; the largest patterns of this kit take some hundred."""


class TooMany(Exception):
    """There are more combinations of places than anybody wants to wait for."""


def exact(text: str) -> Glob:
    return tuple(frozenset(letter) for letter in text)


def any_case(text: str) -> Glob:
    """Raises ValueError for a letter that becomes several in the other case, such as the German sharp s."""
    forms = [(letter.lower(), letter.upper()) for letter in text]
    if any(len(form) != 1 for pair in forms for form in pair):
        raise ValueError(text)
    return tuple(frozenset(pair) for pair in forms)


def wildcard(text: str) -> Glob:
    """A `*` stands for any run of letters; `\\*` and `\\\\` for a star and a backslash."""
    places: list[Letters] = []
    letters = iter(text)
    for letter in letters:
        if letter == "*":
            places.append(None)
        else:
            places.append(frozenset(next(letters, letter) if letter == "\\" else letter))
    return tuple(places)


def matches(glob: Glob, text: str) -> bool:
    places = _start(glob)
    for letter in text:
        places = _step(glob, places, letter)
    return len(glob) in places


def texts(globs: Sequence[Glob]) -> Iterator[tuple[str, frozenset[Glob]]]:
    """Gives for every combination of globs that a text can match the shortest such text, shortest first.

    Raises TooMany.
    """
    start = tuple(_start(glob) for glob in globs)
    met = {start}
    queue = deque([(start, "")])
    given: set[frozenset[Glob]] = set()
    while queue:
        state, text = queue.popleft()
        matched = frozenset(glob for glob, places in zip(globs, state, strict=True) if len(glob) in places)
        if matched not in given:
            given.add(matched)
            yield text, matched
        for letter in _letters(globs, state):
            after = tuple(_step(glob, places, letter) for glob, places in zip(globs, state, strict=True))
            if after not in met:
                met.add(after)
                if len(met) > MOST_STATES:
                    raise TooMany
                queue.append((after, text + letter))


def _letters(globs: Sequence[Glob], state: Sequence[Places]) -> list[str]:
    """Returns the letters that make a difference here, and one that stands for all others."""
    told_apart: set[str] = set()
    for glob, places in zip(globs, state, strict=True):
        told_apart.update(*(glob[place] or () for place in places if place < len(glob)))
    other = next(letter for letter in map(chr, range(ord("a"), 0x10FFFF)) if letter not in told_apart)
    return [*sorted(told_apart), other]


def _start(glob: Glob) -> Places:
    return _with_empty_runs(glob, {0})


def _step(glob: Glob, places: Places, letter: str) -> Places:
    if not places:
        return places
    after: set[int] = set()
    for place in places:
        if place < len(glob):
            fits = glob[place]
            if fits is None:
                after.add(place)
            elif letter in fits:
                after.add(place + 1)
    return _with_empty_runs(glob, after)


def _with_empty_runs(glob: Glob, places: set[int]) -> Places:
    """Adds the places behind each run, which may be empty."""
    for place in list(places):
        while place < len(glob) and glob[place] is None:
            place += 1
            places.add(place)
    return frozenset(places)
