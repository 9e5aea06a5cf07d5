"""What somebody does by hand to a deployed environment, each deed a function of the world that it is done to."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment
from camunda_byok.policies.documents import document
from camunda_byok.severity import Severity

STRANGER = "arn:aws:iam::777788889999:root"
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
ADMINISTRATOR_ACCESS = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@dataclass(frozen=True)
class World:
    """A placed environment and the clients of its first region."""

    environment: Environment
    clients: Clients

    def __call__(self, service: str) -> Any:
        return self.clients(service, self.environment.region)

    def key(self, alias: str = "") -> str:
        return str(self("kms").describe_key(KeyId=alias or self.environment.names.key_alias)["KeyMetadata"]["Arn"])

    def key_policy(self, alias: str = "") -> dict[str, Any]:
        return json.loads(self("kms").get_key_policy(KeyId=self.key(alias), PolicyName="default")["Policy"])

    def put_key_policy(self, policy: dict[str, Any], alias: str = "") -> None:
        self("kms").put_key_policy(
            KeyId=self.key(alias), PolicyName="default", Policy=json.dumps(policy), BypassPolicyLockoutSafetyCheck=True
        )

    def update_trail(self, **changes: Any) -> None:
        self("cloudtrail").update_trail(Name=self.environment.names.trail, **changes)

    def change_alarm(self, alarm: str, **changes: Any) -> None:
        name = self.environment.names.rule(alarm)
        said = self("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
        kept = (
            "AlarmName", "Namespace", "MetricName", "ComparisonOperator", "Threshold", "Statistic", "Period",
            "EvaluationPeriods", "TreatMissingData", "ActionsEnabled", "AlarmActions",
        )  # fmt: skip
        self("cloudwatch").put_metric_alarm(**{field: said[field] for field in kept} | changes)

    def subscription(self, severity: Severity) -> str:
        listed = self("sns").list_subscriptions_by_topic(TopicArn=self.environment.names.topic_arn(severity))["Subscriptions"]
        return str(listed[0]["SubscriptionArn"])

    def queue_url(self, severity: Severity) -> str:
        return str(self("sqs").get_queue_url(QueueName=self.environment.names.dead_letter_queue(severity))["QueueUrl"])


Deed = Callable[[World], object]


def let_decrypt(world: World) -> None:
    policy = world.key_policy()
    statement = {
        "Sid": "Stranger", "Effect": "Allow", "Principal": {"AWS": STRANGER},
        "Action": ["kms:Decrypt"], "Resource": "*",
    }  # fmt: skip
    world.put_key_policy({**policy, "Statement": [*policy["Statement"], statement]})


def take_from_camunda(world: World) -> None:
    policy = world.key_policy()
    kept = [one for one in policy["Statement"] if "Camunda" not in one["Sid"]]
    world.put_key_policy({**policy, "Statement": kept})


def grant(grantee: str) -> Deed:
    return lambda world: world("kms").create_grant(KeyId=world.key(), GranteePrincipal=grantee, Operations=["Decrypt"])


def retarget(world: World) -> None:
    other = world("kms").create_key(Description="Another")["KeyMetadata"]["KeyId"]
    world("kms").update_alias(AliasName=world.environment.names.key_alias, TargetKeyId=other)


def selectors(**changes: Any) -> Deed:
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, **changes}
    return lambda world: world("cloudtrail").put_event_selectors(
        TrailName=world.environment.names.trail, EventSelectors=[selector]
    )


def advanced_without_kms(world: World) -> None:
    fields = [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
    ]
    world("cloudtrail").put_event_selectors(
        TrailName=world.environment.names.trail, AdvancedEventSelectors=[{"Name": "few", "FieldSelectors": fields}]
    )


def detach_log_group(world: World) -> None:
    world("cloudtrail").delete_trail(Name=world.environment.names.trail)
    world("cloudtrail").create_trail(
        Name=world.environment.names.trail,
        S3BucketName=world.environment.names.log_bucket,
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=world.key(world.environment.names.trail_key_alias),
    )
    world("cloudtrail").start_logging(Name=world.environment.names.trail)


def log_group_made_again(world: World) -> None:
    group = world.environment.names.log_group
    world("logs").delete_log_group(logGroupName=group)
    world("logs").create_log_group(logGroupName=group, kmsKeyId=world.key())
    world("logs").put_retention_policy(logGroupName=group, retentionInDays=365)


def in_bucket(**operations: dict[str, Any]) -> Deed:
    """Calls S3's operations, each with its arguments, on the log bucket."""

    def do(world: World) -> None:
        for operation, arguments in operations.items():
            getattr(world("s3"), operation)(Bucket=world.environment.names.log_bucket, **arguments)

    return do


