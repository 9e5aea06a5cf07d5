"""The alarms: that each of the catalog is whole, and that its message says what a person needs at three in the morning."""

import json
import re
from typing import Any

import pytest
from botocore.session import Session

from camunda_byok.alarm_messages import alarm_description, input_paths, input_template
from camunda_byok.alarms import EVENT_ALARMS, LOG_ALARMS, Alarm, EventAlarm
from camunda_byok.bindings import Construct
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.key_reference import KeyReference
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import ExistingTopic
from camunda_byok.names import Names
from camunda_byok.patterns.event_patterns import Watched
from sandbox.records import Event, records_for
from tests.synthesized import NAMES, Synthesized, a_stack, synthesized

KEY = KeyReference.of_arn("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
WATCHED = Watched(key_arn=KEY.arn, key_id=KEY.key_id, trail=NAMES.trail, trail_arn=NAMES.trail_arn)
OURS = "arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-{}".format
THEIRS = "arn:aws:sns:eu-west-1:111122223333:on-call"
FOREIGN = "arn:aws:sns:eu-west-1:777788889999:on-call"
LONGEST = Names(environment="twenty-letters-long1", account="111122223333", region="ap-southeast-4")
EVERY_EVENT_ALARM = pytest.mark.parametrize("alarm", EVENT_ALARMS, ids=lambda alarm: alarm.id)
EVERY_LOG_ALARM = pytest.mark.parametrize("alarm", LOG_ALARMS, ids=lambda alarm: alarm.id)
EVERY_ALARM = pytest.mark.parametrize("alarm", [*EVENT_ALARMS, *LOG_ALARMS], ids=lambda alarm: alarm.id)


def with_alarms(
    scope_of: Any = lambda stack: stack, *, names: Names = NAMES, topics: tuple[str, ...] = (), **more: Any
) -> Synthesized:
    stack = a_stack()
    scope = scope_of(stack)
    notifications = Notifications(scope, "alarms", names=names, destinations=[ExistingTopic(arn=arn) for arn in topics])
    KeyAlarms(scope, "key_alarms", key=KEY, notifications=notifications, **more)
    return synthesized(stack)


@pytest.fixture(scope="module")
def made() -> Synthesized:
    return with_alarms(topics=(THEIRS,))  # parsed JSON, which no test changes


@EVERY_EVENT_ALARM
def test_every_event_alarm_has_a_rule_of_its_name(made: Synthesized, alarm: EventAlarm) -> None:
    rule = made.resource(f"aws_cloudwatch_event_rule.{alarm.id}")

    assert rule["name"] == f"camunda-byok-prod-{alarm.id}"
    assert json.loads(rule["event_pattern"]) == alarm.event.pattern(WATCHED)
    assert alarm.title in rule["description"]
    assert len(rule["description"]) <= 512


@EVERY_EVENT_ALARM
def test_every_rule_tells_every_topic_and_keeps_what_it_cannot_deliver(made: Synthesized, alarm: EventAlarm) -> None:
    targets = [made.resource(f"aws_cloudwatch_event_target.{name}") for name in (alarm.id, f"{alarm.id}_1")]
    severity = alarm.severity.value.lower()

    assert [target["arn"] for target in targets] == [OURS(severity), THEIRS]
    assert len({target["target_id"] for target in targets}) == 2
    for target in targets:
        assert target["rule"] == f"${{aws_cloudwatch_event_rule.{alarm.id}.name}}"
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


def test_there_is_nothing_but_the_catalog(made: Synthesized) -> None:
    assert set(made.resources("aws_cloudwatch_event_rule")) == {alarm.id for alarm in EVENT_ALARMS}
    assert set(made.resources("aws_cloudwatch_metric_alarm")) == {alarm.id for alarm in LOG_ALARMS}
    assert len(made.resources("aws_cloudwatch_event_target")) == 2 * len(EVENT_ALARMS)


@pytest.mark.parametrize(
    "id",
    [
        "key-deletion-scheduled",
        "key-deleted",
        "key-disabled",
        "key-policy-changed",
        "key-access-denied",
        "key-rotation-disabled",
        "key-rotated",
        "trail-changed",
        "alarm-drill",
        "cis-key-disabled-or-deleted",
    ],
)
def test_the_catalog_holds_what_was_promised(id: str) -> None:
    assert id in [alarm.id for alarm in (*EVENT_ALARMS, *LOG_ALARMS)]


def test_the_rule_about_refusals_alone_hears_reading_calls(made: Synthesized) -> None:
    states = {id: rule["state"] for id, rule in made.resources("aws_cloudwatch_event_rule").items()}

    assert states.pop("key-access-denied") == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
    assert set(states.values()) == {"ENABLED"}


@EVERY_ALARM
def test_names_stay_within_eventbridge_s_64_characters_at_the_longest_environment_name(alarm: Alarm) -> None:
    assert len(LONGEST.environment) == 20
    assert len(LONGEST.rule(alarm.id)) <= 64


@EVERY_ALARM
def test_alarm_ids_are_of_one_kind_and_each_is_used_once(alarm: Alarm) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", alarm.id)
    assert [other.id for other in (*EVENT_ALARMS, *LOG_ALARMS)].count(alarm.id) == 1


# What EventBridge makes of a template: each line is a quoted string, `<name>` a variable.


def delivered(alarm: EventAlarm, event: Event) -> str:
    """Returns the message as EventBridge would send it."""
    values: dict[str, str] = {}
    for name, path in input_paths(alarm).items():
        found: Any = event
        for part in path.removeprefix("$.").split("."):
            found = found.get(part) if isinstance(found, dict) else None
        values[name] = "" if found is None else str(found)
    text = re.sub(r"<([^<>]+)>", lambda variable: values[variable[1]], input_template(alarm, NAMES, WATCHED))
    return "\n".join(json.loads(line) for line in text.split("\n"))


@EVERY_EVENT_ALARM
def test_the_template_is_one_that_eventbridge_takes(alarm: EventAlarm) -> None:
    for names in (NAMES, LONGEST):
        template = input_template(alarm, names, WATCHED, runbooks="https://runbooks.example.com/camunda-byok")

        assert len(template) <= 8192
        assert all(re.fullmatch(r'"[^"\\]*"', line) for line in template.split("\n"))


@EVERY_EVENT_ALARM
def test_the_template_uses_every_variable_that_is_taken_from_the_event_and_no_other(alarm: EventAlarm) -> None:
    used = set(re.findall(r"<([^<>]*)>", input_template(alarm, NAMES, WATCHED)))

    assert used == set(input_paths(alarm))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in used)
    assert all(not path.startswith("aws.") and path.startswith("$.") for path in input_paths(alarm).values())


