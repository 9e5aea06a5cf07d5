"""What can happen to deployed topics, their keys, queues and subscriptions."""

from functools import partial

from tests.plans.edits import (
    given,
    redirected,
    statement,
    together,
    with_statement,
    without,
    without_arguments,
    without_statement,
)
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange
from tests.plans.states import instances

PAGE, NOTICE = "alarms_page", "alarms_notice"
TOPIC, TOPIC_POLICY, TOPIC_KEY = f"aws_sns_topic.{PAGE}", f"aws_sns_topic_policy.{PAGE}", f"aws_kms_key.{PAGE}_key"
QUEUE = f"aws_sqs_queue.{PAGE}_undelivered"
OF_QUEUE = "sqs_arn_aws_sqs_eu_west_1_111122223333_byok_orders_subscriber_62fc14e3"
BY_MAIL = f"aws_sns_topic_subscription.{PAGE}_email_on_call_example_com_c63654f3"
BY_OPSGENIE = f"aws_sns_topic_subscription.{PAGE}_opsgenie_ssm__byok_opsgenie_3008eff1"
BY_QUEUE, NOTICE_BY_QUEUE = (f"aws_sns_topic_subscription.{topic}_{OF_QUEUE}" for topic in (PAGE, NOTICE))
MAIL = {"kind": "email", "address": "on-call@example.com", "min_severity": "page"}
SQS = {"kind": "sqs", "arn": "arn:aws:sqs:eu-west-1:111122223333:byok-orders-subscriber"}


def _unsubscribed(state: Json) -> None:
    """Lets the state name a subscription that is no more. To unsubscribe the real one could not be undone: a new one has another
    ARN."""
    attributes = instances(state, BY_MAIL)[0]["attributes"]
    topic = attributes["arn"].rpartition(":")[0]
    attributes["arn"] = attributes["id"] = f"{topic}:1234abcd-12ab-34cd-56ef-1234567890ab"


_topic = partial(PlannedChange, stack="alarms")

CHANGES_OF_TOPICS = (
    _topic(
        name="topic_removed",
        what="The topic of what cannot wait was taken out, with policy and subscriptions; rules and alarms still name it.",
        told="No alarm that should wake somebody reaches anybody any longer.",
        edit=without(TOPIC, TOPIC_POLICY, BY_MAIL, BY_OPSGENIE, BY_QUEUE),
    ),
    _topic(
        name="topic_policy_widened",
        what="Everybody may publish to the topic and subscribe to it.",
        told="Strangers can listen to the alarms and make false ones.",
        edit=with_statement(
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
        name="topic_policy_without_rules",
        what="Rules may no longer publish to the topic.",
        told="No rule reaches the topic any longer.",
        edit=without_statement(TOPIC_POLICY, "RulesPublish"),
    ),
    _topic(
        name="topic_unencrypted",
        what="The topic's key was taken from the topic.",
        told="Messages are no longer encrypted where they lie.",
        edit=without_arguments(TOPIC, "kms_master_key_id"),
    ),
    _topic(
        name="topic_encrypted_with_key_of_aws",
        what="The topic is encrypted with the key that AWS keeps for SNS.",
        told="Neither rules nor alarms may use that key, so nothing reaches the topic any longer.",
        edit=given(TOPIC, {"kms_master_key_id": "alias/aws/sns"}),
    ),
    _topic(
        name="topic_key_without_rules",
        what="EventBridge may no longer use the topic's key.",
        told="No rule reaches the topic any longer.",
        edit=without_statement(TOPIC_KEY, "EventBridgePublishes"),
    ),
    _topic(
        name="topic_key_widened",
        what="Everybody may use the topic's key.",
        told="Whoever gets hold of a message can read it.",
        edit=with_statement(
            TOPIC_KEY, {"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
        ),
    ),
    _topic(
        name="topic_key_disabled",
        what="The topic's key was to be disabled.",
        told="Nothing reaches the topic any longer.",
        edit=given(TOPIC_KEY, {"is_enabled": False}),
    ),
    _topic(
        name="topic_key_destroyed",
        what="The topic's key was taken out, and the topic uses that of the other topic.",
        told="The topic's key will be scheduled for deletion; messages go on being encrypted, and it holds nothing that lasts.",
        edit=together(redirected(TOPIC_KEY, f"aws_kms_key.{NOTICE}_key"), without(TOPIC_KEY, f"aws_kms_alias.{PAGE}_key")),
    ),
    _topic(
        name="subscription_one_of_several_removed",
        what="The mailbox was taken out of the destinations in the YAML.",
        told="One of three no longer hears what cannot wait.",
        settings={"alarms.destinations": [SQS, {"kind": "opsgenie", "ssm_parameter": "/byok/opsgenie", "min_severity": "page"}]},
    ),
    _topic(
        name="subscription_last_removed",
        what="The only destination that hears what can wait was taken out.",
        told="Nobody hears any longer what can wait.",
        edit=without(NOTICE_BY_QUEUE),
    ),
    _topic(
        name="subscriptions_all_removed",
        what="All destinations were taken out of the YAML.",
        told="Nobody hears any alarm any longer.",
        settings={"alarms.destinations": []},
    ),
    _topic(
        name="subscription_readdressed",
        what="The mailbox was given another address.",
        told="The new address hears nothing before somebody confirms it.",
        edit=given(BY_MAIL, {"endpoint": "stranger@example.net"}),
    ),
    _topic(
        name="subscription_filtered",
        what="The mailbox was given a filter.",
        told="The mailbox hears only what the filter lets pass.",
        edit=given(BY_MAIL, {"filter_policy": '{"severity":["NONE"]}'}),
    ),
    _topic(
        name="subscription_removed_by_hand",
        what="Somebody unsubscribed the mailbox.",
        told="Somebody unsubscribed the mailbox in AWS; the plan subscribes it again, and it must be confirmed again.",
        state=_unsubscribed,
        arguments=("-refresh=true",),
    ),
    _topic(
        name="destination_added",
        what="Another mailbox was added in the YAML.",
        told="Nothing: one more hears the alarms.",
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
        name="redrive_removed",
        what="A subscription lost its dead-letter queue.",
        told="A message that cannot be delivered is lost, and no alarm says so.",
        edit=without_arguments(BY_QUEUE, "redrive_policy"),
    ),
    _topic(
        name="queue_removed",
        what="The dead-letter queue of what cannot wait was taken out.",
        told="Messages that cannot be delivered are lost, and no alarm says so.",
        edit=without(QUEUE),
    ),
    _topic(
        name="queue_forgets",
        what="The dead-letter queue keeps messages for a minute.",
        told="Messages that could not be delivered are gone before anybody reads them.",
        edit=given(QUEUE, {"message_retention_seconds": 60}),
    ),
    _topic(
        name="queue_policy_without_topic",
        what="The topic may no longer leave messages in the dead-letter queue.",
        told="Messages that cannot be delivered are lost, and no alarm says so.",
        edit=without_statement(QUEUE, "TopicLeavesMessages"),
    ),
    _topic(
        name="queue_policy_widened",
        what="Everybody may read the dead-letter queue.",
        told="Strangers can read and remove what could not be delivered.",
        edit=statement(
            QUEUE,
            "RulesLeaveEvents",
            {"Principal": "*", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Condition": None},
        ),
    ),
)
