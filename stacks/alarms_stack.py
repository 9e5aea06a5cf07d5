"""The alarms, which change more often than what they watch."""

import json

from camunda_byok.bindings import Construct, DataAwsKmsAlias, KmsKey
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.key_reference import KeyReference
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.environment import Environment
from camunda_byok.patterns.plumbing_events import drill_entry
from camunda_byok.patterns.watched import Channel, Plumbing, Unwatched, Watched, WatchedKey, WatchedTrail
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
            watched=_watched(environment, self._key(environment), notifications),
            notifications=notifications,
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


def _watched(environment: Environment, key: KeyReference, notifications: Notifications) -> Watched:
    names = environment.names
    topic_key = notifications.node.find_child("key")
    assert isinstance(topic_key, KmsKey)
    channel = Channel(
        topic_arn=names.topic_arn,
        queue=names.dead_letter_queue,
        key=WatchedKey(arn=topic_key.arn, key_id=topic_key.key_id),
    )
    managed = environment.managed_key
    named = (managed.administrators, managed.auditors, managed.break_glass) if managed else ()
    return Watched(
        key_arn=key.arn,
        key_id=key.key_id,
        aliases=(names.key_alias,),
        regions=(names.region,),
        camunda_account=environment.camunda.tenant_role.split(":")[4],
        deployers=environment.deployers,
        people=tuple(dict.fromkeys([*environment.deployers, *(arn for some in named for arn in some)])),
        others_may_use=managed is None or managed.delegate_use_to_iam,
        silent_hours=None,
        trail=WatchedTrail(
            name=names.trail, arn=names.trail_arn, bucket=names.log_bucket, key=Unwatched("the trail's key is not looked up yet")
        ),
        plumbing=Plumbing(prefix=names.rule(""), log_group=names.log_group, page=channel, notice=channel),
    )


def _drill(region: str) -> str:
    entry = json.dumps(drill_entry(Severity.NOTICE))
    return f"aws events put-events --region {region} --entries '[{entry}]'"
