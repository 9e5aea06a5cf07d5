"""The alarms, which change more often than what they watch."""

import json

from camunda_byok.bindings import Construct
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.environment import Environment
from camunda_byok.patterns.event_patterns import DRILL_DETAIL_TYPE, DRILL_SOURCE
from stacks.deployed_keys import deployed_key
from stacks.environment_stack import EnvironmentStack


class AlarmsStack(EnvironmentStack):
    """The alarms of an environment. The key is found by its alias, or given by its ARN where it is owned elsewhere."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "alarms", environment=environment)
        names, settings = environment.names, environment.alarms
        notifications = Notifications(
            self,
            "alarms",
            names=names,
            emails=settings.emails,
            https=settings.https,
            sqs=settings.sqs,
            topics=settings.topics,
        )
        KeyAlarms(self, "key_alarms", key=deployed_key(self, environment), notifications=notifications)
        self.output("topic_arn", names.topic_arn, "Every alarm is published here")
        self.output("dead_letter_queue_arn", names.dead_letter_queue_arn, "What could not be delivered")
        self.output(
            "next_step",
            f"Confirm the subscriptions (e-mail, HTTPS), then send a drill: {_drill(environment.region)}",
            "What to do now",
        )


def _drill(region: str) -> str:
    entry = json.dumps({"Source": DRILL_SOURCE, "DetailType": DRILL_DETAIL_TYPE, "Detail": "{}"})
    return f"aws events put-events --region {region} --entries '[{entry}]'"
