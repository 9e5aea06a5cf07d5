"""The alarms of the catalog as rules, targets, filters and metric alarms."""

import json
from dataclasses import replace
from typing import Any

import pytest

from camunda_byok.alarm_messages import input_paths, input_template
from camunda_byok.alarms import ALARMS, EVENT_ALARMS, LOG_ALARMS, QUEUE_ALARMS, Alarm, EventAlarm, QueueAlarm, SilenceAlarm
from camunda_byok.bindings import AwsProvider, Construct
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import ExistingTopic
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Unwatched
from camunda_byok.severity import Severity
from tests.synthesized import NAMES, Synthesized, a_stack, synthesized
from tests.watched import WATCHED

KEY = KeyReference.of_arn("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
OURS = "arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-{}".format
THEIRS = "arn:aws:sns:eu-west-1:111122223333:on-call"
FOREIGN = "arn:aws:sns:eu-west-1:777788889999:on-call"
EVERY_EVENT_ALARM = pytest.mark.parametrize("alarm", EVENT_ALARMS, ids=lambda alarm: alarm.id)
EVERY_LOG_ALARM = pytest.mark.parametrize("alarm", LOG_ALARMS, ids=lambda alarm: alarm.id)


def with_alarms(
    scope_of: Any = lambda stack: stack, *, names: Names = NAMES, topics: tuple[str, ...] = (), **more: Any
) -> Synthesized:
    stack = a_stack()
    scope = scope_of(stack)
    notifications = Notifications(scope, "alarms", names=names, destinations=[ExistingTopic(arn=arn) for arn in topics])
    KeyAlarms(scope, "alarm", notifications=notifications, **{"watched": WATCHED, **more})
    return synthesized(stack)


@pytest.fixture(scope="module")
def made() -> Synthesized:
    return with_alarms(topics=(THEIRS,))  # parsed JSON, which no test changes


@EVERY_EVENT_ALARM
def test_every_event_alarm_has_a_rule_of_its_name(made: Synthesized, alarm: EventAlarm) -> None:
    rule = made.resource(f"aws_cloudwatch_event_rule.alarm_{alarm.id}")

    assert rule["name"] == f"camunda-byok-prod-{alarm.id}"
    assert json.loads(rule["event_pattern"]) == alarm.event.pattern(WATCHED)
    assert alarm.title in rule["description"]
    assert len(rule["description"]) <= 512


@EVERY_EVENT_ALARM
def test_every_rule_tells_every_topic_and_keeps_what_it_cannot_deliver(made: Synthesized, alarm: EventAlarm) -> None:
    targets = [made.resource(f"aws_cloudwatch_event_target.alarm_{name}") for name in (alarm.id, f"{alarm.id}_1")]
    severity = alarm.travels_by.value.lower()

    assert [target["arn"] for target in targets] == [OURS(severity), THEIRS]
    assert len({target["target_id"] for target in targets}) == 2
    for target in targets:
        assert target["rule"] == f"camunda-byok-prod-{alarm.id}"
        assert f"aws_cloudwatch_event_rule.alarm_{alarm.id}" in target["depends_on"]
        assert target["dead_letter_config"] == {
            "arn": f"arn:aws:sqs:eu-west-1:111122223333:camunda-byok-prod-{severity}-undelivered"
        }
        assert "role_arn" not in target
        assert target["input_transformer"] == {
            "input_paths": input_paths(alarm),
            "input_template": input_template(alarm, NAMES, WATCHED),
        }
        assert f"aws_sns_topic_policy.alarms_{severity}" in target["depends_on"]
        assert f"aws_sqs_queue.alarms_{severity}_undelivered" in target["depends_on"]


def test_a_rule_tells_a_topic_of_another_account_by_a_role() -> None:
    made = with_alarms(topics=(FOREIGN,))
    targets = made.resources("aws_cloudwatch_event_target").values()
    foreign = [target for target in targets if target["arn"] == FOREIGN]

    assert len(foreign) == len(EVENT_ALARMS)
    for target in targets:
        role = "arn:aws:iam::111122223333:role/camunda-byok-prod-publish-eu-west-1" if target in foreign else None
        assert target.get("role_arn") == role
        assert "aws_iam_role_policy.alarms_publish" in target["depends_on"]


def test_an_alarm_about_what_cannot_be_watched_is_left_out_with_its_reason(made: Synthesized) -> None:
    stack = a_stack()
    notifications = Notifications(stack, "alarms", names=NAMES, destinations=[ExistingTopic(arn=THEIRS)])
    nobody = replace(WATCHED, people=Unwatched("nobody is named"))
    alarms = KeyAlarms(stack, "alarm", notifications=notifications, watched=nobody)
    seen = synthesized(stack)

    assert alarms.left_out == {"named-role-changed": "nobody is named"}
    assert {address for address in made.addresses if "named-role-changed" in address} == set(made.addresses) - set(seen.addresses)


def test_there_is_nothing_but_the_catalog(made: Synthesized) -> None:
    rules = {alarm.id for alarm in ALARMS if isinstance(alarm, EventAlarm | SilenceAlarm)}
    metrics = {alarm.id for alarm in ALARMS if not isinstance(alarm, EventAlarm)}

    assert set(made.resources("aws_cloudwatch_event_rule")) == {f"alarm_{id}" for id in rules}
    assert set(made.resources("aws_cloudwatch_metric_alarm")) == {f"alarm_{id}" for id in metrics}
    assert len(made.resources("aws_cloudwatch_event_target")) == 2 * len(EVENT_ALARMS)


@pytest.mark.parametrize("alarm", QUEUE_ALARMS, ids=lambda alarm: alarm.id)
def test_what_could_not_be_delivered_is_told_by_the_other_topic(made: Synthesized, alarm: QueueAlarm) -> None:
    watching = made.resource(f"aws_cloudwatch_metric_alarm.alarm_{alarm.id}")
    (other,) = set(Severity) - {alarm.of}

    assert watching["dimensions"] == {"QueueName": f"camunda-byok-prod-{alarm.of.value.lower()}-undelivered"}
    assert (watching["namespace"], watching["metric_name"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert (watching["statistic"], watching["threshold"], watching["comparison_operator"]) == (
        "Maximum",
        0,
        "GreaterThanThreshold",
    )
    assert watching["alarm_actions"][0] == OURS(other.value.lower())


def test_no_alarm_about_a_way_travels_by_that_way(made: Synthesized) -> None:
    for severity in Severity:
        word = severity.value.lower()
        about = {id: target for id, target in made.resources("aws_cloudwatch_event_target").items() if f"_{word}-path" in id}
        assert about
        for target in about.values():
            assert target["arn"] != OURS(word)
            assert not target["dead_letter_config"]["arn"].endswith(f"-{word}-undelivered")


def test_camunda_is_silent_when_its_rule_matched_nothing_for_the_whole_window(made: Synthesized) -> None:
    watching = made.resource("aws_cloudwatch_metric_alarm.alarm_camunda-silent")

    assert watching["dimensions"] == {"RuleName": "camunda-byok-prod-camunda-silent"}
    assert (watching["namespace"], watching["metric_name"], watching["statistic"]) == ("AWS/Events", "MatchedEvents", "Sum")
    assert (watching["period"], watching["evaluation_periods"]) == (3600, WATCHED.silent_hours)
    assert (watching["threshold"], watching["comparison_operator"]) == (1, "LessThanThreshold")
    assert watching["treat_missing_data"] == "breaching"
    assert "alarm_camunda-silent" not in made.resources("aws_cloudwatch_event_target")


def test_in_a_second_region_every_resource_is_of_its_provider() -> None:
    stack = a_stack()
    second = AwsProvider(stack, "second", region="eu-west-2", alias="second")
    names = NAMES.in_region("eu-west-2")
    notifications = Notifications(stack, "second_alarms", names=names, provider=second)
    KeyAlarms(stack, "second_alarm", watched=WATCHED, notifications=notifications, provider=second)
    made = synthesized(stack)

    for kind, some in made.json["resource"].items():
        for address, resource in some.items():
            assert address.startswith("second_alarm")
            assert resource["provider"] == "aws.second", (kind, address)


def test_the_rules_about_use_alone_hear_reading_calls(made: Synthesized) -> None:
    states = {id.removeprefix("alarm_"): rule["state"] for id, rule in made.resources("aws_cloudwatch_event_rule").items()}

    reading = {id for id, state in states.items() if state == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}
    assert reading == {"key-access-denied", "key-unavailable-used", "key-used-by-other", "camunda-silent"}
    assert set(states.values()) - {"ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"} == {"ENABLED"}


def test_runbooks_are_where_the_caller_says() -> None:
    made = with_alarms(runbooks="https://runbooks.example.com")

    for alarm in EVENT_ALARMS:
        template = made.resource(f"aws_cloudwatch_event_target.alarm_{alarm.id}")["input_transformer"]["input_template"]
        assert f"Runbook: https://runbooks.example.com/{alarm.id}.md" in template


@EVERY_LOG_ALARM
def test_a_metric_alarm_counts_what_its_filter_finds_in_the_trail_s_log_group(made: Synthesized, alarm: Alarm) -> None:
    watching = made.resource(f"aws_cloudwatch_metric_alarm.alarm_{alarm.id}")
    counting = made.resource(f"aws_cloudwatch_log_metric_filter.alarm_{alarm.id}")

    assert counting["log_group_name"] == "/camunda-byok/prod/cloudtrail"
    assert counting["metric_transformation"] == {
        "namespace": watching["namespace"],
        "name": watching["metric_name"],
        "value": "1",
    }
    assert watching["statistic"] == "Sum"
    assert (watching["threshold"], watching["comparison_operator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert watching["treat_missing_data"] == "notBreaching"
    assert watching["alarm_actions"] == [OURS(alarm.severity.value.lower()), THEIRS]


def test_moving_the_constructs_leaves_every_address(made: Synthesized) -> None:
    moved = with_alarms(lambda stack: Construct(Construct(stack, "security"), "watching"), topics=(THEIRS,))

    assert moved.addresses == made.addresses


def test_another_topic_leaves_the_other_targets_where_they_are(made: Synthesized) -> None:
    assert set(with_alarms().addresses) < set(made.addresses)


def test_the_key_may_be_owned_by_anybody() -> None:
    assert KeyReference.of_arn(KEY.arn).key_id == "1234abcd-12ab-34cd-56ef-1234567890ab"
