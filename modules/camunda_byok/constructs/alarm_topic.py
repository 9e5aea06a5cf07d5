"""The topic of one severity."""

from camunda_byok.bindings import (
    Construct,
    KmsAlias,
    KmsKey,
    SnsTopic,
    SnsTopicPolicy,
    SqsQueue,
    TerraformProvider,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.key_descriptions import topic_key_description
from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import QUEUE_RETENTION_SECONDS
from camunda_byok.names import Names
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from camunda_byok.severity import Severity


class AlarmTopic(Construct):
    """An encrypted topic and a dead-letter queue for what reaches neither the topic nor a subscriber.

    Results: `names`, `severity`, `arn`, `key`, and `ready`, which whatever sends to the topic or the queue depends on.
    """

    def __init__(
        self, scope: Construct, id: str, *, names: Names, severity: Severity, provider: TerraformProvider | None = None
    ) -> None:
        """Declares topic, key and queue.

        id: becomes the Terraform address, `aws_sns_topic.<id>`. Changing it replaces the topic; subscribers must confirm anew.
        names: the environment's names in the topic's region; its rules and alarms alone may publish.
        severity: whose alarms travel by it; part of every name.
        provider: of the topic's region; the stack's own unless given.
        """
        super().__init__(scope, id)
        key = frozen(
            self,
            KmsKey(
                self,
                "key",
                provider=provider,
                description=topic_key_description(names, severity),
                enable_key_rotation=True,
                deletion_window_in_days=30,
                policy=to_json(topic_key_policy(names)),
            ),
            f"{id}_key",
        )
        alias = KmsAlias(self, "alias", provider=provider, name=names.topic_key_alias(severity), target_key_id=key.key_id)
        frozen(self, alias, f"{id}_key")
        topic = frozen(
            self, SnsTopic(self, "topic", provider=provider, name=names.topic(severity), kms_master_key_id=key.arn), id
        )
        policy = frozen(
            self,
            SnsTopicPolicy(self, "policy", provider=provider, arn=topic.arn, policy=to_json(topic_policy(names, severity))),
            id,
        )
        queue = frozen(
            self,
            SqsQueue(
                self,
                "undelivered",
                provider=provider,
                name=names.dead_letter_queue(severity),
                message_retention_seconds=QUEUE_RETENTION_SECONDS,
                # SQS's own key, so that a fault of the topic's key does not take the queue with it.
                sqs_managed_sse_enabled=True,
                # Inline: as a resource of its own the policy makes every deployment 25 seconds longer.
                policy=to_json(dead_letter_queue_policy(names, severity)),
            ),
            f"{id}_undelivered",
        )
        self.names = names
        self.severity = severity
        self.arn = topic.arn
        self.key = KeyReference(arn=key.arn, key_id=key.key_id)
        self.ready = (policy, queue)
