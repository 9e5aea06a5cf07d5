"""The alarms of an environment and their way to people, as its alarms stack declares them."""

from collections.abc import Iterator

from camunda_byok import arns
from camunda_byok.alarm_metrics import alarm_metric
from camunda_byok.alarms import ALARMS, Alarm, EventAlarm, LogAlarm, QueueAlarm, SilenceAlarm
from camunda_byok.destinations import Channel, Opsgenie, PagerDuty, ServiceNow, Subscriber, address_part, protocol_of
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared_parts import alias, as_written, key, role
from camunda_byok.inventory.model import (
    ChatChannel,
    EventRule,
    MetricAlarm,
    MetricFilter,
    Queue,
    Subscription,
    Target,
    Text,
    Thing,
    Topic,
)
from camunda_byok.inventory.values import Ref
from camunda_byok.key_descriptions import topic_key_description
from camunda_byok.key_lookups import key_lookup, second_key_lookup, trail_key_lookup
from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import QUEUE_RETENTION_SECONDS
from camunda_byok.names import Names
from camunda_byok.patterns.event import Event
from camunda_byok.patterns.watched import Unwatched, Watched
from camunda_byok.policies.chat_policies import chat_trust
from camunda_byok.policies.event_forwarding import forwarding_permissions, forwarding_trust
from camunda_byok.policies.foreign_topics import publishing_permissions, publishing_trust
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from camunda_byok.regions import IAM_HOME_REGIONS
from camunda_byok.severity import Severity
from camunda_byok.watching import forwarded, watched_in


def alarms_of(environment: Environment) -> Iterator[Thing]:
    """Gives the alarms in each region that has a key, their topics, queues, subscriptions and chat channels."""
    regions = [_Region(environment, names, name) for name, names in region_names(environment).items()]
    first = regions[0]
    for region in regions:
        yield from region.notifications()
        yield from region.alarms()
    yield from first.forwarding()
    yield from _chat(environment, [region.names for region in regions])


def region_names(environment: Environment) -> dict[str, Names]:
    """Returns the names in each region that has alarms, by what begins the Terraform addresses there; the first region first."""
    second = environment.second_names
    return {"alarm": environment.names, **({"second_alarm": second} if second else {})}