def rotate_seldom(world: World) -> None:
    world("kms").enable_key_rotation(KeyId=world.key(), RotationPeriodInDays=2000)
    world("kms").update_key_description(KeyId=world.key(), Description="Somebody's")


def let_in(world: World) -> None:
    name = world.environment.names.log_bucket
    policy = json.loads(world("s3").get_bucket_policy(Bucket=name)["Policy"])
    reads = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    world("s3").put_bucket_policy(Bucket=name, Policy=json.dumps({**policy, "Statement": [*policy["Statement"], reads]}))


def rule(operation: str, alarm: str, **arguments: Any) -> Deed:
    return lambda world: getattr(world("events"), operation)(Name=world.environment.names.rule(alarm), **arguments)


def narrow(world: World) -> None:
    name = world.environment.names.rule("key-disabled")
    pattern = json.loads(world("events").describe_rule(Name=name)["EventPattern"])
    pattern["detail"] = {**pattern.get("detail", {}), "userAgent": ["console"]}
    world("events").put_rule(Name=name, EventPattern=json.dumps(pattern), State="ENABLED")


def without_targets(world: World) -> None:
    name = world.environment.names.rule("key-deletion-scheduled")
    ids = [one["Id"] for one in world("events").list_targets_by_rule(Rule=name)["Targets"]]
    world("events").remove_targets(Rule=name, Ids=ids)


def delete_rule(world: World) -> None:
    name = world.environment.names.rule("key-disabled")
    ids = [one["Id"] for one in world("events").list_targets_by_rule(Rule=name)["Targets"]]
    world("events").remove_targets(Rule=name, Ids=ids)
    world("events").delete_rule(Name=name)


def topic(attribute: str, value: str) -> Deed:
    return lambda world: world("sns").set_topic_attributes(
        TopicArn=world.environment.names.topic_arn(Severity.PAGE), AttributeName=attribute, AttributeValue=value
    )


def subscription(attribute: str, value: str) -> Deed:
    return lambda world: world("sns").set_subscription_attributes(
        SubscriptionArn=world.subscription(Severity.PAGE), AttributeName=attribute, AttributeValue=value
    )


def queue(**attributes: str) -> Deed:
    return lambda world: world("sqs").set_queue_attributes(QueueUrl=world.queue_url(Severity.PAGE), Attributes=attributes)


def attach_administrator(world: World) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [ADMINISTRATOR_ACCESS]})
    arn = world("iam").create_policy(PolicyName="everything", PolicyDocument=policy)["Policy"]["Arn"]
    world("iam").attach_role_policy(RoleName=world.environment.names.log_delivery_role, PolicyArn=arn)


def without_inline_policies(world: World) -> None:
    role = world.environment.names.log_delivery_role
    for name in world("iam").list_role_policies(RoleName=role)["PolicyNames"]:
        world("iam").delete_role_policy(RoleName=role, PolicyName=name)


def trust_anybody(world: World) -> None:
    trust = document({"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "sts:AssumeRole"})
    world("iam").update_assume_role_policy(RoleName=world.environment.names.log_delivery_role, PolicyDocument=json.dumps(trust))
