"""What exists of alarms only live: which are raised, what lies undelivered, when their ways were last tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, of


@dataclass(frozen=True, kw_only=True)
class MetricAlarmState:
    """The state of a CloudWatch alarm, and since when and why it has it."""

    value: str
    """`OK`, `ALARM` or `INSUFFICIENT_DATA`."""
    since: datetime | None
    reason: str


def read_states(names: list[str], region: str, reading: Reading) -> Mapping[str, MetricAlarmState] | Unknown:
    """Returns the states of the CloudWatch alarms of these names, by name, of those that there are."""
    said = reading.ask(
        "cloudwatch:DescribeAlarms",
        region,
        lambda cloudwatch: pages(cloudwatch, "describe_alarms", "MetricAlarms", AlarmNames=names) if names else [],
    )
    return of(
        said,
        lambda found: {
            each["AlarmName"]: MetricAlarmState(
                value=each["StateValue"], since=each.get("StateUpdatedTimestamp"), reason=each.get("StateReason", "")
            )
            for each in found
        },
        absent={},
    )


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """What lies in a dead-letter queue."""

    url: str
    messages: int
    """About how many, as SQS counts."""


def read_undelivered(queue: str, region: str, reading: Reading) -> Undelivered | Unknown | None:
    """Returns what lies in a queue; None where there is no such queue."""
    url = reading.ask("sqs:GetQueueUrl", region, lambda sqs: sqs.get_queue_url(QueueName=queue)["QueueUrl"])
    if isinstance(url, Unknown | Absence):
        return url if isinstance(url, Unknown) else None
    said = reading.ask(
        "sqs:GetQueueAttributes",
        region,
        lambda sqs: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"],
    )
    return of(said, lambda found: Undelivered(url=url, messages=int(found["ApproximateNumberOfMessages"])), absent=None)


def read_topic_tags(topic: str, region: str, reading: Reading) -> Mapping[str, str] | Unknown:
    """Returns the tags of a topic; none where there is no such topic."""
    said = reading.ask(
        "sns:ListTagsForResource", region, lambda sns: sns.list_tags_for_resource(ResourceArn=topic).get("Tags", [])
    )
    return of(said, lambda found: {each["Key"]: each["Value"] for each in found}, absent={})
