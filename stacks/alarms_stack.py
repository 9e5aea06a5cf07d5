"""The alarms, which change more often than what they watch."""

import json

from camunda_byok.bindings import Construct
from camunda_byok.constructs.chat import Chat
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import ExistingTopic
from camunda_byok.environment import Environment
from camunda_byok.patterns.event_patterns import DRILL_DETAIL_TYPE, DRILL_SOURCE
from camunda_byok.policies.foreign_topics import topic_owner_statements
from camunda_byok.severity import Severity
from stacks.environment_stack import EnvironmentStack

HEARD = {Severity.PAGE: "Alarms on which somebody must act at once", Severity.NOTICE: "All other alarms"}


class AlarmsStack(EnvironmentStack):
    """The alarms of an environment. The key is found by its alias, or given by its ARN where it is owned elsewhere."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "alarms", environment=environment)
        names, settings = environment.names, environment.alarms
        notifications = Notifications(self, "alarms", names=names, destinations=settings.destinations)
        Chat(self, "chat", names=names, destinations=settings.destinations, notifications=[notifications])
        KeyAlarms(self, "key_alarms", key=self._key(environment), notifications=notifications, runbooks=settings.runbooks)
        for severity, which in HEARD.items():
            name = severity.value.lower()
            self.output(f"{name}_topic_arn", names.topic_arn(severity), f"{which} are published here")
            queue = names.dead_letter_queue_arn(severity)
            self.output(f"{name}_dead_letter_queue_arn", queue, f"{which}: what could not be delivered")
        existing = [one.arn for one in settings.destinations if isinstance(one, ExistingTopic)]
        if existing:
            statements = json.dumps({arn: topic_owner_statements(names, arn) for arn in existing}, indent=2)
            self.output("topic_owner_statements", statements, "What the owners of existing topics add to their policies")
        self.output(
            "next_step",
            f"Confirm the subscriptions (e-mail, HTTPS), then send a drill: {_drill(environment.region)}",
            "What to do now",
        )


def _drill(region: str) -> str:
    entry = json.dumps({"Source": DRILL_SOURCE, "DetailType": DRILL_DETAIL_TYPE, "Detail": "{}"})
    return f"aws events put-events --region {region} --entries '[{entry}]'"
