"""One receiver of one topic's alarms."""

from camunda_byok.bindings import Construct, SnsTopicSubscription, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.alarm_topic import AlarmTopic
from camunda_byok.constructs.secret_endpoint import SecretEndpoint
from camunda_byok.destinations import PagerDuty, ServiceNow, Subscriber, protocol_of

CONFIRMATION_MINUTES = 10
"""Terraform waits so long for a receiver that confirms by itself, and fails where it does not: so a wrong address shows at once.
ServiceNow says that it takes a few minutes."""


class Subscription(Construct):
    """A subscription that leaves in the topic's dead-letter queue what it cannot deliver."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        topic: AlarmTopic,
        destination: Subscriber,
        secret: SecretEndpoint | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares the subscription.

        id: becomes the Terraform address, `aws_sns_topic_subscription.<id>`. Changing it makes the receiver confirm anew.
        topic: whose alarms it hears.
        destination: who hears them.
        secret: the address, for a destination that keeps it out of YAML.
        provider: of the topic's region; the stack's own unless given.
        """
        super().__init__(scope, id)
        protocol = protocol_of(destination)
        confirms_itself = _confirms_itself(destination)
        subscription = SnsTopicSubscription(
            self,
            "subscription",
            provider=provider,
            topic_arn=topic.arn,
            protocol=protocol,
            endpoint=secret.url if secret else destination.receiver,
            endpoint_auto_confirms=confirms_itself if protocol == "https" else None,
            confirmation_timeout_in_minutes=CONFIRMATION_MINUTES if confirms_itself else None,
            redrive_policy=f'{{"deadLetterTargetArn":"{topic.names.dead_letter_queue_arn(topic.severity)}"}}',
            depends_on=list(topic.ready),
        )
        frozen(self, subscription, id)


def _confirms_itself(destination: Subscriber) -> bool:
    """Says whether a destination confirms the subscription without a person.

    PagerDuty does: AWS provider, aws_sns_topic_subscription, `endpoint_auto_confirms`. ServiceNow does: its documentation,
    "Integrate AWS platform as a data source". Of Opsgenie no published statement was found, so nobody waits for it.
    """
    return isinstance(destination, PagerDuty | ServiceNow)
