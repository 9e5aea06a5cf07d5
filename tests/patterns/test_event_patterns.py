"""Which events an alarm hears, tried on full-size records with the emulator's matcher."""

import json
from dataclasses import replace
from typing import Any

import pytest
from ministack.services.eventbridge import _event_from_test_payload, _event_pattern_error, _matches_pattern

from camunda_byok.alarms import EVENT_ALARMS, EventAlarm
from camunda_byok.patterns.event import Pattern
from camunda_byok.patterns.event_patterns import KeyChanged, TrailChanged
from camunda_byok.patterns.watched import Unwatched
from sandbox.records import records_for
from tests.watched import WATCHED

RECORDS = records_for(WATCHED)
ALARMS = {alarm.id: alarm for alarm in EVENT_ALARMS}
MATCHING = [(id, name) for id, records in RECORDS.items() for name in records.matching]
NEAR_MISSES = [(id, name) for id, records in RECORDS.items() for name in records.near_misses]


def matches(pattern: Pattern, event: dict[str, Any]) -> bool:
    return _matches_pattern(json.dumps(pattern), _event_from_test_payload(event))


def test_every_alarm_has_records_that_match_and_at_least_three_that_nearly_do() -> None:
    assert set(RECORDS) == set(ALARMS)
    for id, records in RECORDS.items():
        assert records.matching, id
        assert len(records.near_misses) >= 3, id


@pytest.mark.parametrize("alarm", EVENT_ALARMS, ids=lambda alarm: alarm.id)
def test_eventbridge_would_take_the_pattern(alarm: EventAlarm) -> None:
    text = json.dumps(alarm.event.pattern(WATCHED))

    assert _event_pattern_error(text) is None
    assert len(text) <= 2048  # what EventBridge takes unless asked for more


@pytest.mark.parametrize(("id", "name"), MATCHING)
def test_the_alarm_hears_of_it(id: str, name: str) -> None:
    assert matches(ALARMS[id].event.pattern(WATCHED), RECORDS[id].matching[name])


@pytest.mark.parametrize(("id", "name"), NEAR_MISSES)
def test_the_alarm_does_not_hear_of_what_only_looks_like_it(id: str, name: str) -> None:
    assert not matches(ALARMS[id].event.pattern(WATCHED), RECORDS[id].near_misses[name])


@pytest.mark.parametrize(
    "operation", [name for a in EVENT_ALARMS if isinstance(a.event, TrailChanged) for name in a.event.operations]
)
def test_every_change_of_the_trail_that_is_watched_has_a_record(operation: str) -> None:
    assert operation in {event["detail"]["eventName"] for event in RECORDS["trail-changed"].matching.values()}


def test_no_two_alarms_but_a_refusal_s_hear_of_the_same_event() -> None:
    for id, records in RECORDS.items():
        for name, event in records.matching.items():
            heard = [alarm.id for alarm in EVENT_ALARMS if matches(alarm.event.pattern(WATCHED), event)]
            assert heard == [id], name


def test_camunda_using_the_key_raises_no_alarm() -> None:
    used = [
        event
        for records in RECORDS.values()
        for event in records.near_misses.values()
        if event["detail"].get("userIdentity", {}).get("type") == "AWSAccount"
    ]

    assert used
    for event in used:
        assert not [alarm.id for alarm in EVENT_ALARMS if matches(alarm.event.pattern(WATCHED), event)]


@pytest.mark.parametrize("id", [id for id, alarm in ALARMS.items() if isinstance(alarm.event, (KeyChanged, TrailChanged))])
def test_a_pattern_that_forgets_errors_would_be_noticed(id: str) -> None:
    pattern = ALARMS[id].event.pattern(WATCHED)
    del pattern["detail"]["errorCode"]

    assert [name for name, event in RECORDS[id].near_misses.items() if matches(pattern, event)]


WAYS = [
    (id, way)
    for id, alarm in ALARMS.items()
    for way in range(len(alarm.event.pattern(WATCHED).get("detail", alarm.event.pattern(WATCHED)).get("$or", [])))
]


@pytest.mark.parametrize(("id", "way"), WAYS)
def test_a_pattern_that_looks_in_fewer_places_would_be_noticed(id: str, way: int) -> None:
    pattern = ALARMS[id].event.pattern(WATCHED)
    del pattern.get("detail", pattern)["$or"][way]
    missed = [name for name, event in RECORDS[id].matching.items() if not matches(pattern, event)]

    assert missed


@pytest.mark.parametrize("id", [id for id, records in RECORDS.items() if id != "alarm-drill"])
def test_a_pattern_for_every_key_and_trail_would_be_noticed(id: str) -> None:
    assert not isinstance(WATCHED.trail, Unwatched)
    trail = replace(WATCHED.trail, name="everything", arn="everything")
    everything = replace(WATCHED, key_arn="everything", key_id="everything", trail=trail)
    text = json.dumps(ALARMS[id].event.pattern(everything))
    pattern = json.loads(text.replace('"everything"', '{"exists": true}').replace('"*everything*"', '"*"'))

    assert _event_pattern_error(json.dumps(pattern)) is None
    assert [name for name, event in RECORDS[id].near_misses.items() if matches(pattern, event)]


def test_the_records_are_as_large_and_as_odd_as_real_ones() -> None:
    events = [event for records in RECORDS.values() for group in records for event in group.values()]
    details = [event["detail"] for event in events if event["detail"].get("eventVersion")]
    identities = [detail["userIdentity"] for detail in details]

    assert all(set(event) >= {"id", "account", "source", "time", "region", "resources", "detail-type"} for event in events)
    assert {identity.get("type") for identity in identities} >= {
        None,
        "AssumedRole",
        "IAMUser",
        "Root",
        "AWSAccount",
        "AWSService",
    }
    assert any(identity.get("invokedBy") == "AWS Internal" for identity in identities)
    assert all("arn" not in identity for identity in identities if identity.get("type") == "AWSAccount")
    assert any("sharedEventID" in detail for detail in details)
    for field in ("resources", "requestParameters"):
        assert any(detail.get(field, "") is None for detail in details), field
    assert any("resources" not in detail for detail in details)
    assert not [event for event in events if "KEY_" in json.dumps(event) or "TRAIL" in json.dumps(event)]
