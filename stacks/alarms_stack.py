"""The alarms, which change more often than what they watch."""

import json
from collections.abc import Mapping

from camunda_byok.bindings import AwsProvider, Construct
from camunda_byok.constructs.chat import Chat
from camunda_byok.constructs.event_forwarding import EventForwarding
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import ExistingTopic
from camunda_byok.environment import Environment
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.patterns.plumbing_events import drill_entry
from camunda_byok.patterns.watched import Watched
from camunda_byok.policies.foreign_topics import topic_owner_statements
from camunda_byok.regions import IAM_HOME_REGIONS
from camunda_byok.severity import Severity
from camunda_byok.watching import forwarded, watched_in
from stacks.deployed_keys import deployed_keys, deployed_trail_key
from stacks.environment_stack import EnvironmentStack


class AlarmsStack(EnvironmentStack):
    """The alarms of an environment, in each region that has a key.

    A rule reaches topics of its own region only, so each region has topics, keys, queues and subscriptions of its own.
    """

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "alarms", environment=environment)
        self._left_out: list[str] = []
        second = self.second_provider()
        notifications = [
            self._alarms("alarms", environment.names, keys=deployed_keys(self, environment, environment.region), second=second),
        ]
        if environment.second_names and second:
            keys = deployed_keys(self, environment, environment.second_names.region, second)
            notifications.append(self._alarms("second_alarms", environment.second_names, keys=keys, provider=second))
        Chat(
            self,
            "chat",
            names=environment.names,
            destinations=environment.alarms.destinations,
            notifications=notifications,
            permissions_boundary=environment.permissions_boundary,
        )
        self._outputs(notifications)

    def _alarms(
        self,
        id: str,
        names: Names,
        *,
        keys: Mapping[int, KeyReference],
        provider: AwsProvider | None = None,
        second: AwsProvider | None = None,
    ) -> Notifications:
        environment = self._environment
        settings = environment.alarms
        notifications = Notifications(
            self,
            id,
            names=names,
            destinations=settings.heard_in(names.region),
            permissions_boundary=environment.permissions_boundary,
            provider=provider,
        )
        is_first = provider is None
        watched = watched_in(
            environment,
            names,
            keys=keys,
            topic_keys={severity: notifications.key(severity) for severity in Severity},
            trail_key=deployed_trail_key(self, environment) if is_first else None,
        )
        alarms = KeyAlarms(
            self,
            id.removesuffix("s"),
            watched=watched,
            notifications=notifications,
            runbooks=settings.runbooks,
            provider=provider,
        )
        if is_first:
            self._forward(watched, second)
        self._left_out += [f"{names.region}, {alarm}: {reason}" for alarm, reason in alarms.left_out.items()]
        return notifications

    def _forward(self, watched: Watched, second: AwsProvider | None) -> None:
        """Passes on what comes to be in IAM's region alone."""
        environment = self._environment
        home = IAM_HOME_REGIONS[environment.names.partition]
        for alarm in forwarded(environment, watched):
            EventForwarding(
                self,
                f"forward_{alarm.id}",
                names=environment.names,
                source_region=home,
                alarm=alarm.id,
                pattern=alarm.event.pattern_text(watched),
                permissions_boundary=environment.permissions_boundary,
                provider=second if second and environment.second_region == home else self.provider_in(home, "iam"),
            )

    def _outputs(self, notifications: list[Notifications]) -> None:
        environment = self._environment
        for prefix, made in zip(("", "second_"), notifications, strict=False):
            for severity in Severity:
                name = f"{prefix}{severity.value.lower()}"
                self.output(f"{name}_topic_arn", made.names.topic_arn(severity), f"{severity.value} alarms are published here")
                queue = made.names.dead_letter_queue_arn(severity)
                self.output(f"{name}_dead_letter_queue_arn", queue, f"{severity.value} alarms that could not be delivered")
        statements = {
            one.arn: topic_owner_statements(made.names, one.arn)
            for made in notifications
            for one in environment.alarms.heard_in(made.names.region)
            if isinstance(one, ExistingTopic)
        }
        if statements:
            what = "What the owners of existing topics add to their policies"
            self.output("topic_owner_statements", json.dumps(statements, indent=2), what)
        if self._left_out:
            self.output("left_out", "\n".join(self._left_out), "What is not watched, and why")
        drills = " and ".join(_drill(severity, environment.region) for severity in Severity)
        self.output(
            "next_step",
            f"Confirm the subscriptions (e-mail, HTTPS), then send a drill of each severity: {drills}",
            "What to do now",
        )


def _drill(severity: Severity, region: str) -> str:
    return f"aws events put-events --region {region} --entries '[{json.dumps(drill_entry(severity))}]'"
