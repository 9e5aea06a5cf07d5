"""What can happen to deployed topics, their keys, queues and subscriptions."""

from typing import Any

from tests.plans.edits import Edit, given, statement, together, with_statement, without, without_arguments, without_statement
from tests.plans.hands import Hands
from tests.plans.planned_change import PlannedChange

PAGE, NOTICE = "alarms_page", "alarms_notice"
TOPIC, TOPIC_POLICY, TOPIC_KEY = f"aws_sns_topic.{PAGE}", f"aws_sns_topic_policy.{PAGE}", f"aws_kms_key.{PAGE}_key"
QUEUE = f"aws_sqs_queue.{PAGE}_undelivered"
OF_QUEUE = "sqs_arn_aws_sqs_eu_west_1_111122223333_byok_orders_subscriber_62fc14e3"
BY_MAIL = f"aws_sns_topic_subscription.{PAGE}_email_on_call_example_com_c63654f3"
BY_OPSGENIE = f"aws_sns_topic_subscription.{PAGE}_opsgenie_ssm__byok_opsgenie_3008eff1"
BY_QUEUE, NOTICE_BY_QUEUE = (f"aws_sns_topic_subscription.{topic}_{OF_QUEUE}" for topic in (PAGE, NOTICE))
MAIL = {"kind": "email", "address": "on-call@example.com", "min_severity": "page"}
SQS = {"kind": "sqs", "arn": "arn:aws:sqs:eu-west-1:111122223333:byok-orders-subscriber"}


def _unsubscribe(hands: Hands) -> None:
    sns, topic = hands.client("sns"), "arn:aws:sns:eu-west-1:111122223333:camunda-byok-orders-page"
    found = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=next(one["SubscriptionArn"] for one in found if one["Protocol"] == "email"))


def _topic(name: str, what: str, told: str, edit: Edit | None = None, **more: Any) -> PlannedChange:
    return PlannedChange(name=name, stack="alarms", what=what, told=told, edit=edit, **more)


CHANGES_OF_TOPICS = (
    _topic(
        "topic_removed",
        "The topic of what cannot wait was taken out, with policy and subscriptions; rules and alarms still name it.",
        "No alarm that should wake somebody reaches anybody any longer.",
        without(TOPIC, TOPIC_POLICY, BY_MAIL, BY_OPSGENIE, BY_QUEUE),
    ),
    _topic(
        "topic_policy_widened",
        "Everybody may publish to the topic and subscribe to it.",
        "Strangers can listen to the alarms and make false ones.",
        with_statement(
            TOPIC_POLICY,
            {
                "Sid": "Everybody",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["sns:Publish", "sns:Subscribe"],
                "Resource": "arn:aws:sns:eu-west-1:111122223333:camunda-byok-orders-page",
            },
        ),
    ),
    _topic(
        "topic_policy_without_rules",
        "Rules may no longer publish to the topic.",
        "No rule reaches the topic any longer.",
        without_statement(TOPIC_POLICY, "RulesPublish"),
    ),
    _topic(
        "topic_unencrypted",
        "The topic's key was taken from the topic.",
        "Messages are no longer encrypted where they lie.",
        without_arguments(TOPIC, "kms_master_key_id"),
    ),
    _topic(
        "topic_encrypted_with_key_of_aws",
        "The topic is encrypted with the key that AWS keeps for SNS.",
        "Neither rules nor alarms may use that key, so nothing reaches the topic any longer.",
        given(TOPIC, {"kms_master_key_id": "alias/aws/sns"}),
    ),
    _topic(
        "topic_key_without_rules",
        "EventBridge may no longer use the topic's key.",
        "No rule reaches the topic any longer.",
        without_statement(TOPIC_KEY, "EventBridgePublishes"),
    ),
    _topic(
        "topic_key_widened",
        "Everybody may use the topic's key.",
        "Whoever gets hold of a message can read it.",
        with_statement(TOPIC_KEY, {"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}),
    ),
    _topic(
        "topic_key_disabled",
        "The topic's key was to be disabled.",
        "Nothing reaches the topic any longer.",
        given(TOPIC_KEY, {"is_enabled": False}),
    ),
    _topic(
        "topic_key_destroyed",
        "The topic's key was taken out, and the topic is no longer encrypted.",
        "Messages are no longer encrypted where they lie; the key holds nothing that lasts.",
        together(without(TOPIC_KEY, f"aws_kms_alias.{PAGE}_key"), without_arguments(TOPIC, "kms_master_key_id")),
    ),
    _topic(
        "subscription_one_of_several_removed",
        "The mailbox was taken out of the destinations in the YAML.",
        "One of three no longer hears what cannot wait.",
        settings={"alarms.destinations": [SQS, {"kind": "opsgenie", "ssm_parameter": "/byok/opsgenie", "min_severity": "page"}]},
    ),
    _topic(
        "subscription_last_removed",
        "The only destination that hears what can wait was taken out.",
        "Nobody hears any longer what can wait.",
        without(NOTICE_BY_QUEUE),
    ),
    _topic(
        "subscriptions_all_removed",
        "All destinations were taken out of the YAML.",
        "Nobody hears any alarm any longer.",
        settings={"alarms.destinations": []},
    ),
    _topic(
        "subscription_readdressed",
        "The mailbox was given another address.",
        "The new address hears nothing before somebody confirms it.",
        given(BY_MAIL, {"endpoint": "stranger@example.net"}),
    ),
    _topic(
        "subscription_filtered",
        "The mailbox was given a filter.",
        "The mailbox hears only what the filter lets pass.",
        given(BY_MAIL, {"filter_policy": '{"severity":["NONE"]}'}),
    ),
    _topic(
        "subscription_removed_by_hand",
        "Somebody unsubscribed the mailbox.",
        "Somebody unsubscribed the mailbox in AWS; the plan subscribes it again, and it must be confirmed again.",
        deed=_unsubscribe,
    ),
    _topic(
        "destination_added",
        "Another mailbox was added in the YAML.",
        "Nothing: one more hears the alarms.",
        settings={
            "alarms.destinations": [
                SQS,
                MAIL,
                {"kind": "opsgenie", "ssm_parameter": "/byok/opsgenie", "min_severity": "page"},
                {"kind": "email", "address": "audit@example.com"},
            ]
        },
    ),
    _topic(
        "redrive_removed",
        "A subscription lost its dead-letter queue.",
        "A message that cannot be delivered is lost, and no alarm says so.",
        without_arguments(BY_QUEUE, "redrive_policy"),
    ),
    _topic(
        "queue_removed",
        "The dead-letter queue of what cannot wait was taken out.",
        "Messages that cannot be delivered are lost, and no alarm says so.",
        without(QUEUE),
    ),
    _topic(
        "queue_forgets",
        "The dead-letter queue keeps messages for a minute.",
        "Messages that could not be delivered are gone before anybody reads them.",
        given(QUEUE, {"message_retention_seconds": 60}),
    ),
    _topic(
        "queue_policy_without_topic",
        "The topic may no longer leave messages in the dead-letter queue.",
        "Messages that cannot be delivered are lost, and no alarm says so.",
        without_statement(QUEUE, "TopicLeavesMessages"),
    ),
    _topic(
        "queue_policy_widened",
        "Everybody may read the dead-letter queue.",
        "Strangers can read and remove what could not be delivered.",
        statement(
            QUEUE,
            "RulesLeaveEvents",
            {"Principal": "*", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Condition": None},
        ),
    ),
)
