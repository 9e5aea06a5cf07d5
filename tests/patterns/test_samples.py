"""Events made from patterns: what they are for is to tell a pattern from one that hears less or more."""

import json
from typing import Any

import pytest
from ministack.services.eventbridge import _event_from_test_payload, _matches_pattern

from camunda_byok.alarms import EVENT_ALARMS, SILENCE_ALARMS
from camunda_byok.patterns.samples import ENVELOPE, samples
from tests.watched import LARGEST, WATCHED

HEARING = {alarm.id: alarm for alarm in (*EVENT_ALARMS, *SILENCE_ALARMS)}


def matches(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    return _matches_pattern(json.dumps(pattern), _event_from_test_payload(event))


@pytest.mark.parametrize("watched", [WATCHED, LARGEST], ids=["documented", "largest"])
@pytest.mark.parametrize("id", HEARING)
def test_an_independent_matcher_agrees_on_every_sample_of_every_alarm(id: str, watched: Any) -> None:
    pattern = HEARING[id].event.pattern(watched)

    made = samples(pattern)

    assert {sample.matches for sample in made} == {True, False}
    assert all(sample.event.keys() >= ENVELOPE.keys() for sample in made)
    for sample in made:
        assert matches(pattern, sample.event) is sample.matches, sample


@pytest.mark.parametrize("id", HEARING)
def test_a_pattern_for_something_else_is_told_by_the_samples(id: str) -> None:
    other = {"source": ["somebody.else"]}

    assert any(matches(other, sample.event) is not sample.matches for sample in samples(HEARING[id].event.pattern(WATCHED)))


@pytest.mark.parametrize("id", HEARING)
def test_a_pattern_that_hears_of_everything_is_told_by_the_samples(id: str) -> None:
    everything = {"account": [{"exists": True}]}

    assert any(matches(everything, sample.event) and not sample.matches for sample in samples(HEARING[id].event.pattern(WATCHED)))
