"""The way from an alarm to people."""

from collections.abc import Sequence

from camunda_byok import arns
from camunda_byok.bindings import Construct, ITerraformDependable, TerraformProvider
from camunda_byok.constructs.alarm_topic import AlarmTopic
from camunda_byok.constructs.publishing_role import PublishingRole
from camunda_byok.constructs.secret_endpoint import SecretEndpoint
from camunda_byok.constructs.subscription import Subscription
from camunda_byok.destinations import Destination, ExistingTopic, Opsgenie, PagerDuty, ServiceNow, Subscriber, address_part
from camunda_byok.errors import InputError
from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import EXISTING_TOPICS
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Plumbing, Unwatched
from camunda_byok.severity import Severity

NO_LOG_GROUP = Unwatched("no log group is named")


class Notifications(Construct):
    """A topic for each severity, with a key, a dead-letter queue and the subscriptions of whoever hears that severity.

    Two of everything, so that a fault in the way of one severity can be told by the way of the other. Chat channels are not
    subscribed here: see `chat.py`.

    Results: `names`, `topic_arns(severity)` (the own topic first), `publishing_role_arn(topic_arn)`,
    `dead_letter_queue_arn(severity)`, `key(severity)`, `plumbing()`, and `ready`, which rules and alarms depend on.

    Raises InputError when more existing topics are given than a rule can have targets.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        destinations: Sequence[Destination] = (),
        permissions_boundary: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares topics, keys, queues and subscriptions.

        id: begins the Terraform addresses, `aws_sns_topic.<id>_page`. Changing it replaces the topics; subscribers must confirm
            anew.
        names: the environment's names in the topics' region; its rules and alarms alone may publish.
        destinations: who hears of alarms, each of its `min_severity` and above. Nobody unless given. Existing topics of another
            region than the topics' are passed over: a rule or an alarm reaches those of its own region only.
        permissions_boundary: ARN of an IAM policy that limits the role which reaches topics of other accounts; none unless given.
        provider: of the topics' region; the stack's own unless given. Addresses of receivers that are kept in SSM or Secrets
            Manager are read in the stack's own region either way, so that they need to be kept only once.
        """
        super().__init__(scope, id)
        existing = [one for one in destinations if isinstance(one, ExistingTopic) and one.region == names.region]
        if len(existing) > EXISTING_TOPICS:
            raise InputError(
                field="destinations",
                value=f"{len(existing)} topics",
                problem="a rule cannot have so many targets",
                allowed=f"at most {EXISTING_TOPICS} existing topics",
                remedy="Let one topic pass the alarms on to the others.",
            )
        self.names = names
        self._topics = {
            severity: AlarmTopic(self, f"{id}_{severity.value.lower()}", names=names, severity=severity, provider=provider)
            for severity in Severity
        }
        self._existing = existing
        for destination in destinations:
            if isinstance(destination, Subscriber):
                self._subscribe(id, destination, provider)
        self.ready: tuple[ITerraformDependable, ...] = tuple(
            resource for topic in self._topics.values() for resource in topic.ready
        )
        foreign = [topic.arn for topic in existing if arns.parts(topic.arn).account != names.account]
        if foreign:
            self.ready += PublishingRole(
                self,
                f"{id}_publish",
                names=names,
                topic_arns=foreign,
                permissions_boundary=permissions_boundary,
                provider=provider,
            ).ready

    def topic_arns(self, severity: Severity) -> tuple[str, ...]:
        """Returns the topics that are told of alarms of a severity, the environment's own first."""
        return (self.names.topic_arn(severity), *(topic.arn for topic in self._existing if topic.hears(severity)))

    def publishing_role_arn(self, topic_arn: str) -> str | None:
        """Returns the role with which a rule tells a topic of another account; None for one that EventBridge tells as itself.

        EventBridge warns against a role where none is needed.
        """
        return None if arns.parts(topic_arn).account == self.names.account else self.names.publishing_role_arn

    def dead_letter_queue_arn(self, severity: Severity) -> str:
        """Returns the queue for what could not be delivered to the topics of a severity."""
        return self.names.dead_letter_queue_arn(severity)

    def key(self, severity: Severity) -> KeyReference:
        """Returns the key that encrypts the topic of a severity."""
        return self._topics[severity].key

    def plumbing(self, log_group: str | Unwatched = NO_LOG_GROUP) -> Plumbing:
        """Returns what alarms of the environment are made of here: what `Watched` takes.

        log_group: the trail's log group, in this account and region, for metric filters; or why there are none.
        """
        keys = {severity: self.key(severity) for severity in Severity}
        return Plumbing.of_names(self.names, keys=keys, log_group=log_group)

    def _subscribe(self, id: str, destination: Subscriber, provider: TerraformProvider | None) -> None:
        part = address_part(destination)
        secret = None
        if isinstance(destination, PagerDuty | Opsgenie | ServiceNow):
            secret = SecretEndpoint(self, f"{id}_{part}", destination=destination)
        for severity, topic in self._topics.items():
            if destination.hears(severity):
                Subscription(
                    self,
                    f"{id}_{severity.value.lower()}_{part}",
                    topic=topic,
                    destination=destination,
                    secret=secret,
                    provider=provider,
                )