class _Region:
    """The alarms of one region."""

    def __init__(self, environment: Environment, names: Names, name: str) -> None:
        """name: begins the addresses of alarms; those of topics begin with it and an s."""
        self.environment = environment
        self.names = names
        self._name = name
        self.watched = watched_as_declared(environment, names, name)

    def notifications(self) -> Iterator[Thing]:
        for severity in Severity:
            yield from self._topic(severity)
        for destination in self.environment.alarms.heard_in(self.names.region):
            if isinstance(destination, Subscriber):
                for severity in Severity:
                    if destination.hears(severity):
                        yield self._subscription(severity, destination)
        foreign = {
            topic
            for severity in Severity
            for topic in self.environment.alarms.topics(severity, self.names.region)
            if arns.parts(topic).account != self.names.account
        }
        if foreign:
            yield role(
                f"{self._name}s_publish",
                self.names,
                name=self.names.publishing_role,
                trust=publishing_trust(),
                permissions=publishing_permissions(self.names, foreign),
                permissions_boundary=self.environment.permissions_boundary,
            )

    def alarms(self) -> Iterator[Thing]:
        for alarm in ALARMS:
            if alarm.why_not(self.watched):
                continue
            if isinstance(alarm, EventAlarm):
                yield self._rule(alarm, alarm.event, tuple(self._target(alarm, topic) for topic in self._topics(alarm)))
            elif isinstance(alarm, SilenceAlarm):
                yield self._rule(alarm, alarm.event, ())
            elif isinstance(alarm, LogAlarm):
                yield self._metric_filter(alarm)
            if isinstance(alarm, LogAlarm | QueueAlarm | SilenceAlarm):
                yield self._metric_alarm(alarm)

    def forwarding(self) -> Iterator[Thing]:
        names = self.names
        source = names.in_region(IAM_HOME_REGIONS[names.partition])
        for alarm in forwarded(self.environment, self.watched):
            made = role(
                f"forward_{alarm.id}",
                names,
                name=names.forward_role,
                trust=forwarding_trust(names, rule_arns=(source.rule_arn(alarm.id),)),
                permissions=forwarding_permissions(names),
                permissions_boundary=self.environment.permissions_boundary,
            )
            yield made
            bus = Target(arn=names.arn("events", "event-bus/default"), role=Ref(made.address, "arn"), dead_letter_queue=None)
            yield EventRule(
                address=f"aws_cloudwatch_event_rule.forward_{alarm.id}",
                account=source.account,
                region=source.region,
                prevent_destroy=False,
                name=source.rule(alarm.id),
                pattern=as_written(alarm.event.pattern(self.watched)),
                state="ENABLED",
                bus="default",
                targets=(bus,),
            )

    def _topic(self, severity: Severity) -> Iterator[Thing]:
        names, name = self.names, _topic_name(self._name, severity)
        topic_key = key(
            f"{name}_key",
            names,
            description=topic_key_description(names, severity),
            policy=topic_key_policy(names),
            prevent_destroy=False,
        )
        yield topic_key
        yield alias(f"{name}_key", names, of=topic_key, called=names.topic_key_alias(severity))
        yield Topic(
            address=f"aws_sns_topic.{name}",
            account=names.account,
            region=names.region,
            prevent_destroy=False,
            arn=names.topic_arn(severity),
            name=names.topic(severity),
            key=Ref(topic_key.address, "arn"),
            policy=as_written(topic_policy(names, severity)),
        )
        yield Queue(
            address=f"aws_sqs_queue.{name}_undelivered",
            account=names.account,
            region=names.region,
            prevent_destroy=False,
            name=names.dead_letter_queue(severity),
            policy=as_written(dead_letter_queue_policy(names, severity)),
            key=None,
            retention_seconds=QUEUE_RETENTION_SECONDS,
        )

    def _subscription(self, severity: Severity, destination: Subscriber) -> Subscription:
        name = _topic_name(self._name, severity)
        return Subscription(
            address=f"aws_sns_topic_subscription.{name}_{address_part(destination)}",
            account=self.names.account,
            region=self.names.region,
            prevent_destroy=False,
            topic=Ref(f"aws_sns_topic.{name}", "arn"),
            protocol=protocol_of(destination),
            endpoint=_endpoint(destination, f"{self._name}s"),
            dead_letter_queue=self.names.dead_letter_queue_arn(severity),
            filter_policy=None,
        )

    def _topics(self, alarm: Alarm) -> tuple[str, ...]:
        existing = self.environment.alarms.topics(alarm.travels_by, self.names.region)
        return (self.names.topic_arn(alarm.travels_by), *existing)

    def _target(self, alarm: Alarm, topic: str) -> Target:
        return Target(
            arn=topic,
            role=None if arns.parts(topic).account == self.names.account else self.names.publishing_role_arn,
            dead_letter_queue=self.names.dead_letter_queue_arn(alarm.travels_by),
        )

    def _rule(self, alarm: Alarm, event: Event, targets: tuple[Target, ...]) -> EventRule:
        return EventRule(
            address=f"aws_cloudwatch_event_rule.{self._name}_{alarm.id}",
            account=self.names.account,
            region=self.names.region,
            prevent_destroy=False,
            name=self.names.rule(alarm.id),
            pattern=as_written(event.pattern(self.watched)),
            state=event.rule_state,
            bus="default",
            targets=tuple(sorted(targets, key=str)),
        )

    def _metric_filter(self, alarm: LogAlarm) -> MetricFilter:
        group = self.watched.plumbing.log_group
        assert not isinstance(group, Unwatched)  # why_not said so
        metric = alarm_metric(alarm, self.names, self.watched)
        return MetricFilter(
            address=f"aws_cloudwatch_log_metric_filter.{self._name}_{alarm.id}",
            account=self.names.account,
            region=self.names.region,
            prevent_destroy=False,
            name=self.names.rule(alarm.id),
            log_group=group,
            pattern=alarm.filter_pattern,
            metric=f"{metric.namespace}/{metric.metric_name}",
        )

    def _metric_alarm(self, alarm: LogAlarm | QueueAlarm | SilenceAlarm) -> MetricAlarm:
        metric = alarm_metric(alarm, self.names, self.watched)
        return MetricAlarm(
            address=f"aws_cloudwatch_metric_alarm.{self._name}_{alarm.id}",
            account=self.names.account,
            region=self.names.region,
            prevent_destroy=False,
            name=self.names.rule(alarm.id),
            metric=f"{metric.namespace}/{metric.metric_name}",
            comparison=metric.comparison_operator,
            threshold=metric.threshold,
            statistic=metric.statistic,
            period_seconds=metric.period,
            evaluation_periods=metric.evaluation_periods,
            treat_missing_data=metric.treat_missing_data,
            actions_enabled=True,
            actions=tuple(sorted(self._topics(alarm))),
        )


