"""The alarms, which change more often than what they watch."""

import json

from camunda_byok.bindings import Construct, DataAwsKmsAlias
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.key_reference import KeyReference
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.environment import Environment
from camunda_byok.patterns.plumbing_events import drill_entry
from camunda_byok.severity import Severity
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
        KeyAlarms(
            self,
            "key_alarms",
            key=self._key(environment),
            notifications=notifications,
            camunda_account=environment.camunda.tenant_role.split(":")[4],
            deployers=environment.deployers,
        )
        self.output("topic_arn", names.topic_arn, "Every alarm is published here")
        self.output("dead_letter_queue_arn", names.dead_letter_queue_arn, "What could not be delivered")
        self.output(
            "next_step",
            f"Confirm the subscriptions (e-mail, HTTPS), then send a drill: {_drill(environment.region)}",
            "What to do now",
        )

    def _key(self, environment: Environment) -> KeyReference:
        if environment.existing_key:
            return KeyReference.of_arn(environment.existing_key.arn)
        # Terraform names the address when the alias is not found: it says what to do.
        found = frozen(
            self,
            DataAwsKmsAlias(self, "key", name=environment.names.key_alias),
            f"deploy_{environment.name}-key_first",
        )
        return KeyReference(arn=found.target_key_arn, key_id=found.target_key_id)


def _drill(region: str) -> str:
    entry = json.dumps(drill_entry(Severity.NOTICE))
    return f"aws events put-events --region {region} --entries '[{entry}]'"