@EVERY_EVENT_ALARM
def test_the_message_says_which_key_when_what_it_means_what_to_do_and_where_the_runbook_is(alarm: EventAlarm) -> None:
    for name, event in records_for(WATCHED)[alarm.id].matching.items():
        message = delivered(alarm, event)

        assert message.startswith(f"{alarm.severity.value}: {alarm.title} (prod)\n"), name
        for said in (
            "alias/camunda/prod",
            KEY.arn,
            event["time"],
            "in eu-west-1",
            "111122223333",
            alarm.meaning,
            "First: aws ",
            f"docs/runbooks/{alarm.id}.md",
        ):
            assert said in message, f"{name}: {said}"


CALLS = [alarm for alarm in EVENT_ALARMS if "operation" in input_paths(alarm)]


@pytest.mark.parametrize("alarm", CALLS, ids=lambda alarm: alarm.id)
def test_the_message_about_a_call_says_who_from_where_and_what(alarm: EventAlarm) -> None:
    for name, event in records_for(WATCHED)[alarm.id].matching.items():
        message, detail = delivered(alarm, event), event["detail"]

        for said in (
            detail["eventName"],
            detail["eventID"],
            detail["userIdentity"]["arn"],
            detail["userIdentity"]["type"],
            detail["sourceIPAddress"],
            detail.get("errorMessage", ""),
        ):
            assert said in message, f"{name}: {said}"


def test_every_alarm_about_a_call_is_one_that_says_who() -> None:
    assert {alarm.id for alarm in EVENT_ALARMS} - {alarm.id for alarm in CALLS} == {"key-deleted", "key-rotated", "alarm-drill"}


@EVERY_ALARM
def test_the_first_command_is_complete(alarm: Alarm) -> None:
    command = alarm.first_command.format(key=KEY.arn, trail=NAMES.trail, region=NAMES.region)

    assert "--region eu-west-1" in command
    assert KEY.arn in command or NAMES.trail in command or alarm in LOG_ALARMS  # those are about any key of the account
    assert not set("{}<>\"'") & set(command)


@EVERY_ALARM
def test_the_first_command_exists(alarm: Alarm) -> None:
    for command in alarm.first_command.split(" && "):
        program, service, operation = command.split()[:3]
        name = "".join(word.title() for word in operation.split("-"))
        assert program == "aws"
        assert name in Session().get_service_model(service).operation_names


def test_runbooks_are_where_the_caller_says() -> None:
    made = with_alarms(runbooks="https://runbooks.example.com")

    for alarm in EVENT_ALARMS:
        template = made.resource(f"aws_cloudwatch_event_target.{alarm.id}")["input_transformer"]["input_template"]
        assert f"Runbook: https://runbooks.example.com/{alarm.id}.md" in template


def test_the_cis_filter_is_the_published_one_to_the_letter(made: Synthesized) -> None:
    assert made.only("aws_cloudwatch_log_metric_filter")["pattern"] == (
        "{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}"
    )


@EVERY_LOG_ALARM
def test_a_metric_alarm_counts_what_its_filter_finds_in_the_trail_s_log_group(made: Synthesized, alarm: Alarm) -> None:
    watching = made.resource(f"aws_cloudwatch_metric_alarm.{alarm.id}")
    counting = made.resource(f"aws_cloudwatch_log_metric_filter.{alarm.id}")

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


@EVERY_LOG_ALARM
def test_a_metric_alarm_says_what_it_means_within_cloudwatch_s_1024_characters(made: Synthesized, alarm: Alarm) -> None:
    description = made.resource(f"aws_cloudwatch_metric_alarm.{alarm.id}")["alarm_description"]

    for said in (alarm.title, "(prod)", alarm.meaning, "First: aws ", KEY.arn, f"docs/runbooks/{alarm.id}.md"):
        assert said in description
    assert len(alarm_description(alarm, LONGEST, WATCHED, "https://runbooks.example.com/camunda-byok")) <= 1024


def test_moving_the_constructs_leaves_every_address(made: Synthesized) -> None:
    moved = with_alarms(lambda stack: Construct(Construct(stack, "security"), "watching"), topics=(THEIRS,))

    assert moved.addresses == made.addresses


def test_another_topic_leaves_the_other_targets_where_they_are(made: Synthesized) -> None:
    assert set(with_alarms().addresses) < set(made.addresses)


def test_the_key_may_be_owned_by_anybody() -> None:
    assert KeyReference.of_arn(KEY.arn).key_id == "1234abcd-12ab-34cd-56ef-1234567890ab"
