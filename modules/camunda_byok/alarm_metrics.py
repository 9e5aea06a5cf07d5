"""Which metric raises an alarm, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from camunda_byok.alarm_kinds import LogAlarm, QueueAlarm, SilenceAlarm
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Unwatched, Watched

METRIC_NAMESPACE = "CamundaByok"
METRIC_PERIOD_SECONDS = 300
SILENCE_PERIOD_SECONDS = 3600
"""With periods of an hour or more CloudWatch looks back seven days, with shorter ones a day. Source: CloudWatch user guide,
"Alarm evaluation"."""


@dataclass(frozen=True, kw_only=True)
class AlarmMetric:
    """A metric with its threshold, in the words of CloudWatch's PutMetricAlarm."""

    namespace: str
    metric_name: str
    dimensions: Mapping[str, str] = field(default_factory=dict[str, str])
    statistic: str
    period: int
    """Seconds."""
    evaluation_periods: int
    threshold: int
    comparison_operator: str
    treat_missing_data: str


def alarm_metric(alarm: LogAlarm | QueueAlarm | SilenceAlarm, names: Names, watched: Watched) -> AlarmMetric:
    """Returns the metric of an alarm that exists for what is watched, see `Alarm.why_not`."""
    match alarm:
        case LogAlarm():
            return AlarmMetric(
                namespace=METRIC_NAMESPACE,
                metric_name=names.rule(alarm.id),
                statistic="Sum",  # of counted events; an average would stay below the threshold
                period=METRIC_PERIOD_SECONDS,
                evaluation_periods=1,
                threshold=1,
                comparison_operator="GreaterThanOrEqualToThreshold",
                treat_missing_data="notBreaching",
            )
        case QueueAlarm():
            return AlarmMetric(
                namespace="AWS/SQS",
                metric_name="ApproximateNumberOfMessagesVisible",
                dimensions={"QueueName": names.dead_letter_queue(alarm.of)},
                statistic="Maximum",
                period=METRIC_PERIOD_SECONDS,
                evaluation_periods=1,
                threshold=0,
                comparison_operator="GreaterThanThreshold",
                treat_missing_data="notBreaching",  # SQS reports nothing of a queue that is not used
            )
        case SilenceAlarm():
            assert not isinstance(watched.silent_hours, Unwatched)  # why_not said so
            return AlarmMetric(
                namespace="AWS/Events",
                metric_name="MatchedEvents",
                dimensions={"RuleName": names.rule(alarm.id)},
                statistic="Sum",
                period=SILENCE_PERIOD_SECONDS,
                evaluation_periods=watched.silent_hours,
                threshold=1,
                comparison_operator="LessThanThreshold",
                treat_missing_data="breaching",  # EventBridge reports nothing of a rule that matched nothing
            )
