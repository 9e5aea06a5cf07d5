"""Which events an alarm hears, tried on full-size records with the emulator's matcher."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from ministack.services.eventbridge import _event_from_test_payload, _event_pattern_error, _matches_pattern

from camunda_byok.alarms import ALARMS, EVENT_ALARMS, SILENCE_ALARMS, EventAlarm, SilenceAlarm
from camunda_byok.errors import InputError
from camunda_byok.limits import DEPLOYERS_LENGTH, EVENT_PATTERN, PATTERN_COMBINATIONS, PEOPLE_LENGTH, PERSON_COST
from camunda_byok.patterns.event import Pattern
from camunda_byok.patterns.watched import Unwatched, Watched
from sandbox.records import records_for
from tests.watched import AFTERWARDS, LARGEST, SUCCESSOR, WATCHED

RECORDS = records_for(WATCHED)
HEARING = {alarm.id: alarm for alarm in (*EVENT_ALARMS, *SILENCE_ALARMS)}
EVERY = pytest.mark.parametrize("alarm", HEARING.values(), ids=lambda alarm: alarm.id)
MATCHING = [(id, name) for id, records in RECORDS.items() for name in records.matching]
NEAR_MISSES = [(id, name) for id, records in RECORDS.items() for name in records.near_misses]

TOGETHER = {
    "key-policy-changed-by-other": {"key-policy-changed"},
    "key-policy-changed": {"key-policy-changed-by-other"},
}
"""Alarms whose records another alarm hears on purpose: it may, and for a reason that its meaning says."""


def matches(pattern: Pattern, event: dict[str, Any]) -> bool:
    return _matches_pattern(json.dumps(pattern), _event_from_test_payload(event))


def heard(event: dict[str, Any], watched: Watched = WATCHED) -> set[str]:
    return {alarm.id for alarm in EVENT_ALARMS if matches(alarm.event.pattern(watched), event)}


def test_every_alarm_by_event_has_records_that_match_and_at_least_three_that_nearly_do() -> None:
    assert set(RECORDS) == set(HEARING)
    for id, records in RECORDS.items():
        assert records.matching, id
        assert len(records.near_misses) >= 3, id


@EVERY
def test_eventbridge_would_take_the_pattern(alarm: EventAlarm | SilenceAlarm) -> None:
    text = alarm.event.pattern_text(WATCHED)

    assert _event_pattern_error(text) is None
    assert json.loads(text) == alarm.event.pattern(WATCHED)


@EVERY
def test_the_pattern_of_the_largest_environment_stays_within_eventbridge_s_limits(alarm: EventAlarm | SilenceAlarm) -> None:
    pattern = alarm.event.pattern(LARGEST)

    assert sum(len(arn) + PERSON_COST for arn in LARGEST.deployers) >= DEPLOYERS_LENGTH - 100
    assert len(alarm.event.pattern_text(LARGEST)) <= EVENT_PATTERN
    assert combinations(pattern) <= PATTERN_COMBINATIONS


def test_people_as_many_as_can_be_named_stay_within_eventbridge_s_limit() -> None:
    role, user = "arn:aws-us-gov:iam::111122223333:role/team/", "arn:aws-us-gov:iam::111122223333:user/"
    names = [f"somebody-of-the-team-{number:03d}" for number in range(100)]
    sso = "arn:aws-us-gov:iam::111122223333:role/aws-reserved/sso.amazonaws.com/us-gov-east-1/AWSReservedSSO_"
    for prefix, times in ((role, 1), (user, 3), (sso, 1)):
        some = [name + ("*" if prefix == sso else "") for name in names]
        cost = [len(name.rsplit("/", 1)[-1]) + PERSON_COST for name in some]
        fitting = sum(1 for number in range(100) if sum(cost[: number + 1]) * times <= PEOPLE_LENGTH)
        people = tuple(prefix + name for name in some[:fitting])

        assert HEARING["named-role-changed"].event.pattern_text(replace(WATCHED, people=people))


@pytest.mark.parametrize("field", ["deployers", "people"])
def test_too_many_people_are_refused_with_the_field_that_names_them(field: str) -> None:
    many = tuple(f"arn:aws:iam::111122223333:role/{'x' * 40}{number}" for number in range(60))
    too_long = [alarm for alarm in HEARING.values() if alarm.event.grows_with == field]

    assert too_long
    for alarm in too_long:
        with pytest.raises(InputError) as caught:
            alarm.event.pattern_text(replace(WATCHED, **{field: many}))
        assert caught.value.field == field


def test_wildcards_which_eventbridge_counts_are_spent_only_where_nothing_else_would_do() -> None:
    def with_wildcards(watched: Watched) -> set[str]:
        return {id for id, alarm in HEARING.items() if '"wildcard"' in alarm.event.pattern_text(watched)}

    odd = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_KeyDeploy_????"
    messages = {"key-access-denied", "key-unavailable-used"}

    assert with_wildcards(WATCHED) == messages
    assert len(with_wildcards(replace(WATCHED, deployers=(odd,)))) == 7


@pytest.mark.parametrize(("id", "name"), MATCHING)
def test_the_alarm_hears_of_it(id: str, name: str) -> None:
    assert matches(HEARING[id].event.pattern(WATCHED), RECORDS[id].matching[name])


@pytest.mark.parametrize(("id", "name"), NEAR_MISSES)
def test_the_alarm_does_not_hear_of_what_only_looks_like_it(id: str, name: str) -> None:
    assert not matches(HEARING[id].event.pattern(WATCHED), RECORDS[id].near_misses[name])


TWO_KEYS = replace(WATCHED, beside=SUCCESSOR)


@pytest.mark.parametrize(("id", "name"), MATCHING)
def test_of_two_keys_the_alarm_hears_of_either(id: str, name: str) -> None:
    event, pattern = RECORDS[id].matching[name], HEARING[id].event.pattern(TWO_KEYS)
    text = json.dumps(event)
    of_the_other = text.replace(WATCHED.key_arn, SUCCESSOR.key.arn).replace(WATCHED.key_id, SUCCESSOR.key.key_id)

    assert matches(pattern, event)
    assert matches(pattern, json.loads(of_the_other))
    about_neither = of_the_other == text or f'"aliasName": "{WATCHED.aliases[0]}"' in text
    assert matches(HEARING[id].event.pattern(WATCHED), json.loads(of_the_other)) == about_neither


@pytest.mark.parametrize(("id", "name"), NEAR_MISSES)
def test_of_two_keys_the_alarm_hears_no_more_than_that(id: str, name: str) -> None:
    assert not matches(HEARING[id].event.pattern(TWO_KEYS), RECORDS[id].near_misses[name])


@EVERY
def test_no_pattern_changes_when_the_successor_takes_over(alarm: EventAlarm | SilenceAlarm) -> None:
    assert alarm.event.pattern_text(TWO_KEYS) == alarm.event.pattern_text(AFTERWARDS)


def test_the_new_cluster_s_account_is_camunda_s_as_well() -> None:
    for event in RECORDS["camunda-silent"].matching.values():
        text = json.dumps(event).replace(WATCHED.camunda_account, SUCCESSOR.camunda_account)
        by_new_cluster = json.loads(text.replace(WATCHED.key_id, SUCCESSOR.key.key_id))

        assert matches(HEARING["camunda-silent"].event.pattern(TWO_KEYS), by_new_cluster)
        assert not matches(HEARING["key-used-by-other"].event.pattern(TWO_KEYS), by_new_cluster)
        assert not matches(HEARING["camunda-silent"].event.pattern(WATCHED), by_new_cluster)


@pytest.mark.parametrize(("id", "name"), MATCHING)
def test_no_other_alarm_hears_of_it_but_on_purpose(id: str, name: str) -> None:
    others = heard(RECORDS[id].matching[name]) - {id}

    assert others <= TOGETHER.get(id, set())


def test_alarms_that_hear_the_same_on_purpose_do() -> None:
    for id, others in TOGETHER.items():
        together: set[str] = set().union(*(heard(event) for event in RECORDS[id].matching.values()))
        assert together == {id, *others}


def test_camunda_using_the_key_raises_no_alarm() -> None:
    for name, event in RECORDS["camunda-silent"].matching.items():
        assert not heard(event), name


def test_every_operation_that_a_pattern_names_has_a_record() -> None:
    for id, alarm in HEARING.items():
        named = {name for name in values_of(alarm.event.pattern(WATCHED), "eventName") if isinstance(name, str)}
        recorded = {event["detail"].get("eventName") for event in RECORDS[id].matching.values()}

        assert named <= recorded, id


SUCCEEDED = [{"exists": False}]
CHANGES = [id for id, alarm in HEARING.items() if alarm.event.pattern(WATCHED).get("detail", {}).get("errorCode") == SUCCEEDED]


@pytest.mark.parametrize("id", CHANGES)
def test_a_pattern_that_forgets_errors_would_be_noticed(id: str) -> None:
    pattern = HEARING[id].event.pattern(WATCHED)
    del pattern["detail"]["errorCode"]

    assert [name for name, event in RECORDS[id].near_misses.items() if matches(pattern, event)]


def ors(pattern: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yields where an `$or` is, as a path of keys and numbers."""
    if isinstance(pattern, dict):
        for key, value in pattern.items():
            if key == "$or":
                yield (*path, key)
                for number, way in enumerate(value):
                    yield from ors(way, (*path, key, number))
            else:
                yield from ors(value, (*path, key))


