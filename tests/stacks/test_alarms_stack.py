import json
import shlex
from typing import Any

from camunda_byok.alarms import EVENT_ALARMS
from camunda_byok.policies.foreign_topics import topic_owner_statements
from tests.synthesized import environment, stacks_of

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALIAS = "data.aws_kms_alias.deploy_dev-key_first"


def test_the_key_is_found_by_its_alias() -> None:
    made = stacks_of(environment())["alarms"]
    pattern = json.loads(made.resource("aws_cloudwatch_event_rule.key-disabled")["event_pattern"])

    assert made.json["data"]["aws_kms_alias"]["deploy_dev-key_first"]["name"] == "alias/camunda/dev"
    assert pattern["detail"]["$or"] == [
        {"resources": {"ARN": [f"${{{ALIAS}.target_key_arn}}"]}},
        {"requestParameters": {"keyId": [f"${{{ALIAS}.target_key_arn}}", f"${{{ALIAS}.target_key_id}}"]}},
    ]


def test_a_plan_before_the_key_exists_names_the_stack_to_deploy() -> None:
    # Terraform puts the address into its message, and nothing else that we could choose.
    assert ALIAS in stacks_of(environment())["alarms"].addresses


def test_a_key_that_is_owned_elsewhere_is_watched_by_its_arn() -> None:
    made = stacks_of(environment(key={"arn": KEY}))["alarms"]
    pattern = json.loads(made.resource("aws_cloudwatch_event_rule.key-disabled")["event_pattern"])

    assert "data" not in made.json
    assert pattern["detail"]["$or"] == [
        {"resources": {"ARN": [KEY]}},
        {"requestParameters": {"keyId": [KEY, KEY.rsplit("/")[-1]]}},
    ]


ONE_OF_EACH: list[dict[str, Any]] = [
    {"kind": "email", "address": "on-call@example.com"},
    {"kind": "https", "url": "https://hooks.example.com/byok"},
    {"kind": "sqs", "arn": "arn:aws:sqs:eu-west-1:111122223333:security-events"},
    {"kind": "topic", "arn": "arn:aws:sns:eu-west-1:111122223333:on-call"},
    {"kind": "topic", "arn": "arn:aws:sns:eu-west-1:777788889999:on-call"},
    {"kind": "pagerduty", "ssm_parameter": "/byok/pagerduty"},
    {"kind": "opsgenie", "secret": "byok/opsgenie"},
    {"kind": "servicenow", "ssm_parameter": "/byok/servicenow"},
    {"kind": "slack", "workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"},
    {
        "kind": "teams",
        "team": "1a2b3c4d-1234-4abc-8def-1234567890ab",
        "tenant": "2b3c4d5e-1234-4abc-8def-1234567890ab",
        "channel": "19%3Ab6ef35dc342d56ba5654e6fc%40thread.tacv2",
    },
]


def test_everybody_whom_the_environment_names_hears_every_alarm() -> None:
    made = stacks_of(environment(alarms={"destinations": ONE_OF_EACH}))["alarms"]
    targets = [target["arn"] for target in made.resources("aws_cloudwatch_event_target").values()]
    subscribed = [each["protocol"] for each in made.resources("aws_sns_topic_subscription").values()]

    assert sorted(subscribed) == sorted(2 * ["email", "https", "sqs", "https", "https", "https"])
    for topic in (one["arn"] for one in ONE_OF_EACH if one["kind"] == "topic"):
        assert targets.count(topic) == len(EVENT_ALARMS)
    for kind in ("slack", "teams"):
        assert len(made.only(f"aws_chatbot_{kind}_channel_configuration")["sns_topic_arns"]) == 2


def test_the_messages_say_that_the_runbooks_are_where_the_environment_says() -> None:
    made = stacks_of(environment(alarms={"runbooks": "https://wiki.example.com/byok"}))["alarms"]

    for target in made.resources("aws_cloudwatch_event_target").values():
        assert "https://wiki.example.com/byok/" in target["input_transformer"]["input_template"]


def test_the_outputs_say_how_to_try_the_alarms() -> None:
    made = stacks_of(environment())["alarms"]
    outputs, drill = made.json["output"], json.loads(made.resource("aws_cloudwatch_event_rule.alarm-drill")["event_pattern"])

    assert {name: output["value"] for name, output in outputs.items() if name != "next_step"} == {
        "page_topic_arn": "arn:aws:sns:eu-west-1:111122223333:camunda-byok-dev-page",
        "notice_topic_arn": "arn:aws:sns:eu-west-1:111122223333:camunda-byok-dev-notice",
        "page_dead_letter_queue_arn": "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-dev-page-undelivered",
        "notice_dead_letter_queue_arn": "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-dev-notice-undelivered",
    }
    *_, entries = shlex.split(outputs["next_step"]["value"])
    assert json.loads(entries) == [{"Source": drill["source"][0], "DetailType": drill["detail-type"][0], "Detail": "{}"}]


def test_an_output_says_what_the_owners_of_existing_topics_add() -> None:
    made = environment(alarms={"destinations": ONE_OF_EACH})
    said = json.loads(stacks_of(made)["alarms"].json["output"]["topic_owner_statements"]["value"])

    assert said == {
        topic: topic_owner_statements(made.names, topic)
        for topic in ("arn:aws:sns:eu-west-1:111122223333:on-call", "arn:aws:sns:eu-west-1:777788889999:on-call")
    }