def _topic_name(name: str, severity: Severity) -> str:
    return f"{name}s_{severity.value.lower()}"


def _endpoint(destination: Subscriber, name: str) -> Text:
    if not isinstance(destination, PagerDuty | Opsgenie | ServiceNow):
        return destination.receiver
    address = f"{name}_{address_part(destination)}"
    if destination.ssm_parameter:
        return Ref(f"data.aws_ssm_parameter.{address}", "value")
    return Ref(f"data.aws_secretsmanager_secret_version.{address}", "secret_string")


def _chat(environment: Environment, regions: list[Names]) -> Iterator[Thing]:
    names = environment.names
    channels = [one for one in environment.alarms.destinations if isinstance(one, Channel)]
    if not channels:
        return
    yield role(
        "chat",
        names,
        name=names.chat_role,
        trust=chat_trust(),
        permissions=None,
        permissions_boundary=environment.permissions_boundary,
    )
    for channel in channels:
        topics = (region.topic_arn(severity) for region in regions for severity in Severity if channel.hears(severity))
        yield ChatChannel(
            address=f"aws_chatbot_{channel.kind}_channel_configuration.chat_{address_part(channel)}",
            account=names.account,
            region=names.region,
            prevent_destroy=False,
            topics=tuple(sorted(topics)),
        )


def watched_as_declared(environment: Environment, names: Names, name: str) -> Watched:
    """Returns what the alarms of a region watch. A key whose id AWS has yet to give is Terraform's reference to it, as text.

    name: begins the addresses of the region's alarms, see `region_names`.
    """
    is_first = names.region == environment.region
    lookup = key_lookup if is_first else second_key_lookup
    keys: dict[int, KeyReference] = {}
    for each in environment.key_generations:
        arn = each.in_region(names.region).arn
        keys[each.generation] = KeyReference.of_arn(arn) if arn else _looked_up(lookup(environment, each.generation))
    sees_trail_key = is_first and environment.trail_reference.key_alias is not None
    return watched_in(
        environment,
        names,
        keys=keys,
        topic_keys={severity: _topic_key(_topic_name(name, severity)) for severity in Severity},
        trail_key=_looked_up(trail_key_lookup(environment)) if sees_trail_key else None,
    )


def _looked_up(lookup: str) -> KeyReference:
    found = f"data.aws_kms_alias.{lookup}"
    return KeyReference(arn=f"${{{found}.target_key_arn}}", key_id=f"${{{found}.target_key_id}}")


def _topic_key(topic: str) -> KeyReference:
    return KeyReference(arn=f"${{aws_kms_key.{topic}_key.arn}}", key_id=f"${{aws_kms_key.{topic}_key.key_id}}")
