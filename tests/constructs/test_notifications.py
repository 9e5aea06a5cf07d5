import json
from typing import Any

import pytest

from camunda_byok.bindings import Construct
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.errors import InputError
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from tests.synthesized import NAMES, Synthesized, a_stack, synthesized

TOPIC = "arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-page"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-prod-page-undelivered"
ENDS: dict[str, Any] = {
    "emails": ["on-call@example.com", "security@example.com"],
    "https": ["https://hooks.example.com/byok"],
    "sqs": ["arn:aws:sqs:eu-west-1:111122223333:security-events"],
}


def with_settings(**settings: Any) -> Synthesized:
    stack = a_stack()
    Notifications(stack, "alarms", names=NAMES, **settings)
    return synthesized(stack)


def test_the_topic_is_encrypted_with_a_key_of_its_own() -> None:
    made = with_settings()
    key = made.only("aws_kms_key")

    assert made.only("aws_sns_topic")["kms_master_key_id"] == "${aws_kms_key.alarms_key.arn}"
    assert made.only("aws_sns_topic")["name"] == "camunda-byok-prod-page"
    assert key["enable_key_rotation"] is True
    assert json.loads(key["policy"]) == topic_key_policy(NAMES)
    assert made.only("aws_kms_alias")["name"] == "alias/camunda-byok-prod-page"


def test_rules_and_alarms_alone_publish() -> None:
    policy = with_settings().only("aws_sns_topic_policy")

    assert policy["arn"] == "${aws_sns_topic.alarms.arn}"
    assert json.loads(policy["policy"]) == topic_policy(NAMES)


def test_what_cannot_be_delivered_is_kept_for_two_weeks_apart_from_the_topic_s_key() -> None:
    queue = with_settings().only("aws_sqs_queue")

    assert queue["name"] == "camunda-byok-prod-page-undelivered"
    assert queue["message_retention_seconds"] == 1_209_600
    assert queue["sqs_managed_sse_enabled"] is True
    assert "kms_master_key_id" not in queue
    assert json.loads(queue["policy"]) == dead_letter_queue_policy(NAMES)


def test_everybody_named_hears_of_an_alarm() -> None:
    made = with_settings(**ENDS)
    heard = sorted((each["protocol"], each["endpoint"]) for each in made.resources("aws_sns_topic_subscription").values())

    assert heard == [
        ("email", "on-call@example.com"),
        ("email", "security@example.com"),
        ("https", "https://hooks.example.com/byok"),
        ("sqs", "arn:aws:sqs:eu-west-1:111122223333:security-events"),
    ]


def test_every_subscription_leaves_what_it_cannot_deliver_in_the_queue() -> None:
    for each in with_settings(**ENDS).resources("aws_sns_topic_subscription").values():
        assert each["topic_arn"] == "${aws_sns_topic.alarms.arn}"
        assert json.loads(each["redrive_policy"]) == {"deadLetterTargetArn": QUEUE}
        assert each["depends_on"] == ["aws_sqs_queue.alarms_undelivered"]


def test_nobody_hears_where_nobody_is_named() -> None:
    assert with_settings().resources("aws_sns_topic_subscription") == {}


def test_a_destination_more_or_less_leaves_the_others_where_they_are() -> None:
    some = with_settings(**ENDS).addresses
    fewer = with_settings(**{**ENDS, "emails": ["security@example.com"]}).addresses

    assert set(fewer) < set(some)
    assert len(some) - len(fewer) == 1


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("emails", ["on-call@example.com", "on.call@example.com", "on_call@example.com"]),
        ("https", ["https://hooks.example.com/a/b", "https://hooks.example.com/a?b"]),
        ("sqs", ["arn:aws:sqs:eu-west-1:111122223333:on-call", "arn:aws:sqs:eu-west-1:111122223333:on_call"]),
    ],
)
def test_destinations_that_look_alike_are_all_subscribed(kind: str, ends: list[str]) -> None:
    made = with_settings(**{kind: ends}).resources("aws_sns_topic_subscription")

    assert sorted(each["endpoint"] for each in made.values()) == sorted(ends)


def test_results_are_text_and_not_tokens() -> None:
    theirs = "arn:aws:sns:eu-west-1:111122223333:on-call"
    made = Notifications(a_stack(), "alarms", names=NAMES, topics=[theirs])

    assert made.topic_arns == (TOPIC, theirs)
    assert made.dead_letter_queue_arn == QUEUE
    assert made.names == NAMES


def test_more_topics_than_a_rule_can_have_targets_are_refused() -> None:
    topics = [f"arn:aws:sns:eu-west-1:111122223333:on-call-{number}" for number in range(5)]
    with_settings(topics=topics[:4])

    with pytest.raises(InputError, match="so many targets"):
        with_settings(topics=topics)


def test_moving_the_construct_leaves_every_address() -> None:
    stack = a_stack()
    Notifications(Construct(stack, "somewhere"), "alarms", names=NAMES, **ENDS)

    assert synthesized(stack).addresses == with_settings(**ENDS).addresses


def test_two_topics_at_one_address_are_refused() -> None:
    stack = a_stack()
    Notifications(stack, "alarms", names=NAMES)

    with pytest.raises(InputError, match="already has"):
        Notifications(Construct(stack, "inner"), "alarms", names=NAMES)
