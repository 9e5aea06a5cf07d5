"""One receiver of one topic's alarms."""

from typing import NamedTuple

from camunda_byok.bindings import Construct, SnsTopicSubscription, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.alarm_topic import AlarmTopic
from camunda_byok.constructs.secret_endpoint import SecretEndpoint
from camunda_byok.destinations import Email, Https, Opsgenie, PagerDuty, ServiceNow, Sqs, Subscriber

CONFIRMATION_MINUTES = 10
"""Terraform waits so long for a receiver that confirms by itself, and fails where it does not: so a wrong address shows at once.
ServiceNow says that it takes a few minutes."""


class _End(NamedTuple):
    protocol: str
    endpoint: str
    confirms_itself: bool = False


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
        end = _end(destination, secret)
        subscription = SnsTopicSubscription(
            self,
            "subscription",
            provider=provider,
            topic_arn=topic.arn,
            protocol=end.protocol,
            endpoint=end.endpoint,
            endpoint_auto_confirms=end.confirms_itself if end.protocol == "https" else None,
            confirmation_timeout_in_minutes=CONFIRMATION_MINUTES if end.confirms_itself else None,
            redrive_policy=f'{{"deadLetterTargetArn":"{topic.names.dead_letter_queue_arn(topic.severity)}"}}',
            depends_on=list(topic.ready),
        )
        frozen(self, subscription, id)


def _end(destination: Subscriber, secret: SecretEndpoint | None) -> _End:
    """Says how SNS reaches a destination, and whether it confirms by itself.

    PagerDuty does: AWS provider, aws_sns_topic_subscription, `endpoint_auto_confirms`. ServiceNow does: its documentation,
    "Integrate AWS platform as a data source". Of Opsgenie no published statement was found, so nobody waits for it.
    """
    match destination:
        case Email():
            return _End("email", destination.address)
        case Sqs():
            return _End("sqs", destination.arn)
        case Https():
            return _End("https", destination.url)
        case PagerDuty() | Opsgenie() | ServiceNow():
            assert secret, "a destination that keeps its address out of YAML comes with where it is read"
            return _End("https", secret.url, confirms_itself=not isinstance(destination, Opsgenie))
