import json
import shlex

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


def test_everybody_whom_the_environment_names_hears_every_alarm() -> None:
    theirs = "arn:aws:sns:eu-west-1:111122223333:on-call"
    alarms = {
        "emails": ["on-call@example.com"],
        "https": ["https://hooks.example.com/byok"],
        "sqs": ["arn:aws:sqs:eu-west-1:111122223333:security-events"],
        "topics": [theirs],
    }
    made = stacks_of(environment(alarms=alarms))["alarms"]
    targets = [target["arn"] for target in made.resources("aws_cloudwatch_event_target").values()]

    assert sorted(each["protocol"] for each in made.resources("aws_sns_topic_subscription").values()) == ["email", "https", "sqs"]
    assert targets.count(theirs) == len(made.resources("aws_cloudwatch_event_rule")) > 20


def test_the_outputs_say_how_to_try_the_alarms() -> None:
    made = stacks_of(environment())["alarms"]
    outputs, drill = made.json["output"], json.loads(made.resource("aws_cloudwatch_event_rule.alarm-drill")["event_pattern"])

    assert set(outputs) == {"topic_arn", "dead_letter_queue_arn", "next_step"}
    assert outputs["topic_arn"]["value"] == "arn:aws:sns:eu-west-1:111122223333:camunda-byok-dev-page"
    assert outputs["dead_letter_queue_arn"]["value"] == "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-dev-page-undelivered"
    *_, entries = shlex.split(outputs["next_step"]["value"])
    (entry,) = json.loads(entries)
    assert (entry["Source"], entry["DetailType"]) == (drill["source"][0], drill["detail-type"][0])
    assert json.loads(entry["Detail"])["severity"] in drill["detail"]["severity"]
