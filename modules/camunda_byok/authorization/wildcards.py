"""Splits all texts into the classes that a set of wildcard patterns can tell apart.

A pattern is a small automaton whose states are the positions in it. Walking all automata at once, breadth first, meets every
combination of "matches" and "does not match" that some text can bring about, and the way there is a shortest such text. So a
question about all texts becomes one about a few of them, and the answer is exact.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

MOST_STATES = 20_000
_UNNAMED = "xyzwvutsrqponmlkjihgfedcba" + "".join(map(chr, range(0x100, 0x200)))
"""Characters to take where no pattern names one; more of them than any policy names."""


class TooManyError(Exception):
    """More combinations than can be looked at. The message says of what."""


@dataclass(frozen=True)
class Token:
    """One place of a pattern: which characters it takes, and whether it takes any number of them."""

    takes: str | None
    """These characters; None: every one but those in `refuses`."""
    repeats: bool = False
    refuses: str = ""


ANY_TEXT = Token(None, repeats=True)


@dataclass(frozen=True)
class Pattern:
    """A text to compare with. `wild`: `*` and `?` stand for others. `arn`: none of them crosses the first five colons."""

    text: str
    wild: bool = True
    arn: bool = False
    ignore_case: bool = False

    def matches(self, text: str) -> bool:
        return text == self.text if self.literal else _expression_of(self).fullmatch(text) is not None

    @cached_property
    def literal(self) -> bool:
        """Whether it matches exactly one text."""
        return not self.ignore_case and not (self.wild and ("*" in self.text or "?" in self.text))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        tokens: list[Token] = []
        colons = 0
        for character in self.text:
            refused = ":" if self.arn and colons < 5 else ""
            if self.wild and character == "*":
                token = Token(None, repeats=True, refuses=refused)
            elif self.wild and character == "?":
                token = Token(None, refuses=refused)
            else:
                cases = {character, character.lower(), character.upper()} if self.ignore_case else {character}
                token = Token("".join(sorted(case for case in cases if len(case) == 1)))
            colons += character == ":"
            if not (token.repeats and tokens and tokens[-1] == token):
                tokens.append(token)
        return tuple(tokens)


@lru_cache(maxsize=4096)
def _expression_of(pattern: Pattern) -> re.Pattern[str]:
    return _expression(pattern.tokens)


def _expression(tokens: tuple[Token, ...]) -> re.Pattern[str]:
    parts: list[str] = []
    for token in tokens:
        others = f"[^{token.refuses}]" if token.refuses else "."
        part = others if token.takes is None else f"[{re.escape(token.takes)}]"
        parts.append(part + ("*" if token.repeats else ""))
    return re.compile("".join(parts), re.DOTALL)


class _Automaton:
    """Positions are bits; the last bit is the end of the pattern."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._repeats = 0
        self._open: list[tuple[str, int]] = []
        self._takers: dict[str, int] = {}
        self._end = 1 << len(tokens)
        for place, token in enumerate(tokens):
            bit = 1 << place
            if token.repeats:
                self._repeats |= bit
            if token.takes is None:
                self._open.append((token.refuses, bit))
            else:
                for character in token.takes:
                    self._takers[character] = self._takers.get(character, 0) | bit
        self.start = self._skip(1)
        self._steps: dict[tuple[int, str], int] = {}
        self._letters: dict[int, frozenset[str]] = {}

    def _skip(self, positions: int) -> int:
        while (reached := positions | (positions & self._repeats) << 1) != positions:
            positions = reached
        return positions

    def step(self, positions: int, character: str) -> int:
        if not positions:
            return 0
        if (positions, character) not in self._steps:
            self._steps[positions, character] = self._step(positions, character)
        return self._steps[positions, character]

    def _step(self, positions: int, character: str) -> int:
        taking = self._takers.get(character, 0)
        for refused, bit in self._open:
            if character not in refused:
                taking |= bit
        taking &= positions
        return self._skip((taking & ~self._repeats) << 1 | (taking & self._repeats))

    def accepts(self, positions: int) -> bool:
        return bool(positions & self._end)

    def letters(self, positions: int) -> frozenset[str]:
        """The characters that are told from others here."""
        if positions not in self._letters:
            told = frozenset(character for character, bits in self._takers.items() if bits & positions)
            self._letters[positions] = told.union(*(refused for refused, bit in self._open if bit & positions))
        return self._letters[positions]


@lru_cache(maxsize=1024)  # the same names are in many policies
def _automaton_of(pattern: Pattern) -> _Automaton:
    return _Automaton(pattern.tokens)


def classes(
    patterns: Iterable[Pattern],
    *,
    within: tuple[Token, ...] = (ANY_TEXT,),
    prefer: Iterable[str] = (),
) -> dict[frozenset[Pattern], str]:
    """Returns, for every set of patterns that some text matches without matching the others, such a text.

    within: only texts of this shape count.
    prefer: texts to show for their classes, where they belong to one; otherwise the shortest, but the empty one last.

    Raises TooManyError past `MOST_STATES` states.
    """
    asked = tuple(dict.fromkeys(patterns))
    automata = [_Automaton(within), *map(_automaton_of, asked)]
    start = tuple(automaton.start for automaton in automata)
    seen, queue = {start}, deque([(start, "")])
    found: dict[frozenset[Pattern], str] = {}
    while queue:
        state, text = queue.popleft()
        if automata[0].accepts(state[0]):
            matched = frozenset(
                pattern for pattern, automaton, at in zip(asked, automata[1:], state[1:], strict=True) if automaton.accepts(at)
            )
            if not found.get(matched):
                found[matched] = text
        told = set[str]().union(*(automaton.letters(at) for automaton, at in zip(automata, state, strict=True)))
        unnamed = next(letter for letter in _UNNAMED if letter not in told)
        for letter in (unnamed, *sorted(told)):
            shape = automata[0].step(state[0], letter)
            if not shape:
                continue
            after = (shape, *(automaton.step(at, letter) for automaton, at in zip(automata[1:], state[1:], strict=True)))
            if after in seen:
                continue
            seen.add(after)
            if len(seen) > MOST_STATES:
                raise TooManyError(f"{len(asked)} patterns have more than {MOST_STATES} combinations of matches")
            queue.append((after, text + letter))
    expression = _expression(within)
    for text in reversed(list(prefer)):
        matched = frozenset(pattern for pattern in asked if pattern.matches(text))
        if matched in found and expression.fullmatch(text):
            found[matched] = text
    return found
