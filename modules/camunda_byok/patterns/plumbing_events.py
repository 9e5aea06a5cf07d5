"""What happens to the alarms themselves: rules, metric alarms, topics, queues and their keys.

All of it leaves the deployers out, whose changes went through a reviewed plan; with their role an alarm can be taken away in
silence, so the role itself is watched (`people_events`).
"""

import json
from dataclasses import dataclass
from typing import Any

from camunda_byok.names import PREFIX
from camunda_byok.patterns.calls import SUCCEEDED, Detail, call, name_matchers, not_a_deployer
from camunda_byok.patterns.event import API_CALL, Event, Pattern, Tells
from camunda_byok.patterns.trail_events import ENDANGERING
from camunda_byok.patterns.watched import Unwatched, Watched
from camunda_byok.severity import Severity

DRILL_SOURCE = f"{PREFIX}.drill"
DRILL_DETAIL_TYPE = "Alarm drill"


@dataclass(frozen=True)
class RulesChanged(Event):
    """Somebody who is no deployer changed one of the rules or its targets."""

    grows_with = "deployers"

    def pattern(self, watched: Watched) -> Pattern:
        name = name_matchers(watched.plumbing.rules)
        return call(
            "events",
            {
                "eventName": ["PutRule", "DisableRule", "DeleteRule", "PutTargets", "RemoveTargets"],
                "errorCode": SUCCEEDED,
                "userIdentity": not_a_deployer(watched.deployers),
                "$or": [{"requestParameters": {"name": name}}, {"requestParameters": {"rule": name}}],
            },
        )


@dataclass(frozen=True)
class MetricAlarmsChanged(Event):
    """Somebody who is no deployer changed a CloudWatch alarm, a metric filter or the log group that it reads.

    A muted alarm tells nobody. Source: CloudWatch API reference, PutAlarmMuteRule.
    """

    grows_with = "deployers"

    def pattern(self, watched: Watched) -> Pattern:
        name = name_matchers(watched.plumbing.rules)
        alarms = {"eventSource": ["monitoring.amazonaws.com"]}
        logs = {"eventSource": ["logs.amazonaws.com"]}
        ways: list[Detail] = [
            {**alarms, "eventName": ["PutMetricAlarm"], "requestParameters": {"alarmName": name}},
            {**alarms, "eventName": ["DeleteAlarms", "DisableAlarmActions"], "requestParameters": {"alarmNames": name}},
            {**alarms, "eventName": ["PutAlarmMuteRule"], "requestParameters": {"muteTargets": {"alarmNames": name}}},
            {**logs, "eventName": ["PutMetricFilter", "DeleteMetricFilter"], "requestParameters": {"filterName": name}},
        ]
        if not isinstance(watched.plumbing.log_group, Unwatched):
            group = {"logGroupName": [watched.plumbing.log_group]}
            changes = ["DeleteLogGroup", "DeleteLogStream", "PutRetentionPolicy", "AssociateKmsKey", "DisassociateKmsKey"]
            ways.append({**logs, "eventName": changes, "requestParameters": group})
        return _calls(
            ["aws.monitoring", "aws.cloudwatch", "aws.logs"],
            {"errorCode": SUCCEEDED, "userIdentity": not_a_deployer(watched.deployers), "$or": ways},
        )


@dataclass(frozen=True)
class PathChanged(Event):
    """Somebody who is no deployer changed the topic of a severity, its subscriptions, its queue or their key."""

    of: Severity
    grows_with = "deployers"

    def pattern(self, watched: Watched) -> Pattern:
        channel = watched.plumbing.page if self.of is Severity.PAGE else watched.plumbing.notice
        # The names of the parameters say which service it is: the pattern is the longest, and every word counts.
        ways: list[Detail] = [
            {
                "eventName": ["SetTopicAttributes", "DeleteTopic", "AddPermission", "RemovePermission", "Subscribe"],
                "requestParameters": {"topicArn": [channel.topic_arn]},
            },
            {"eventName": ["PutDataProtectionPolicy"], "requestParameters": {"resourceArn": [channel.topic_arn]}},
            {
                "eventName": ["Unsubscribe", "SetSubscriptionAttributes"],
                "requestParameters": {"subscriptionArn": [{"prefix": f"{channel.topic_arn}:"}]},
            },
            {
                "eventName": ["SetQueueAttributes", "DeleteQueue", "AddPermission", "RemovePermission", "PurgeQueue"],
                "requestParameters": {"queueUrl": [{"suffix": f"/{channel.queue}"}]},
            },
            # These operations take no alias, so the request always names the key in one of two ways.
            {
                "eventName": list(ENDANGERING),
                "requestParameters": {"keyId": [channel.key.arn, channel.key.key_id]},
            },
        ]
        return _calls(
            ["aws.sns", "aws.sqs", "aws.kms"],
            {"errorCode": SUCCEEDED, "userIdentity": not_a_deployer(watched.deployers), "$or": ways},
        )


@dataclass(frozen=True)
class Drill(Event):
    """Somebody tries the way of one severity: an event of our own source, which nothing else sends."""

    severity: Severity
    tells = Tells.FACT

    def pattern(self, watched: Watched) -> Pattern:
        del watched
        return {
            "source": [DRILL_SOURCE],
            "detail-type": [DRILL_DETAIL_TYPE],
            "detail": {"severity": [self.severity.value]},
        }


def drill_entry(severity: Severity, stamp: str = "") -> dict[str, str]:
    """Returns the entry of PutEvents that raises the drill of a severity.

    stamp: time of the drill, in ISO 8601 to the second, by which people and commands know its messages; now unless given.
    """
    detail = {"severity": severity.value, **({"drill": stamp} if stamp else {})}
    return {
        "Source": DRILL_SOURCE,
        "DetailType": DRILL_DETAIL_TYPE,
        "Detail": json.dumps(detail),
        **({"Time": stamp} if stamp else {}),
    }


def _calls(sources: list[str], detail: dict[str, Any]) -> Pattern:
    return {"source": sources, "detail-type": [API_CALL], "detail": detail}
