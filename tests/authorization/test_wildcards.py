import random

import pytest

from camunda_byok.authorization import wildcards
from camunda_byok.authorization.wildcards import Pattern, Token, TooManyError, classes

SHAPES = [(True, False, False), (False, False, False), (True, False, True), (True, True, False)]
"""Of a pattern: wild, arn, ignore_case."""


def random_text(dice: random.Random, letters: str, most: int) -> str:
    return "".join(dice.choices(letters, k=dice.randint(0, most)))


def test_no_text_is_in_a_class_that_was_not_found_and_every_example_is_in_its_own() -> None:
    dice = random.Random(1)
    for _ in range(300):
        patterns = [Pattern(random_text(dice, "abA:*?", 6), *dice.choice(SHAPES)) for _ in range(dice.randint(1, 4))]
        found = classes(patterns)
        for matched, text in found.items():
            assert matched == {pattern for pattern in patterns if pattern.matches(text)}
        for _ in range(60):
            text = random_text(dice, "abA:z", 8)
            assert frozenset(pattern for pattern in patterns if pattern.matches(text)) in found


def test_a_wildcard_of_an_arn_stays_in_its_part_up_to_the_resource() -> None:
    pattern = Pattern("arn:aws:iam::*:role/*", arn=True)

    assert pattern.matches("arn:aws:iam::111122223333:role/a:b")
    assert not pattern.matches("arn:aws:iam::1111:2222:role/a")
    assert Pattern("arn:aws:iam::*:role/*").matches("arn:aws:iam::1111:2222:role/a")


def test_an_example_is_the_shortest_text_of_its_class_but_rather_not_empty() -> None:
    a, b = Pattern("a*"), Pattern("*b")

    found = classes([a, b])

    assert (found[frozenset({a})], found[frozenset({b})], found[frozenset({a, b})]) == ("a", "b", "ab")
    assert len(found[frozenset()]) == 1


def test_a_preferred_example_is_taken_for_its_class_alone() -> None:
    a = Pattern("a*")

    assert classes([a], prefer=["apple", "pear"]) == {frozenset({a}): "apple", frozenset(): "pear"}


def test_only_texts_of_the_shape_asked_for_count() -> None:
    digits = (Token("0123456789"),) * 3
    named = Pattern("12?", wild=True)

    found = classes([named, Pattern("abc")], within=digits, prefer=["99"])

    assert set(found) == {frozenset({named}), frozenset()}
    assert all(len(text) == 3 and text.isdigit() for text in found.values())


def test_too_many_combinations_are_refused_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wildcards, "MOST_STATES", 10)

    with pytest.raises(TooManyError, match="more than 10"):
        classes([Pattern("*a*b*c*"), Pattern("*c*b*a*"), Pattern("*b*c*a*")])
