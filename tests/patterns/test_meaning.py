"""What two event patterns say, compared; and the comparison tried against the emulator's matcher, event by event."""

import json
import random
from typing import Any

import pytest
from ministack.services.eventbridge import _event_from_test_payload, _event_pattern_error, _matches_pattern

from camunda_byok.alarms import EVENT_ALARMS
from camunda_byok.patterns.meaning import Lost, NotCompared, lost
from tests.watched import LARGEST, WATCHED

SOURCE = {"source": ["aws.kms"]}


def named(*names: Any) -> dict[str, Any]:
    return {**SOURCE, "detail": {"eventName": list(names)}}


SAME_OR_WIDER = {
    "the same in another order": (named("A", "B"), {"detail": {"eventName": ["B", "A"]}, **SOURCE}),
    "one name more": (named("A"), named("A", "B")),
    "a prefix for names": (named("PutKeyPolicy", "PutObject"), named({"prefix": "Put"})),
    "a shorter prefix": (named({"prefix": "GenerateDataKey"}), named({"prefix": "Generate"})),
    "a wildcard for a suffix": (named({"suffix": "Key"}), named({"wildcard": "*K*y"})),
    "any case": (named("Decrypt", "DECRYPT"), named({"equals-ignore-case": "decrypt"})),
    "fewer that are left out": (named({"anything-but": ["A", "B"]}), named({"anything-but": "B"})),
    "less that is left out": (named({"anything-but": {"prefix": "A"}}), named({"anything-but": {"prefix": ["AB", "AC"]}})),
    "a condition less": ({**named("A"), "account": ["1"]}, named("A")),
    "a wider range": (named({"numeric": [">", 3, "<", 5]}), named({"numeric": [">=", 3]})),
    "two ranges for one": (named({"numeric": [">", 0, "<=", 9]}), named({"numeric": [">", 0, "<=", 4]}, {"numeric": [">", 4]})),
    "an or that says what a list says": (
        named("A", "B"),
        {**SOURCE, "$or": [{"detail": {"eventName": ["A"]}}, {"detail": {"eventName": ["B"]}}]},
    ),
    "there or not there": (named("A"), {"$or": [{"account": ["1"]}, {"account": [{"anything-but": "1"}]}], **named("A")}),
    "an event always has a source": (named("A"), {**named("A"), "account": [{"exists": True}]}),
    "dots for objects": (named("A"), {**SOURCE, "detail.eventName": ["A"]}),
    "null beside text": (named(None), named(None, "A")),
    "nothing could match before": ({**SOURCE, "account": [{"exists": False}]}, named("A")),
    "interpolations in another order": (named("${a.b.arn}", "B"), named("B", "${a.b.arn}")),
}

NARROWER = {
    "a name less": (named("A", "B"), named("A"), {"source": "aws.kms", "detail.eventName": "B"}),
    "a longer prefix": (named({"prefix": "Gen"}), named({"prefix": "Gene"}), {"source": "aws.kms", "detail.eventName": "Gen"}),
    "another condition": (SOURCE, named("A"), {"source": "aws.kms"}),
    "must not exist": (SOURCE, {**SOURCE, "detail": {"errorCode": [{"exists": False}]}}, None),
    "one more left out": (named({"anything-but": "A"}), named({"anything-but": ["A", "B"]}), None),
    "a prefix that is left out": (named({"prefix": "A"}), named({"anything-but": {"prefix": "AB"}}), None),
    "an alternative less": (
        {"$or": [{"source": ["a"]}, {"account": ["1"]}, {"region": ["r"]}]},
        {"$or": [{"source": ["a"]}, {"account": ["1"]}]},
        None,
    ),
    "case counts again": (
        named({"equals-ignore-case": "key"}),
        named("key", "KEY"),
        None,
    ),
    "a range ends earlier": (named({"numeric": [">", 3]}), named({"numeric": [">", 3, "<", 5]}), None),
    "numbers are no texts": (named(5, "5"), named("5"), {"source": "aws.kms", "detail.eventName": 5.0}),
    "a star is a letter": (named("a*b"), named({"wildcard": "a\\*c*"}), None),
}

NOT_DECIDED = {
    "blocks of addresses": (named({"cidr": "10.0.0.0/8"}), named({"cidr": "10.0.0.0/16"})),
    "an operator that nobody knows": (named("A"), named({"sounds-like": "A"})),
    "values that only Terraform knows": (named("${a.b.arn}"), named("A")),
    "a field that is also an object": ({"detail": {"a": [{"exists": True}]}}, {"detail": {"a": {"b": ["c"]}}}),
    "letters that become several": (named({"equals-ignore-case": "straße"}), named("straße")),
    "what is no pattern": (named("A"), {"source": "aws.kms"}),
}


