"""Policies of the alarms' topics, of the keys that encrypt them and of the queues for what could not be delivered."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Condition, Document, document, one_or_all, refuse_plain_http, statement
from camunda_byok.policies.guardians import account_manages
from camunda_byok.severity import Severity

EVENTBRIDGE = {"Service": "events.amazonaws.com"}
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}

USE_OF_TOPIC_KEY = ("kms:GenerateDataKey*", "kms:Decrypt")
"""What whoever publishes to an encrypted topic needs. Who receives needs nothing: SNS decrypts before it delivers."""


def our_rules(names: Names) -> Condition:
    """Returns the condition that a request comes from a rule of this environment."""
    return {
        "ArnLike": {"aws:SourceArn": one_or_all(names.rule_arns)},
        "StringEquals": {"aws:SourceAccount": names.account},
    }


def our_alarms(names: Names) -> Condition:
    """Returns the condition that a request comes from a CloudWatch alarm of this environment."""
    return {
        "ArnLike": {"aws:SourceArn": one_or_all(names.alarm_arns)},
        "StringEquals": {"aws:SourceAccount": names.account},
    }


def topic_key_policy(names: Names) -> Document:
    """Returns the policy of a topic's key: EventBridge and CloudWatch use it, nobody else can publish.

    EventBridge's statement has no condition: it sends neither `aws:SourceArn` nor `aws:SourceAccount` to KMS when it
    publishes to an encrypted topic, and a condition on either loses every alarm without a word. What EventBridge may publish is
    decided by the topic's policy. Source: SNS developer guide, "Key management", compatibility with AWS services.
    """
    return document(
        account_manages(names),
        statement("EventBridgePublishes", "Allow", EVENTBRIDGE, USE_OF_TOPIC_KEY),
        statement("CloudWatchPublishes", "Allow", CLOUDWATCH, USE_OF_TOPIC_KEY, condition=our_alarms(names)),
    )


def topic_policy(names: Names, severity: Severity) -> Document:
    """Returns a topic's policy: this environment's rules and alarms publish, over TLS."""
    topic, publish = names.topic_arn(severity), ["sns:Publish"]
    return document(
        refuse_plain_http("NoPlainHttp", publish, topic),
        statement("RulesPublish", "Allow", EVENTBRIDGE, publish, resources=topic, condition=our_rules(names)),
        statement("AlarmsPublish", "Allow", CLOUDWATCH, publish, resources=topic, condition=our_alarms(names)),
    )


def dead_letter_queue_policy(names: Names, severity: Severity) -> Document:
    """Returns a queue's policy: rules and the topic's subscriptions leave here what they could not deliver."""
    queue, send = names.dead_letter_queue_arn(severity), ["sqs:SendMessage"]
    return document(
        refuse_plain_http("NoPlainHttp", ["sqs:*"], queue),
        statement("RulesLeaveEvents", "Allow", EVENTBRIDGE, send, resources=queue, condition=our_rules(names)),
        statement(
            "TopicLeavesMessages",
            "Allow",
            {"Service": "sns.amazonaws.com"},
            send,
            resources=queue,
            condition={"ArnEquals": {"aws:SourceArn": names.topic_arn(severity)}},
        ),
    )