def at(pattern: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        pattern = pattern[step]
    return pattern


def combinations(pattern: Pattern) -> int:
    total = 1
    for key, value in pattern.items():
        if key == "$or":
            total *= sum(combinations(way) for way in value)
        elif isinstance(value, dict):
            total *= combinations(value)
    return total


def values_of(pattern: Any, field: str) -> Iterator[Any]:
    if isinstance(pattern, dict):
        for key, value in pattern.items():
            yield from value if key == field else values_of(value, field)
    elif isinstance(pattern, list):
        for value in pattern:
            yield from values_of(value, field)


WAYS = [
    (id, path, way)
    for id, alarm in HEARING.items()
    for path in ors(alarm.event.pattern(WATCHED))
    for way in range(len(at(alarm.event.pattern(WATCHED), path)))
]


@pytest.mark.parametrize(("id", "path", "way"), WAYS)
def test_a_pattern_that_looks_in_fewer_places_would_be_noticed(id: str, path: tuple[Any, ...], way: int) -> None:
    pattern = HEARING[id].event.pattern(WATCHED)
    del at(pattern, path)[way]

    assert [name for name, event in RECORDS[id].matching.items() if not matches(pattern, event)]


@pytest.mark.parametrize("id", [id for id in RECORDS if not id.startswith("alarm-drill")])
def test_a_pattern_for_everything_would_be_noticed(id: str) -> None:
    """Everything of the configuration is taken out of the pattern: it then asks that there be a key, a name, a topic."""
    pattern = json.loads(json.dumps(opened(HEARING[id].event.pattern(WATCHED))))

    assert _event_pattern_error(json.dumps(pattern)) is None
    assert [name for name, event in RECORDS[id].near_misses.items() if matches(pattern, event)]


def opened(pattern: Any) -> Any:
    if isinstance(pattern, dict):
        return {key: [opened(way) for way in value] if key == "$or" else opened(value) for key, value in pattern.items()}
    return [{"exists": True} if is_configured(one) else one for one in pattern]


def is_configured(one: Any) -> bool:
    if isinstance(one, dict) and set(one) <= {"prefix", "suffix", "wildcard"}:
        return any(text and text in str(next(iter(one.values()))) for text in CONFIGURED)
    return isinstance(one, str) and one in CONFIGURED


def texts(watched: Any) -> Iterator[str]:
    if isinstance(watched, str):
        yield watched
    elif isinstance(watched, tuple):
        for one in watched:
            yield from texts(one)
    elif hasattr(watched, "__dataclass_fields__"):
        for field in watched.__dataclass_fields__:
            yield from texts(getattr(watched, field))


CONFIGURED = {part for text in texts(WATCHED) for part in (text, text.rsplit("/", 1)[-1].removesuffix("*"))}

DEPLOYER = "arn:aws:iam::111122223333:role/platform/byok-deployer"
USER = "arn:aws:iam::111122223333:user/ci/byok-deployer"
SSO = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyDeploy_*"
LOOSE_SSO = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_KeyDeploy_????????????????"


@pytest.mark.parametrize(
    "deployers",
    [
        some
        for chosen in product((DEPLOYER, None), (USER, None), (SSO, LOOSE_SSO, None))
        if (some := tuple(arn for arn in chosen if arn))
    ],
    ids=lambda some: "+".join(arn.rsplit("/", 1)[-1] for arn in some),
)
def test_whoever_is_a_deployer_is_left_out_and_nobody_else(deployers: tuple[str, ...]) -> None:
    watched = replace(WATCHED, deployers=deployers)
    records = RECORDS["key-policy-changed-by-other"]
    who = {
        "a deployer": DEPLOYER in deployers,
        "a deployer who is a user": USER in deployers,
        "a deployer by IAM Identity Center": SSO in deployers or LOOSE_SSO in deployers,
    }

    for name, is_deployer in who.items():
        assert ("key-policy-changed-by-other" in heard(records.near_misses[name], watched)) is not is_deployer, name
    for name, event in records.matching.items():
        assert "key-policy-changed-by-other" in heard(event, watched), name


def test_what_cannot_be_watched_is_said_with_its_reason() -> None:
    elsewhere = Unwatched("the trail belongs to account 777788889999")
    watched = replace(
        WATCHED,
        trail=elsewhere,
        bucket=elsewhere,
        trail_key=elsewhere,
        silent_hours=Unwatched("no window is configured after which Camunda counts as silent"),
        people=Unwatched("the configuration names no role and no user"),
        others_may_use=True,
        aliases=(),
        plumbing=replace(WATCHED.plumbing, log_group=Unwatched("the trail has no log group")),
    )
    reasons = {alarm.id: why for alarm in ALARMS if (why := alarm.why_not(watched))}

    assert {id for id, why in reasons.items() if why == elsewhere.reason} == {
        "trail-stopped",
        "trail-deleted",
        "trail-changed",
        "trail-selectors-changed",
        "log-bucket-access-changed",
        "log-bucket-keeping-changed",
        "trail-key-endangered",
    }
    assert {id for id, why in reasons.items() if why == "the trail has no log group"} == {
        "cis-key-disabled-or-deleted",
        "cis-trail-changed",
        "cis-bucket-policy-changed",
        "pending-deletion-used",
    }
    assert reasons["camunda-silent"] == "no window is configured after which Camunda counts as silent"
    assert reasons["named-role-changed"] == "the configuration names no role and no user"
    assert reasons["key-used-by-other"] == "others than Camunda may use the key"
    assert reasons["key-alias-changed"] == "no alias of the key is known"
    assert len(reasons) == 15
    assert not [alarm.id for alarm in ALARMS if alarm.why_not(WATCHED)]
    for alarm in HEARING.values():
        if alarm.id not in reasons:
            assert alarm.event.pattern_text(watched)


def test_a_trail_whose_bucket_or_key_is_elsewhere_is_watched_still() -> None:
    elsewhere = Unwatched("the bucket belongs to account 777788889999")
    watched = replace(WATCHED, bucket=elsewhere, trail_key=elsewhere)

    assert {alarm.id for alarm in ALARMS if alarm.why_not(watched)} == {
        "log-bucket-access-changed",
        "log-bucket-keeping-changed",
        "trail-key-endangered",
    }


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
    text = json.dumps(events)
    for word in ("KEY_ARN", "KEY_ID", "TRAIL", "BUCKET", "RULES", "LOG_GROUP", "PAGE_TOPIC", "NOTICE_QUEUE", "ALIAS"):
        assert word not in text
