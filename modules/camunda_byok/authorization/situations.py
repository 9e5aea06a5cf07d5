"""All situations that the tests of two policies can tell apart, and how the policies answer each.

A situation is a choice of one option for every key that the tests read. Tests that nobody can decide are chosen both ways: where
the answers hang on the choice, the difference is undecided, and where they do not, it is as certain as any other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from math import prod

from camunda_byok.authorization.conditions import ABSENT, Test
from camunda_byok.authorization.decision import Residue, level_of
from camunda_byok.authorization.model import Level, Undecided, Value
from camunda_byok.authorization.values import Dimension, Option, dimensions
from camunda_byok.authorization.wildcards import TooManyError

MOST_SITUATIONS = 20_000

Pair = tuple[Level, Level]
Residues = frozenset[Residue]


@dataclass(frozen=True)
class Finding:
    """All situations in which two policies give one pair of answers."""

    pair: Pair
    when: tuple[str, ...]
    """The situations in words, alternatives of each other; empty: always."""
    context: dict[str, Value] = field(hash=False)
    """The keys of one of them."""


@dataclass(frozen=True)
class Findings:
    found: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]


def findings(before: Residues, after: Residues, bases: Pair) -> Findings:
    """Returns every pair of different answers that two policies give, from what is left of their statements for one request's
    principal, action and resource. bases: what each answers when no statement applies."""
    tests = frozenset(test for left in before | after for test in left.tests)
    try:
        made = dimensions(tests)
    except TooManyError as fault:
        return Findings((), (Undecided(str(fault)),))
    size = prod(len(dimension.options) for dimension in made)
    if size > MOST_SITUATIONS:
        keys = ", ".join(dict.fromkeys(dimension.key for dimension in made))
        return Findings((), (Undecided(f"{keys} have {size} combinations, more than {MOST_SITUATIONS}"),))
    plain = [dimension for dimension in made if not dimension.doubt]
    doubtful = [dimension for dimension in made if dimension.doubt]
    by_pair: dict[Pair, list[tuple[int, ...]]] = {}
    hung_on: set[str] = set()
    for choice in product(*(range(len(dimension.options)) for dimension in plain)):
        met = _met(dimension.options[at] for dimension, at in zip(plain, choice, strict=True))
        pairs = {
            (level_of(before, bases[0], met | doubts), level_of(after, bases[1], met | doubts)) for doubts in _choices(doubtful)
        }
        if len(pairs) == 1:
            by_pair.setdefault(pairs.pop(), []).append(choice)
        elif any(one != other for one, other in pairs):
            hung_on.update(dimension.doubt for dimension in doubtful)
    found = tuple(_finding(pair, choices, plain) for pair, choices in by_pair.items() if pair[0] != pair[1])
    return Findings(found, tuple(Undecided(reason) for reason in sorted(hung_on)))


def _met(options: Iterable[Option]) -> frozenset[Test]:
    return frozenset(test for option in options for test in option.met)


def _choices(doubtful: list[Dimension]) -> Iterator[frozenset[Test]]:
    for options in product(*(dimension.options for dimension in doubtful)):
        yield _met(options)


def _finding(pair: Pair, choices: list[tuple[int, ...]], plain: list[Dimension]) -> Finding:
    first = zip(plain, choices[0], strict=True)
    context: dict[str, Value] = {}
    for dimension, at in first:
        values = dimension.options[at].values
        if values != ABSENT:
            context[dimension.key] = values[0] if len(values) == 1 else values
    return Finding(pair, _in_words(choices, plain), context)


def _in_words(choices: list[tuple[int, ...]], plain: list[Dimension]) -> tuple[str, ...]:
    """Puts situations that differ in one key together, again and again, and drops the keys that then do not matter."""
    merged = [tuple(frozenset({at}) for at in choice) for choice in choices]
    for place in range(len(plain)):
        alike: dict[tuple[frozenset[int], ...], frozenset[int]] = {}
        for choice in merged:
            rest = (*choice[:place], frozenset[int](), *choice[place + 1 :])
            alike[rest] = alike.get(rest, frozenset()) | choice[place]
        merged = [(*rest[:place], taken, *rest[place + 1 :]) for rest, taken in alike.items()]
    words = (
        " and ".join(
            _of_key(dimension, taken)
            for dimension, taken in zip(plain, choice, strict=True)
            if len(taken) < len(dimension.options)
        )
        for choice in merged
    )
    return tuple(text for text in words if text)


def _of_key(dimension: Dimension, taken: frozenset[int]) -> str:
    others = frozenset(range(len(dimension.options))) - taken
    told, word = (taken, "is") if _length(dimension, taken) <= _length(dimension, others) else (others, "is not")
    return f"{dimension.key} {word} {' or '.join(word for at in sorted(told) for word in dimension.options[at].words)}"


def _length(dimension: Dimension, places: frozenset[int]) -> tuple[bool, int]:
    words = [word for at in places for word in dimension.options[at].words]
    return "anything else" in words, len(words)
