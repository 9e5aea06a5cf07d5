"""Event rules, topics, subscriptions, queues and chat channels: the way of an alarm."""

import json

from camunda_byok.inventory.model import ChatChannel, EventRule, MaybeText, Queue, Subscription, Target, Text, Topic
from camunda_byok.inventory.resource import Parts, Resource, Values
from camunda_byok.inventory.things.cloudtrail import arn_of
from camunda_byok.inventory.values import AFTER_APPLY, Ref, Unknown

QUEUE_RETENTION_SECONDS = 4 * 24 * 3600
"""How long SQS keeps a message unless told otherwise. Source: SQS API, SetQueueAttributes."""
TARGET, TOPIC_POLICY, QUEUE_POLICY = "aws_cloudwatch_event_target", "aws_sns_topic_policy", "aws_sqs_queue_policy"


def event_rule(resource: Resource, parts: Parts) -> EventRule:
    values = resource.values
    targets = (_target(each.values) for each in parts.of_type(TARGET))
    return EventRule(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=values.text("name", AFTER_APPLY),
        pattern=values.document("event_pattern"),
        state=_state(values),
        bus=values.text("event_bus_name", "default"),
        targets=tuple(sorted(targets, key=str)),
    )


def topic(resource: Resource, parts: Parts) -> Topic:
    values = resource.values
    return Topic(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        arn=arn_of(resource, "sns"),
        name=values.text("name", AFTER_APPLY),
        key=values.text("kms_master_key_id", None),
        policy=parts.values(TOPIC_POLICY, values).document("policy"),
    )


def subscription(resource: Resource, parts: Parts) -> Subscription:
    del parts
    values = resource.values
    return Subscription(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        topic=values.text("topic_arn", AFTER_APPLY),
        protocol=values.text("protocol", AFTER_APPLY),
        endpoint=values.text("endpoint", AFTER_APPLY),
        dead_letter_queue=_dead_letter_queue(values),
        filter_policy=values.document("filter_policy"),
    )


def queue(resource: Resource, parts: Parts) -> Queue:
    values = resource.values
    return Queue(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=values.text("name", AFTER_APPLY),
        policy=parts.values(QUEUE_POLICY, values).document("policy"),
        key=values.text("kms_master_key_id", None),
        retention_seconds=values.number("message_retention_seconds", QUEUE_RETENTION_SECONDS),
    )


def chat_channel(resource: Resource, parts: Parts) -> ChatChannel:
    del parts
    return ChatChannel(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        topics=resource.values.texts("sns_topic_arns"),
    )


def _state(values: Values) -> Text:
    """`is_enabled` is the older way of saying it, which the provider fills in beside `state`."""
    said = values.text("state", None)
    if said is not None:
        return said
    enabled = values.flag("is_enabled", True)
    if isinstance(enabled, Ref | Unknown):
        return enabled
    return "ENABLED" if enabled else "DISABLED"


def _target(values: Values) -> Target:
    return Target(
        arn=values.text("arn", AFTER_APPLY),
        role=values.text("role_arn", None),
        dead_letter_queue=values.block("dead_letter_config").text("arn", None),
    )


def _dead_letter_queue(values: Values) -> MaybeText:
    said = values.text("redrive_policy", None)
    if not isinstance(said, str):
        return said
    try:
        return Values(json.loads(said)).text("deadLetterTargetArn", None)
    except (ValueError, TypeError, AttributeError):
        return Unknown("its redrive policy is not JSON")
