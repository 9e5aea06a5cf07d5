"""The alarms that watch a key and its trail."""

from camunda_byok.alarm_messages import RUNBOOKS, alarm_description, input_paths, input_template
from camunda_byok.alarms import EVENT_ALARMS, LOG_ALARMS, EventAlarm, LogAlarm
from camunda_byok.bindings import (
    CloudwatchEventRule,
    CloudwatchEventTarget,
    CloudwatchEventTargetDeadLetterConfig,
    CloudwatchEventTargetInputTransformer,
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
    CloudwatchMetricAlarm,
    Construct,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.patterns.watched import Watched

METRIC_NAMESPACE = "CamundaByok"
METRIC_PERIOD_SECONDS = 300


class KeyAlarms(Construct):
    """The event alarms and log alarms of the catalog, for one key and the trail that records it.

    The rules hear only of what a trail records in the key's region; the metric filters read the trail's log group, which must
    exist.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        watched: Watched,
        notifications: Notifications,
        runbooks: str = RUNBOOKS,
    ) -> None:
        """Declares rules, targets, metric filters and metric alarms.

        id: does not reach the addresses, which are `aws_cloudwatch_event_rule.<alarm>`: one set of alarms a stack.
        watched: the key, whoever owns it, and what is around it. A change of it changes the patterns in place; an alarm about
            something that cannot be watched is left out (`Alarm.why_not`).
        notifications: whom to tell; its names say the environment and the log group.
        runbooks: where the runbooks are, a folder or an https address, as the messages shall say it.
        """
        super().__init__(scope, id)
        self._notifications = notifications
        self._runbooks = runbooks
        self._watched = watched
        for alarm in EVENT_ALARMS:
            if alarm.why_not(watched) is None:
                self._rule(alarm)
        for alarm in LOG_ALARMS:
            if alarm.why_not(watched) is None:
                self._metric_alarm(alarm)

    def _rule(self, alarm: EventAlarm) -> None:
        names = self._notifications.names
        rule = frozen(
            self,
            CloudwatchEventRule(
                self,
                alarm.id,
                name=names.rule(alarm.id),
                description=f"{alarm.severity.value}: {alarm.title}",
                event_pattern=alarm.event.pattern_text(self._watched),
                state="ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" if alarm.event.reads else "ENABLED",
            ),
            alarm.id,
        )
        for number, topic in enumerate(self._notifications.topic_arns):
            frozen(
                self,
                CloudwatchEventTarget(
                    self,
                    f"{alarm.id}-target-{number}",
                    rule=rule.name,
                    target_id=f"topic-{number}",
                    arn=topic,
                    input_transformer=CloudwatchEventTargetInputTransformer(
                        input_paths=input_paths(alarm),
                        input_template=input_template(alarm, names, self._watched, self._runbooks),
                    ),
                    dead_letter_config=CloudwatchEventTargetDeadLetterConfig(arn=self._notifications.dead_letter_queue_arn),
                    depends_on=list(self._notifications.ready),
                ),
                alarm.id if number == 0 else f"{alarm.id}_{number}",
            )

    def _metric_alarm(self, alarm: LogAlarm) -> None:
        names = self._notifications.names
        metric = names.rule(alarm.id)
        frozen(
            self,
            CloudwatchLogMetricFilter(
                self,
                f"{alarm.id}-filter",
                name=names.rule(alarm.id),
                log_group_name=names.log_group,
                pattern=alarm.filter_pattern,
                metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                    namespace=METRIC_NAMESPACE, name=metric, value="1"
                ),
            ),
            alarm.id,
        )
        frozen(
            self,
            CloudwatchMetricAlarm(
                self,
                f"{alarm.id}-alarm",
                alarm_name=names.rule(alarm.id),
                alarm_description=alarm_description(alarm, names, self._watched, self._runbooks),
                namespace=METRIC_NAMESPACE,
                metric_name=metric,
                statistic="Sum",  # of counted events; an average would stay below the threshold
                period=METRIC_PERIOD_SECONDS,
                evaluation_periods=1,
                threshold=1,
                comparison_operator="GreaterThanOrEqualToThreshold",
                treat_missing_data="notBreaching",
                alarm_actions=list(self._notifications.topic_arns),
                depends_on=list(self._notifications.ready),
            ),
            alarm.id,
        )
