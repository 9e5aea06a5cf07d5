"""Splits the values of a condition key into the classes that some tests can tell apart, absence among them."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from itertools import combinations

from camunda_byok.authorization.conditions import ABSENT, OPAQUE, Test, read_network, read_number, read_time
from camunda_byok.authorization.keys import ALWAYS_PRESENT, FOLLOWS, SEVERAL_VALUES, TRUTHS, may_have_several
from camunda_byok.authorization.wildcards import Pattern, TooManyError, classes

MOST_CLASSES_OF_SEVERAL = 8
"""A key with several values takes any set of classes; beyond this many classes the sets are too many to look at."""

_EXAMPLES = {
    "aws:sourceaccount": ("999900001111", "999900002222"),
    "aws:sourcearn": ("arn:aws:service:region:999900001111:other",),
    "aws:principalorgid": ("o-other",),
    "kms:viaservice": ("other.eu-west-1.amazonaws.com",),
    "aws:requestedregion": ("other-region-1",),
}
_ANY_EXAMPLE = ("other", "something-else")


@dataclass(frozen=True)
class Option:
    """One class of values of a key: in words, by an example, and by the tests that hold for it."""

    words: tuple[str, ...]
    values: tuple[str, ...]
    met: frozenset[Test]


@dataclass(frozen=True)
class Dimension:
    """A key of the request and the classes of its values, in which exactly one of them is."""

    key: str
    options: tuple[Option, ...]
    doubt: str = ""
    """Why nobody can tell which option a request is in; empty where the request says it."""


def dimensions(tests: Iterable[Test]) -> list[Dimension]:
    """Returns a dimension for every key that the tests read, and one for every test that cannot be decided.

    Raises TooManyError where the classes are too many to look at.
    """
    of_key: dict[str, list[Test]] = {}
    doubtful: list[Test] = []
    for test in sorted(tests, key=lambda test: (test.key, test.kind, test.relation, test.values, test.quantifier)):
        if test.kind == OPAQUE:
            doubtful.append(test)
        else:
            of_key.setdefault(test.key, []).append(test)
    made: list[Dimension] = []
    for key, read_by in of_key.items():
        problem = _not_modelled(key, read_by, of_key.keys())
        if problem:
            made += [_doubt(test, problem) for test in read_by]
        else:
            made.append(_dimension(key, read_by))
    return made + [_doubt(test, test.reason) for test in doubtful]


def _doubt(test: Test, reason: str) -> Dimension:
    return Dimension(test.spelled, (Option((), ABSENT, frozenset()), Option((), ABSENT, frozenset({test}))), reason)


def _not_modelled(key: str, tests: list[Test], keys: Iterable[str]) -> str:
    kinds = {test.kind for test in tests} - {"null"}
    several = {bool(test.quantifier) for test in tests if test.kind != "null"}
    spelled = tests[0].spelled
    if other := next((other for other in keys if key in FOLLOWS and other.startswith(FOLLOWS[key])), ""):
        return f"{spelled} follows from {other}"
    if len(kinds) > 1 and not (key in TRUTHS or kinds == {"text", "truth"}):
        return f"{spelled} is compared as {' and as '.join(sorted(kinds))}"
    if may_have_several(key) and False in several and (True in several or key in SEVERAL_VALUES):
        return f"{spelled} is read as one value and has several"
    return ""


def _dimension(key: str, tests: list[Test]) -> Dimension:
    spelled = tests[0].spelled
    found = list(_present(key, tests))
    if may_have_several(key) and any(test.quantifier for test in tests):
        found = list(_sets(spelled, found, tests))
    if key not in ALWAYS_PRESENT:
        found.insert(0, (("absent",), ABSENT))
    options: dict[frozenset[Test], Option] = {}
    for words, values in found:
        met = frozenset(test for test in tests if test.holds(values))
        if met in options:
            known = options[met]
            options[met] = Option((*known.words, *words), known.values, met)
        else:
            options[met] = Option(words, values, met)
    return Dimension(spelled, tuple(options.values()))


Found = tuple[tuple[str, ...], tuple[str, ...]]
Reader = Callable[[str], Decimal | None]
Writer = Callable[[Decimal], str]


def _present(key: str, tests: list[Test]) -> Iterator[Found]:
    """Yields the classes of one value, in words and by an example."""
    kinds = {test.kind for test in tests}
    if key in TRUTHS or "truth" in kinds:
        yield from ((("true",), ("true",)), (("false",), ("false",)))
    elif "number" in kinds:
        yield from _ordered(tests, read_number, _as_number, ("below", "above"))
    elif "time" in kinds:
        yield from _ordered(tests, read_time, _as_date, ("before", "after"))
    elif "address" in kinds:
        yield from _addresses(tests)
    else:
        yield from _texts(key, tests)


def _sets(key: str, single: list[Found], tests: list[Test]) -> Iterator[Found]:
    """Yields the classes of several values: every set of classes of one, the small ones first."""
    by_met: dict[frozenset[Test], Found] = {}
    for words, values in single:
        by_met.setdefault(frozenset(test for test in tests if test.holds(values)), (words, values))
    if len(by_met) > MOST_CLASSES_OF_SEVERAL:
        raise TooManyError(f"{key} has {len(by_met)} classes of values, and a request carries any set of them")
    for size in range(1, len(by_met) + 1):
        for several in combinations(by_met.values(), size):
            values = tuple(value for _, values in several for value in values)
            yield (" and ".join(words[0] for words, _ in several),), values


def _texts(key: str, tests: list[Test]) -> Iterator[Found]:
    patterns = [pattern for test in tests if test.kind == "text" for pattern in test.patterns]
    by_class = classes(patterns, prefer=(*_EXAMPLES.get(key, ()), *_ANY_EXAMPLE))
    for matched, text in sorted(by_class.items(), key=lambda item: (not item[0], item[1])):
        yield (words_for(matched),), (text,)


def words_for(matched: frozenset[Pattern]) -> str:
    """Returns words for the texts that match exactly these of several patterns."""
    if not matched:
        return "anything else"
    exact = [pattern.text for pattern in matched if pattern.literal]
    if exact:
        return exact[0] or "empty"
    return "like " + max((pattern.text for pattern in matched), key=lambda text: (len(text), text))


def _ordered(tests: list[Test], read: Reader, write: Writer, words: tuple[str, str]) -> Iterator[Found]:
    """Yields the limits that the tests name and what lies around them. Where all limits are whole, so are all values."""
    limits = sorted({limit for test in tests for value in test.values if (limit := read(value)) is not None})
    whole = all(limit == int(limit) for limit in limits)
    low, high = words
    yield (f"{low} {write(limits[0])}",), (write(limits[0] - 1),)
    for limit, following in zip(limits, [*limits[1:], None], strict=True):
        yield (write(limit),), (write(limit),)
        if following is None:
            yield (f"{high} {write(limit)}",), (write(limit + 1),)
        elif not whole or following > limit + 1:
            between = limit + 1 if whole else (limit + following) / 2
            yield (f"between {write(limit)} and {write(following)}",), (write(between),)


def _as_number(number: Decimal) -> str:
    return f"{number:f}"


def _as_date(seconds: Decimal) -> str:
    return datetime.fromtimestamp(float(seconds), tz=timezone.utc).isoformat().replace("+00:00", "Z")


def _addresses(tests: list[Test]) -> Iterator[Found]:
    """Networks contain each other or are apart, so a class is a network without those inside it."""
    nets = sorted({read_network(value) for test in tests if test.kind == "address" for value in test.values}, key=str)
    for net in [*nets, ipaddress.ip_network("0.0.0.0/0")]:
        if address := _uncovered(net, [other for other in nets if other != net and other.version == net.version]):
            yield (f"in {net}" if net in nets else "anywhere else",), (address,)


def _uncovered(
    net: ipaddress.IPv4Network | ipaddress.IPv6Network, others: list[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> str:
    """Returns an address of the network that is in no network inside it, or nothing."""
    inside = [other for other in others if other.subnet_of(net)]  # pyright: ignore[reportArgumentType]
    candidates = [int(net.network_address), *(int(other.broadcast_address) + 1 for other in inside)]
    for candidate in candidates:
        if candidate > int(net.broadcast_address):
            continue
        address = net.network_address + (candidate - int(net.network_address))
        if not any(address in other for other in inside):
            return str(address)
    return ""
