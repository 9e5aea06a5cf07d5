"""The alarms that watch a key, its trail, the people around it, and the way of the alarms themselves."""

from camunda_byok.alarm_messages import RUNBOOKS, alarm_description, input_paths, input_template
from camunda_byok.alarm_metrics import alarm_metric
from camunda_byok.alarms import ALARMS, Alarm, EventAlarm, LogAlarm, QueueAlarm, SilenceAlarm
from camunda_byok.bindings import (
    CloudwatchEventRule,
    CloudwatchEventTarget,
    CloudwatchEventTargetDeadLetterConfig,
    CloudwatchEventTargetInputTransformer,
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
    CloudwatchMetricAlarm,
    Construct,
    TerraformProvider,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.patterns.event import Event
from camunda_byok.patterns.watched import Unwatched, Watched


class KeyAlarms(Construct):
    """Every alarm of the catalog that can exist for one key of one region.

    The rules hear only of what a trail records in the key's region, whoever owns the trail; the metric filters read a log group,
    which must exist.

    Results: `left_out`, the alarms that cannot exist here, by id, each with the reason.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        watched: Watched,
        notifications: Notifications,
        runbooks: str = RUNBOOKS,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares rules, targets, metric filters and metric alarms.

        id: begins the Terraform addresses, `aws_cloudwatch_event_rule.<id>_<alarm>`. Changing it makes the alarms anew.
        watched: the key and what is around it, whoever owns them. Another key changes the patterns in place.
        notifications: whom to tell, in the key's region.
        runbooks: where the runbooks are, a folder or an https address, as the messages shall say it; the folder of this kit
            unless given.
        provider: of the key's region; the stack's own unless given.
        """
        super().__init__(scope, id)
        self._id = id
        self._watched = watched
        self._notifications = notifications
        self._names = notifications.names
        self._runbooks = runbooks
        self._provider = provider
        self.left_out: dict[str, str] = {}
        for alarm in ALARMS:
            if reason := alarm.why_not(watched):
                self.left_out[alarm.id] = reason
            else:
                self._declare(alarm)

    def _declare(self, alarm: Alarm) -> None:
        match alarm:
            case EventAlarm():
                self._tell(alarm, self._rule(alarm, alarm.event))
            case SilenceAlarm():
                self._rule(alarm, alarm.event)
                self._metric_alarm(alarm)
            case LogAlarm():
                self._metric_filter(alarm)
                self._metric_alarm(alarm)
            case QueueAlarm():
                self._metric_alarm(alarm)
            case _:
                raise NotImplementedError(f"{type(alarm).__name__} has no resources")

    def _rule(self, alarm: Alarm, event: Event) -> CloudwatchEventRule:
        return frozen(
            self,
            CloudwatchEventRule(
                self,
                alarm.id,
                name=self._names.rule(alarm.id),
                description=f"{alarm.severity.value}: {alarm.title}",
                event_pattern=event.pattern_text(self._watched),
                state=event.rule_state,
                provider=self._provider,
            ),
            f"{self._id}_{alarm.id}",
        )

    def _tell(self, alarm: EventAlarm, rule: CloudwatchEventRule) -> None:
        for number, topic in enumerate(self._notifications.topic_arns(alarm.travels_by)):
            name = f"{alarm.id}_{number}" if number else alarm.id
            frozen(
                self,
                CloudwatchEventTarget(
                    self,
                    f"{name}-target",
                    rule=self._names.rule(alarm.id),
                    target_id=f"topic-{number}",
                    arn=topic,
                    role_arn=self._notifications.publishing_role_arn(topic),
                    input_transformer=CloudwatchEventTargetInputTransformer(
                        input_paths=input_paths(alarm),
                        input_template=input_template(alarm, self._names, self._watched, self._runbooks),
                    ),
                    dead_letter_config=CloudwatchEventTargetDeadLetterConfig(
                        arn=self._notifications.dead_letter_queue_arn(alarm.travels_by)
                    ),
                    depends_on=[rule, *self._notifications.ready],
                    provider=self._provider,
                ),
                f"{self._id}_{name}",
            )

    def _metric_filter(self, alarm: LogAlarm) -> None:
        group = self._watched.plumbing.log_group
        assert not isinstance(group, Unwatched)  # why_not said so
        metric = alarm_metric(alarm, self._names, self._watched)
        frozen(
            self,
            CloudwatchLogMetricFilter(
                self,
                f"{alarm.id}-filter",
                name=self._names.rule(alarm.id),
                log_group_name=group,
                pattern=alarm.filter_pattern,
                metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                    namespace=metric.namespace, name=metric.metric_name, value="1"
                ),
                provider=self._provider,
            ),
            f"{self._id}_{alarm.id}",
        )

    def _metric_alarm(self, alarm: LogAlarm | QueueAlarm | SilenceAlarm) -> None:
        metric = alarm_metric(alarm, self._names, self._watched)
        frozen(
            self,
            CloudwatchMetricAlarm(
                self,
                f"{alarm.id}-alarm",
                alarm_name=self._names.rule(alarm.id),
                alarm_description=alarm_description(alarm, self._names, self._watched, self._runbooks),
                alarm_actions=list(self._notifications.topic_arns(alarm.travels_by)),
                namespace=metric.namespace,
                metric_name=metric.metric_name,
                dimensions=dict(metric.dimensions) or None,
                statistic=metric.statistic,
                period=metric.period,
                evaluation_periods=metric.evaluation_periods,
                threshold=metric.threshold,
                comparison_operator=metric.comparison_operator,
                treat_missing_data=metric.treat_missing_data,
                depends_on=list(self._notifications.ready),
                provider=self._provider,
            ),
            f"{self._id}_{alarm.id}",
        )
