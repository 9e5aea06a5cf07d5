"""The catalog, and what its alarms say: what a person needs at three in the morning, and what a machine sorts by."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from botocore.session import Session

from camunda_byok import limits
from camunda_byok.alarm_messages import alarm_description, dedup_key, first_command, input_paths, input_template
from camunda_byok.alarms import ALARMS, EVENT_ALARMS, LOG_ALARMS, QUEUE_ALARMS, SILENCE_ALARMS, Alarm, EventAlarm, Severity
from camunda_byok.names import Names
from camunda_byok.patterns.event import Tells
from sandbox.records import Event, records_for
from tests.watched import AFTERWARDS, LARGEST, LONGEST, SUCCESSOR, WATCHED

NAMES = Names(environment="prod", account="111122223333", region="eu-west-1")
RUNBOOKS = "https://runbooks.example.com/camunda-byok"
EVERY_ALARM = pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: alarm.id)
EVERY_EVENT_ALARM = pytest.mark.parametrize("alarm", EVENT_ALARMS, ids=lambda alarm: alarm.id)
BY_METRIC = (*LOG_ALARMS, *QUEUE_ALARMS, *SILENCE_ALARMS)
RECORDS = records_for(WATCHED)


def test_every_alarm_is_of_a_kind() -> None:
    assert len(EVENT_ALARMS) + len(BY_METRIC) == len(ALARMS) == 41


@EVERY_ALARM
def test_names_stay_within_eventbridge_s_limit_at_the_longest_environment_name(alarm: Alarm) -> None:
    assert len(LONGEST.environment) == 20
    assert len(LONGEST.rule(alarm.id)) <= limits.RULE_NAME.most
    assert len(f"{alarm.severity.value}: {alarm.title}") <= limits.RULE_DESCRIPTION


@EVERY_ALARM
def test_alarm_ids_are_of_one_kind_and_each_is_used_once(alarm: Alarm) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", alarm.id)
    assert len(alarm.id) <= 30
    assert [other.id for other in ALARMS].count(alarm.id) == 1


@EVERY_ALARM
def test_what_an_alarm_says_ends_no_string_and_begins_no_variable(alarm: Alarm) -> None:
    for text in (alarm.title, alarm.meaning, first_command(alarm, NAMES, WATCHED)):
        assert text.isascii()
        assert not set(text) & set('"<>{}\\\n')
    assert alarm.meaning.endswith(".")
    assert not alarm.title.endswith(".")


def test_an_alarm_about_a_topic_does_not_travel_by_it() -> None:
    of = {alarm.id: (alarm.severity, alarm.travels_by) for alarm in ALARMS if alarm.severity is not alarm.travels_by}

    assert of == {
        "page-path-changed": (Severity.PAGE, Severity.NOTICE),
        "page-undelivered": (Severity.PAGE, Severity.NOTICE),
        "notice-path-changed": (Severity.NOTICE, Severity.PAGE),
        "notice-undelivered": (Severity.NOTICE, Severity.PAGE),
    }
    assert all(alarm.of is not alarm.travels_by for alarm in QUEUE_ALARMS)


def test_one_alarm_alone_is_heard_of_in_the_home_region_of_iam() -> None:
    assert [alarm.id for alarm in EVENT_ALARMS if alarm.event.global_service] == ["named-role-changed"]
    assert "--region us-east-1" in first_command(next(a for a in ALARMS if a.id == "named-role-changed"), NAMES, WATCHED)


# What EventBridge makes of a template: JSON, and within its strings `<name>` is a variable.


def filled(alarm: EventAlarm, event: Event) -> dict[str, Any]:
    """Returns the message as EventBridge would send it."""
    values: dict[str, str] = {}
    for name, path in input_paths(alarm).items():
        found: Any = event
        for part in path.removeprefix("$.").split("."):
            found = found.get(part) if isinstance(found, dict) else None
        values[name] = "" if found is None else str(found)
    return json.loads(re.sub(r"<([^<>]+)>", lambda variable: values[variable[1]], input_template(alarm, NAMES, WATCHED)))


@EVERY_EVENT_ALARM
def test_the_template_stays_within_eventbridge_s_limits(alarm: EventAlarm) -> None:
    for names, watched in ((NAMES, WATCHED), (LONGEST, LARGEST)):
        assert len(input_template(alarm, names, watched, RUNBOOKS)) <= limits.INPUT_TEMPLATE
    assert len(input_paths(alarm)) <= limits.INPUT_PATHS


@EVERY_EVENT_ALARM
def test_the_template_uses_every_variable_that_is_taken_from_the_event_and_no_other(alarm: EventAlarm) -> None:
    used = set(re.findall(r"<([^<>]*)>", input_template(alarm, NAMES, WATCHED)))

    assert used == set(input_paths(alarm))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in used)
    assert all(not path.startswith("aws.") and path.startswith("$.") for path in input_paths(alarm).values())


@EVERY_EVENT_ALARM
def test_the_message_is_one_that_amazon_q_developer_shows(alarm: EventAlarm) -> None:
    for event in RECORDS[alarm.id].matching.values():
        message = filled(alarm, event)

        assert (message["version"], message["source"]) == ("1.0", "custom")
        assert message["id"] == event["id"]
        assert set(message) == {"version", "source", "id", "content", "metadata"}
        assert set(message["content"]) == {"textType", "title", "description", "nextSteps", "keywords"}
        assert message["content"]["textType"] == "client-markdown"
        assert set(message["metadata"]) == {"threadId", "summary", "eventType", "relatedResources", "additionalContext"}
        context = message["metadata"]["additionalContext"]
        assert all(isinstance(value, str) for value in context.values())
        assert message["metadata"]["threadId"] == context["dedup_key"] == f"camunda-byok/prod/{alarm.id}/eu-west-1"


@EVERY_EVENT_ALARM
def test_the_message_says_first_what_somebody_who_is_woken_asks_first(alarm: EventAlarm) -> None:
    template = input_template(alarm, NAMES, WATCHED)
    order = [
        f'"title": "{alarm.severity.value}: {alarm.title} (prod)"',
        alarm.meaning,
        "First: aws ",
        f"{alarm.id}.md",
        "dedup_key",
    ]
    places = [template.index(text) for text in order]

    assert places == sorted(places)
    assert len(template.splitlines()) > 20


@EVERY_EVENT_ALARM
def test_the_message_says_which_key_when_and_where(alarm: EventAlarm) -> None:
    for event in RECORDS[alarm.id].matching.values():
        message = filled(alarm, event)
        context = message["metadata"]["additionalContext"]

        assert context["key"] == WATCHED.key_arn == message["metadata"]["relatedResources"][0]
        assert (context["alarm"], context["severity"], context["environment"]) == (alarm.id, alarm.severity.value, "prod")
        assert (context["when"], context["where"], context["account"]) == (event["time"], event["region"], event["account"])
        assert event["time"] in message["content"]["description"]


def test_a_message_says_that_there_are_two_keys_and_names_both() -> None:
    (disabled,) = [alarm for alarm in EVENT_ALARMS if alarm.id == "key-disabled"]
    one, two, after = (
        json.loads(input_template(disabled, NAMES, watched))
        for watched in (WATCHED, replace(WATCHED, beside=SUCCESSOR), AFTERWARDS)
    )

    assert one["content"]["nextSteps"] == two["content"]["nextSteps"][1:]
    assert f"{WATCHED.key_id} or its successor, {SUCCESSOR.key.arn}" in two["content"]["nextSteps"][0]
    assert f"{SUCCESSOR.key.key_id} or its predecessor, {WATCHED.key_arn}" in after["content"]["nextSteps"][0]
    assert two["metadata"]["relatedResources"] == [WATCHED.key_arn, SUCCESSOR.key.arn]
    contexts = [message["metadata"]["additionalContext"] for message in (one, two, after)]
    assert [context["alias"] for context in contexts] == ["alias/camunda/prod", "alias/camunda/prod", "alias/camunda/prod/2"]


CALLS = [alarm for alarm in EVENT_ALARMS if alarm.event.tells is not Tells.FACT]


@pytest.mark.parametrize("alarm", CALLS, ids=lambda alarm: alarm.id)
def test_the_message_about_a_call_says_who_from_where_and_what(alarm: EventAlarm) -> None:
    for name, event in RECORDS[alarm.id].matching.items():
        message, detail = filled(alarm, event), event["detail"]
        identity = detail.get("userIdentity", {})
        context = message["metadata"]["additionalContext"]
        if not detail.get("eventVersion"):
            continue  # the notice of KMS, which knows of nobody
        assert context["what"] == detail["eventName"], name
        assert context["who"] == identity.get("arn", ""), name
        assert context["who_account"] == identity.get("accountId", ""), name
        assert context["from"] == detail["sourceIPAddress"], name
        assert context["event"] == detail["eventID"], name
        assert context.get("error", "") == detail.get("errorCode", ""), name
        for said in (detail["eventName"], identity.get("arn", ""), detail.get("errorCode", "")):
            assert said in message["content"]["description"], name


def test_every_alarm_about_a_call_is_one_that_says_who() -> None:
    facts = {alarm.id for alarm in EVENT_ALARMS} - {alarm.id for alarm in CALLS}
    assert facts == {"key-deleted", "key-rotated", "alarm-drill", "alarm-drill-page"}


def test_nothing_is_taken_from_the_event_that_could_hold_a_quotation_mark() -> None:
    taken = {path for alarm in EVENT_ALARMS for path in input_paths(alarm).values()}

    assert "$.detail.errorCode" in taken
    assert not {path for path in taken if "Message" in path or "userAgent" in path or "requestParameters" in path}


def test_the_dedup_key_is_the_same_for_the_same_and_another_for_anything_else() -> None:
    places = [NAMES, LONGEST, Names(environment="prod", account="111122223333", region="eu-west-2")]
    keys = [dedup_key(alarm, names) for alarm in ALARMS for names in places]

    assert len(set(keys)) == len(ALARMS) * len(places)
    assert dedup_key(ALARMS[0], NAMES) == dedup_key(ALARMS[0], NAMES)


@pytest.mark.parametrize("alarm", BY_METRIC, ids=lambda alarm: alarm.id)
def test_a_metric_alarm_says_what_it_means_within_cloudwatch_s_limit(alarm: Alarm) -> None:
    said = alarm_description(alarm, NAMES, WATCHED)

    for text in (alarm.title, "(prod)", alarm.meaning, "First: aws ", WATCHED.key_arn, f"docs/runbooks/{alarm.id}.md"):
        assert text in said
    assert said.endswith(f"dedup_key: camunda-byok/prod/{alarm.id}/eu-west-1")
    assert len(alarm_description(alarm, LONGEST, LARGEST, RUNBOOKS)) <= limits.ALARM_DESCRIPTION


@EVERY_ALARM
def test_the_first_command_is_complete_and_exists(alarm: Alarm) -> None:
    for command in first_command(alarm, NAMES, WATCHED).split(" && "):
        program, service, operation, *rest = command.split()
        name = {made.lower(): made for made in Session().get_service_model(service.removesuffix("api")).operation_names}

        assert program == "aws"
        assert operation.replace("-", "") in name
        assert "--region" in rest
        assert not [word for word in rest if word.startswith("--") and rest[-1] == word]


def test_the_cis_filters_are_the_published_ones_to_the_letter() -> None:
    published = {
        "cis-key-disabled-or-deleted": "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || "
        "($.eventName=ScheduleKeyDeletion))}",
        "cis-trail-changed": "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || "
        "($.eventName=StartLogging) || ($.eventName=StopLogging)}",
        "cis-bucket-policy-changed": "{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || "
        "($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || "
        "($.eventName=PutBucketReplication) || ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || "
        "($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}",
        "pending-deletion-used": '{ $.eventSource = kms* && $.errorMessage = "* is pending deletion."}',
    }
    assert {alarm.id: alarm.filter_pattern for alarm in LOG_ALARMS} == published
