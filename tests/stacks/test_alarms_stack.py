import json
import re
from typing import Any

import pytest

from camunda_byok.patterns.plumbing_events import drill_entry
from camunda_byok.policies.foreign_topics import topic_owner_statements
from camunda_byok.severity import Severity
from tests.synthesized import environment, stacks_of

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALIAS = "data.aws_kms_alias.deploy_dev-key_first"


def test_the_key_is_found_by_its_alias() -> None:
    made = stacks_of(environment())["alarms"]
    pattern = json.loads(made.resource("aws_cloudwatch_event_rule.alarm_key-disabled")["event_pattern"])

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
    pattern = json.loads(made.resource("aws_cloudwatch_event_rule.alarm_key-disabled")["event_pattern"])

    assert set(made.json["data"]["aws_kms_alias"]) == {"deploy_dev-trail_first"}
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
        assert targets.count(topic) == len(
            [rule for rule in made.resources("aws_cloudwatch_event_rule") if rule.startswith("alarm_")]
        )
    for kind in ("slack", "teams"):
        assert len(made.only(f"aws_chatbot_{kind}_channel_configuration")["sns_topic_arns"]) == 2


def test_the_messages_say_that_the_runbooks_are_where_the_environment_says() -> None:
    made = stacks_of(environment(alarms={"runbooks": "https://wiki.example.com/byok"}))["alarms"]

    for target in made.resources("aws_cloudwatch_event_target").values():
        if "input_transformer" in target:  # what is passed on to another region is passed on whole
            assert "https://wiki.example.com/byok/" in target["input_transformer"]["input_template"]


def test_the_outputs_say_how_to_try_the_alarms() -> None:
    made = stacks_of(environment())["alarms"]
    outputs = made.json["output"]

    assert {name: output["value"] for name, output in outputs.items() if name not in ("next_step", "left_out")} == {
        "page_topic_arn": "arn:aws:sns:eu-west-1:111122223333:camunda-byok-dev-page",
        "notice_topic_arn": "arn:aws:sns:eu-west-1:111122223333:camunda-byok-dev-notice",
        "page_dead_letter_queue_arn": "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-dev-page-undelivered",
        "notice_dead_letter_queue_arn": "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-dev-notice-undelivered",
    }
    said = outputs["next_step"]["value"]
    assert re.findall(r"--entries '(.*?)'", said) == [json.dumps([drill_entry(severity)]) for severity in Severity]


def test_what_is_not_watched_is_said_with_its_reason() -> None:
    made = stacks_of(environment())["alarms"]

    assert made.json["output"]["left_out"]["value"] == (
        "eu-west-1, camunda-silent: no window is configured after which Camunda counts as silent"
    )


def test_a_second_region_has_alarms_of_its_own_about_its_key_and_its_own_way() -> None:
    made = stacks_of(environment(second_region="eu-west-2"))["alarms"]
    rules = made.resources("aws_cloudwatch_event_rule")
    second = {address: rule for address, rule in rules.items() if address.startswith("second_alarm_")}

    assert {address.removeprefix("second_alarm_") for address in second} < {
        address.removeprefix("alarm_") for address in rules if address.startswith("alarm_")
    }
    assert {rule["provider"] for rule in second.values()} == {"aws.second"}
    pattern = json.loads(second["second_alarm_key-disabled"]["event_pattern"])
    assert "deploy_dev-key_in_both_regions_first" in json.dumps(pattern)
    left_out = made.json["output"]["left_out"]["value"]
    assert "eu-west-2, trail-stopped: it is watched in eu-west-1" in left_out
    for severity in ("page", "notice"):
        topic = made.json["output"][f"second_{severity}_topic_arn"]["value"]
        assert topic == f"arn:aws:sns:eu-west-2:111122223333:camunda-byok-dev-{severity}"


@pytest.mark.parametrize(
    ("region", "second", "forwarded_by"),
    [
        ("eu-west-1", None, "aws.iam"),
        ("eu-west-1", "us-east-1", "aws.second"),
        ("us-east-1", None, None),
    ],
)
def test_what_happens_to_named_people_is_passed_on_from_iams_region(
    region: str, second: str | None, forwarded_by: str | None
) -> None:
    made = stacks_of(environment(region=region, **({"second_region": second} if second else {})))["alarms"]
    rules = made.resources("aws_cloudwatch_event_rule")
    here, passed_on = rules["alarm_named-role-changed"], rules.get("forward_named-role-changed")

    assert (passed_on["provider"] if passed_on else None) == forwarded_by
    if passed_on:
        target = made.resource("aws_cloudwatch_event_target.forward_named-role-changed")
        assert passed_on["event_pattern"] == here["event_pattern"]
        assert target["arn"] == f"arn:aws:events:{region}:111122223333:event-bus/default"
        assert target["role_arn"] == "${aws_iam_role.forward_named-role-changed.arn}"


def test_where_events_are_not_passed_on_the_people_are_left_out_with_the_reason() -> None:
    made = environment(
        region="us-gov-east-1",
        deployers=["arn:aws-us-gov:iam::111122223333:role/deployer"],
        camunda={"tenant_role": "arn:aws-us-gov:iam::444455556666:role/tenant"},
    )
    left_out = stacks_of(made)["alarms"].json["output"]["left_out"]["value"]

    assert "named-role-changed: IAM's events come to be in us-gov-west-1" in left_out


def test_an_output_says_what_the_owners_of_existing_topics_add() -> None:
    made = environment(alarms={"destinations": ONE_OF_EACH})
    said = json.loads(stacks_of(made)["alarms"].json["output"]["topic_owner_statements"]["value"])

    assert said == {
        topic: topic_owner_statements(made.names, topic)
        for topic in ("arn:aws:sns:eu-west-1:111122223333:on-call", "arn:aws:sns:eu-west-1:777788889999:on-call")
    }
