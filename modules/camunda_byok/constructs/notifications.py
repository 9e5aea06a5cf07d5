"""The way from an alarm to people."""

from collections.abc import Sequence
from hashlib import sha256

from camunda_byok.bindings import (
    Construct,
    KmsAlias,
    KmsKey,
    SnsTopic,
    SnsTopicPolicy,
    SnsTopicSubscription,
    SqsQueue,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.errors import InputError
from camunda_byok.limits import EXISTING_TOPICS
from camunda_byok.names import Names
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from camunda_byok.severity import Severity

PAGE = Severity.PAGE
DEAD_LETTER_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps a message: time to notice and read what could not be delivered."""


class Notifications(Construct):
    """An encrypted topic, its subscriptions, and a dead-letter queue for what reaches neither the topic nor a subscriber.

    Results: `names`, `topic_arns` (the own topic first), `dead_letter_queue_arn`, and `ready`, which rules depend on.

    Raises InputError when more existing topics are given than a rule can have targets.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        emails: Sequence[str] = (),
        https: Sequence[str] = (),
        sqs: Sequence[str] = (),
        topics: Sequence[str] = (),
    ) -> None:
        """Declares topic, key, queue and subscriptions.

        id: becomes the Terraform address, `aws_sns_topic.<id>`. Changing it replaces the topic; subscribers must confirm anew.
        names: the environment's names; its rules and alarms alone may publish.
        emails: addresses, each of which must confirm the message that SNS sends.
        https: end points, each of which must confirm the subscription.
        sqs: ARNs of standard queues, whose own policy must let the topic send.
        topics: ARNs of existing topics that hear every alarm as well; their owner lets EventBridge and CloudWatch publish.
        """
        super().__init__(scope, id)
        if len(topics) > EXISTING_TOPICS:
            raise InputError(
                field="topics",
                value=f"{len(topics)} topics",
                problem="a rule cannot have so many targets",
                allowed=f"at most {EXISTING_TOPICS}",
                remedy="Let one topic pass the alarms on to the others.",
            )
        key = frozen(
            self,
            KmsKey(
                self,
                "key",
                description=f"Alarms of {names.environment}",
                enable_key_rotation=True,
                deletion_window_in_days=30,
                policy=to_json(topic_key_policy(names)),
            ),
            f"{id}_key",
        )
        frozen(self, KmsAlias(self, "alias", name=names.topic_key_alias(PAGE), target_key_id=key.key_id), f"{id}_key")
        topic = frozen(self, SnsTopic(self, "topic", name=names.topic(PAGE), kms_master_key_id=key.arn), id)
        policy = frozen(self, SnsTopicPolicy(self, "policy", arn=topic.arn, policy=to_json(topic_policy(names))), id)
        queue = frozen(
            self,
            SqsQueue(
                self,
                "undelivered",
                name=names.dead_letter_queue(PAGE),
                message_retention_seconds=DEAD_LETTER_SECONDS,
                # SQS's own key, so that a fault of the topic's key does not take the queue with it.
                sqs_managed_sse_enabled=True,
                # Inline: as a resource of its own the policy makes every deployment 25 seconds longer.
                policy=to_json(dead_letter_queue_policy(names)),
            ),
            f"{id}_undelivered",
        )
        redrive = f'{{"deadLetterTargetArn":"{names.dead_letter_queue_arn(PAGE)}"}}'
        ends = [("email", end) for end in emails] + [("https", end) for end in https] + [("sqs", end) for end in sqs]
        for protocol, end in ends:
            frozen(
                self,
                SnsTopicSubscription(
                    self,
                    f"{protocol}-{end}",
                    topic_arn=topic.arn,
                    protocol=protocol,
                    endpoint=end,
                    redrive_policy=redrive,
                    endpoint_auto_confirms=False if protocol == "https" else None,
                    depends_on=[queue],
                ),
                f"{id}_{protocol}_{_address_part(end)}",
            )
        self.names = names
        self.topic_arns = (names.topic_arn(PAGE), *topics)
        self.dead_letter_queue_arn = names.dead_letter_queue_arn(PAGE)
        self.ready = (policy, queue)


def _address_part(end: str) -> str:
    """Returns the destination as a part of an address: adding or removing one leaves the others where they are.

    The digest keeps apart what differs only in characters that an address cannot hold, as `on-call@` and `on.call@` do.
    """
    readable = "".join(character if character.isalnum() and character.isascii() else "_" for character in end)
    return f"{readable}_{sha256(end.encode()).hexdigest()[:8]}"