def matches(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    assert _event_pattern_error(json.dumps(pattern)) is None, pattern
    return _matches_pattern(json.dumps(pattern), _event_from_test_payload(event))


def event_of(example: Lost) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for path, value in example.example.items():
        *within, name = path.split(".")
        into = event
        for part in within:
            into = into.setdefault(part, {})
        into[name] = value
    return event


@pytest.mark.parametrize(("before", "after"), SAME_OR_WIDER.values(), ids=SAME_OR_WIDER)
def test_what_says_the_same_or_more_loses_nothing(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert lost(before, after) is None


@pytest.mark.parametrize(("before", "after", "example"), NARROWER.values(), ids=NARROWER)
def test_what_says_less_loses_an_event_that_is_named(before: Any, after: Any, example: dict[str, Any] | None) -> None:
    answer = lost(before, after)

    assert isinstance(answer, Lost)
    assert matches(before, event_of(answer))
    assert not matches(after, event_of(answer))
    if example is not None:
        assert answer.example == example


@pytest.mark.parametrize(("before", "after"), NOT_DECIDED.values(), ids=NOT_DECIDED)
def test_what_cannot_be_compared_is_said_with_its_reason(before: dict[str, Any], after: dict[str, Any]) -> None:
    answer = lost(before, after)

    assert isinstance(answer, NotCompared)
    assert answer.reason


@pytest.mark.parametrize("watched", [WATCHED, LARGEST], ids=["usual", "largest"])
def test_every_pattern_of_the_kit_is_compared_with_every_other(watched: Any) -> None:
    patterns = [alarm.event.pattern(watched) for alarm in EVENT_ALARMS]
    for before in patterns:
        for after in patterns:
            answer = lost(before, after)
            assert not isinstance(answer, NotCompared), (before, after)
            assert (answer is None) is (before == after) or answer is None
            if isinstance(answer, Lost):
                assert matches(before, event_of(answer)), answer
                assert not matches(after, event_of(answer)), answer


TEXTS = ("", "a", "ab", "abc", "b", "Ab", "a*b", "ba", "abab")
VALUES: tuple[Any, ...] = (*TEXTS, 0, 1, 2.5, 3, True, False, None)
AFFIX = ("a", "b", "ab", "A")


def some_matcher(draw: random.Random) -> Any:
    text, affix, number = draw.choice(TEXTS), draw.choice(AFFIX), draw.randint(0, 3)
    return draw.choice(
        (
            text,
            number,
            draw.choice((True, False, None)),
            {"prefix": affix},
            {"prefix": {"equals-ignore-case": affix}},
            {"suffix": affix},
            {"suffix": {"equals-ignore-case": affix}},
            {"exactly": text},
            {"equals-ignore-case": text},
            {"wildcard": draw.choice(("a*", "*b", "*a*b", "a\\*b", "*", "a*b*a*"))},
            {"exists": draw.choice((True, False))},
            {"numeric": [draw.choice((">", "<", "=", ">=", "<=")), number]},
            {"numeric": [">", number, "<=", number + draw.randint(1, 2)]},
            {"anything-but": draw.choice((text, number))},
            {"anything-but": draw.sample(TEXTS, 2)},
            {"anything-but": [number, 3]},
            {"anything-but": {"prefix": draw.choice((affix, ["b", affix]))}},
            {"anything-but": {"suffix": affix}},
            {"anything-but": {"wildcard": ["a*b", "*b"]}},
            {"anything-but": {"equals-ignore-case": ["AB", "a"]}},
        )
    )


def some_fields(draw: random.Random, depth: int = 2) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in draw.sample(("x", "y", "z"), draw.randint(1, 2)):
        fields[name] = [some_matcher(draw) for _ in range(draw.randint(1, 3))]
    if depth and draw.random() < 0.4:
        fields["$or"] = [some_fields(draw, depth - 1) for _ in range(draw.randint(2, 3))]
    if depth and draw.random() < 0.3:
        fields["o"] = some_fields(draw, 0)
    return dict(draw.sample(list(fields.items()), len(fields)))


def changed(draw: random.Random, pattern: Any) -> Any:
    """Returns the pattern with something added, left out or otherwise in it: near, so that the answer is not always no."""
    if isinstance(pattern, dict) and "prefix" not in pattern:
        names = list(pattern)
        if len(names) > 1 and draw.random() < 0.2:
            names.remove(draw.choice(names))
        return {name: changed(draw, pattern[name]) if draw.random() < 0.5 else pattern[name] for name in names}
    if isinstance(pattern, list):
        if isinstance(pattern[0], dict) and all(set(each) & {"x", "y", "z"} for each in pattern if isinstance(each, dict)):
            return [changed(draw, each) for each in pattern]
        return [*pattern, some_matcher(draw)] if draw.random() < 0.6 or len(pattern) == 1 else pattern[1:]
    return pattern


def some_event(draw: random.Random) -> dict[str, Any]:
    def fields() -> dict[str, Any]:
        said = {name: draw.choice(VALUES) for name in draw.sample(("x", "y", "z"), draw.randint(0, 3))}
        return {name: [value, draw.choice(VALUES)] if draw.random() < 0.2 else value for name, value in said.items()}

    within = draw.choice(({}, {"o": fields()}, {"o": [fields(), fields()]}))
    return {"detail": {**fields(), **within}}


def test_on_random_patterns_the_answer_is_what_the_emulator_s_matcher_says() -> None:
    draw = random.Random(20261)
    answers = {"nothing lost": 0, "lost": 0}
    for _ in range(500):
        before = {"detail": some_fields(draw)}
        after = {"detail": changed(draw, before["detail"]) if draw.random() < 0.8 else some_fields(draw)}
        if _event_pattern_error(json.dumps(before)) or _event_pattern_error(json.dumps(after)):
            continue
        answer = lost(before, after)
        assert not isinstance(answer, NotCompared), (before, after, answer)
        if isinstance(answer, Lost):
            answers["lost"] += 1
            assert matches(before, event_of(answer)), (before, answer)
            assert not matches(after, event_of(answer)), (after, answer)
        else:
            answers["nothing lost"] += 1
            for event in [some_event(draw) for _ in range(40)]:
                assert not matches(before, event) or matches(after, event), (before, after, event)
    assert min(answers.values()) > 60, answers
