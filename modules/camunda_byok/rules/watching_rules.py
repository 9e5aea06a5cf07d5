"""Which alarms, topics, queues and roles are about the key and its log: in a plan of a whole account most are somebody else's.

It begins with what is surely ours: event rules about KMS, CloudTrail or IAM, metric filters that read a trail's log group or name
KMS or CloudTrail, and the alarms on these filters' metrics. Wherever these send is a topic of ours. Whatever else sends there is
ours if it is about the plumbing (`AROUND`, `METRICS`): an alarm about somebody's machines on a shared topic is not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from camunda_byok.inventory.model import (
    NOTHING,
    ChatChannel,
    Document,
    EventRule,
    Inventory,
    LogGroup,
    MetricAlarm,
    MetricFilter,
    Queue,
    Role,
    Subscription,
    Text,
    Topic,
    Trail,
)
from camunda_byok.inventory.values import Ref, Unknown, known
from camunda_byok.names import partition_of
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named, thing_named
from camunda_byok.rules.log_buckets import log_groups

ABOUT = ("aws.kms", "aws.cloudtrail", "aws.iam")
"""Sources of events that make a rule ours, wherever it sends."""
AROUND = (
    "aws.s3", "aws.sns", "aws.sqs", "aws.events", "aws.monitoring", "aws.cloudwatch", "aws.logs", "aws.sts", "camunda-byok.drill",
)  # fmt: skip
"""Sources of events that make a rule ours if it sends to a topic of ours."""
METRICS = ("AWS/Events/", "AWS/SNS/", "AWS/SQS/", "AWS/Logs/", "CamundaByok/")
"""Beginnings of metrics that make an alarm ours if it sends to a topic of ours."""
SERVICES = ("cloudtrail.amazonaws.com", "events.amazonaws.com", "chatbot.amazonaws.com")
"""Services that assume the roles of the plumbing: delivery to the log group, forwarding and publishing, chat."""


@dataclass(frozen=True)
class Watching:
    """What is ours, by address; topics that the picture does not have by ARN."""

    alarms: frozenset[str]
    """Event rules, metric filters and metric alarms."""
    topics: frozenset[str]
    queues: frozenset[str]
    """Those that keep what could not be delivered."""
    roles: frozenset[str]


@lru_cache(maxsize=1)
def watching(case: Case) -> Watching:
    """Returns what is ours before or after."""
    pictures = [_watching(case, picture) for picture in (case.before, case.after)]
    return Watching(
        alarms=frozenset(address for each in pictures for address in each.alarms),
        topics=frozenset(topic for each in pictures for topic in each.topics),
        queues=frozenset(queue for each in pictures for queue in each.queues),
        roles=frozenset(role for each in pictures for role in each.roles),
    )


def sends_to(picture: Inventory, alarm: EventRule | MetricAlarm, *, earlier: Inventory = NOTHING) -> set[str]:
    """Returns the topics, or whatever else, that an alarm sends to, as far as they are known. See `links.named` for `earlier`."""
    if isinstance(alarm, EventRule):
        ends: tuple[Text, ...] = tuple(target.arn for target in alarm.targets)
    else:
        ends = alarm.actions if isinstance(alarm.actions, tuple) else ()
    return {name for end in ends if isinstance(name := named(picture, Topic, end, earlier=earlier), str)}


def source_arn(alarm: EventRule | MetricAlarm) -> str | None:
    """Returns the ARN that a service names as its source for an alarm; None where not all of it is known."""
    if not known(alarm.name) or not known(alarm.region) or not known(alarm.account):
        return None
    kind = "events:{}:{}:rule/{}" if isinstance(alarm, EventRule) else "cloudwatch:{}:{}:alarm:{}"
    return f"arn:{partition_of(alarm.region)}:" + kind.format(alarm.region, alarm.account, alarm.name)


def _watching(case: Case, picture: Inventory) -> Watching:
    rules = [rule for rule in picture.all(EventRule) if _speaks_of(rule.pattern, ABOUT)]
    filters = list(_filters(case, picture))
    fed = {each.metric for each in filters if known(each.metric)}
    alarms = [alarm for alarm in picture.all(MetricAlarm) if alarm.metric in fed]
    topics = {topic for alarm in (*rules, *alarms) for topic in sends_to(picture, alarm)}
    rules += [rule for rule in picture.all(EventRule) if _speaks_of(rule.pattern, AROUND) and sends_to(picture, rule) & topics]
    alarms += [alarm for alarm in picture.all(MetricAlarm) if _is_around(alarm) and sends_to(picture, alarm) & topics]
    return Watching(
        alarms=frozenset(each.address for each in (*rules, *filters, *alarms)),
        topics=frozenset(topics),
        queues=frozenset(queue.address for queue in _queues(picture, rules, topics)),
        roles=frozenset(role.address for role in _roles(picture, rules)),
    )


def _filters(case: Case, picture: Inventory) -> Iterator[MetricFilter]:
    groups = log_groups(case)
    for each in picture.all(MetricFilter):
        speaks = isinstance(each.pattern, str) and ("kms" in each.pattern or "Trail" in each.pattern)
        if speaks or named(picture, LogGroup, each.log_group) in groups:
            yield each


def _speaks_of(pattern: Document, sources: tuple[str, ...]) -> bool:
    if isinstance(pattern, Ref | Unknown):
        return False
    text = json.dumps(pattern)
    return any(f'"{source}"' in text for source in sources)


def _is_around(alarm: MetricAlarm) -> bool:
    return isinstance(alarm.metric, str) and alarm.metric.startswith(METRICS)


def role_users(picture: Inventory, role: Role) -> set[str]:
    """Returns the addresses of what uses a role of the plumbing; the role itself need not be in the picture."""
    trust = json.dumps(role.trust) if known(role.trust) else ""
    alone = Inventory({role.address: role})
    users = {
        rule.address for rule in picture.all(EventRule) if any(thing_named(alone, Role, target.role) for target in rule.targets)
    }
    if "cloudtrail.amazonaws.com" in trust:
        users |= {trail.address for trail in picture.all(Trail) if trail.log_group is not None}
    if "chatbot.amazonaws.com" in trust:
        users |= {channel.address for channel in picture.all(ChatChannel)}
    return users


def _queues(picture: Inventory, rules: list[EventRule], topics: set[str]) -> Iterator[Queue]:
    kept = [target.dead_letter_queue for rule in rules for target in rule.targets]
    kept += [one.dead_letter_queue for one in picture.all(Subscription) if named(picture, Topic, one.topic) in topics]
    for end in kept:
        queue = thing_named(picture, Queue, end)
        if queue is not None:
            yield queue


def _roles(picture: Inventory, rules: list[EventRule]) -> Iterator[Role]:
    used = [thing_named(picture, Role, target.role) for rule in rules for target in rule.targets]
    for role in picture.all(Role):
        trust = json.dumps(role.trust) if known(role.trust) else ""
        if role in used or any(service in trust for service in SERVICES):
            yield role
