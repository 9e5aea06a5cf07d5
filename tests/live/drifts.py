"""What somebody may do by hand to a deployed environment: what it changes in the picture, and which rules it must wake.

Drifts of one round happen together, on different things, so that they are read together.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment
from camunda_byok.policies.documents import document
from camunda_byok.severity import Severity
from sandbox.people import CAMUNDA_ACCOUNT, CUSTOMER_ACCOUNT

STRANGER = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
ADMINISTRATOR_ACCESS = {"Effect": "Allow", "Action": "*", "Resource": "*"}
GONE, NEW = "gone", "new"


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


@dataclass(frozen=True)
class Drift:
    """One thing that somebody did."""

    name: str
    round: int
    do: Callable[[World], object]
    changes: dict[str, set[str] | str]
    """Fields that differ by address, or GONE or NEW."""
    rules: frozenset[str]
    """Those that find something at these addresses; no others do."""


def _drift(name: str, round: int, do: Callable[[World], object], changes: dict[str, set[str] | str], *rules: str) -> Drift:
    return Drift(name, round, do, changes, frozenset(rules))


def _let_decrypt(world: World) -> None:
    policy = world.key_policy()
    statement = {
        "Sid": "Stranger", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::777788889999:root"},
        "Action": ["kms:Decrypt"], "Resource": "*",
    }  # fmt: skip
    world.put_key_policy({**policy, "Statement": [*policy["Statement"], statement]})


def _take_from_camunda(world: World) -> None:
    policy = world.key_policy()
    kept = [one for one in policy["Statement"] if "Camunda" not in one["Sid"]]
    world.put_key_policy({**policy, "Statement": kept})


def _grant(grantee: str) -> Callable[[World], object]:
    return lambda world: world("kms").create_grant(KeyId=world.key(), GranteePrincipal=grantee, Operations=["Decrypt"])


def _retarget(world: World) -> None:
    other = world("kms").create_key(Description="Another")["KeyMetadata"]["KeyId"]
    world("kms").update_alias(AliasName=world.environment.names.key_alias, TargetKeyId=other)


def _selectors(**changes: Any) -> Callable[[World], object]:
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, **changes}
    return lambda world: world("cloudtrail").put_event_selectors(
        TrailName=world.environment.names.trail, EventSelectors=[selector]
    )


def _advanced_without_kms(world: World) -> None:
    fields = [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
    ]
    world("cloudtrail").put_event_selectors(
        TrailName=world.environment.names.trail, AdvancedEventSelectors=[{"Name": "few", "FieldSelectors": fields}]
    )


def _detach_log_group(world: World) -> None:
    world("cloudtrail").delete_trail(Name=world.environment.names.trail)
    world("cloudtrail").create_trail(
        Name=world.environment.names.trail,
        S3BucketName=world.environment.names.log_bucket,
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=world.key(world.environment.names.trail_key_alias),
    )
    world("cloudtrail").start_logging(Name=world.environment.names.trail)


def _bucket(operation: str, **arguments: Any) -> Callable[[World], object]:
    return lambda world: getattr(world("s3"), operation)(Bucket=world.environment.names.log_bucket, **arguments)


def _rule(operation: str, alarm: str, **arguments: Any) -> Callable[[World], object]:
    return lambda world: getattr(world("events"), operation)(Name=world.environment.names.rule(alarm), **arguments)


def _narrow(world: World) -> None:
    name = world.environment.names.rule("key-disabled")
    pattern = json.loads(world("events").describe_rule(Name=name)["EventPattern"])
    pattern["detail"] = {**pattern.get("detail", {}), "userAgent": ["console"]}
    world("events").put_rule(Name=name, EventPattern=json.dumps(pattern), State="ENABLED")


def _without_targets(world: World) -> None:
    name = world.environment.names.rule("key-deletion-scheduled")
    ids = [one["Id"] for one in world("events").list_targets_by_rule(Rule=name)["Targets"]]
    world("events").remove_targets(Rule=name, Ids=ids)


def _delete_rule(world: World) -> None:
    name = world.environment.names.rule("key-disabled")
    ids = [one["Id"] for one in world("events").list_targets_by_rule(Rule=name)["Targets"]]
    world("events").remove_targets(Rule=name, Ids=ids)
    world("events").delete_rule(Name=name)


def _topic(attribute: str, value: str) -> Callable[[World], object]:
    return lambda world: world("sns").set_topic_attributes(
        TopicArn=world.environment.names.topic_arn(Severity.PAGE), AttributeName=attribute, AttributeValue=value
    )


def _subscription(attribute: str, value: str) -> Callable[[World], object]:
    return lambda world: world("sns").set_subscription_attributes(
        SubscriptionArn=world.subscription(Severity.PAGE), AttributeName=attribute, AttributeValue=value
    )


def _queue(**attributes: str) -> Callable[[World], object]:
    return lambda world: world("sqs").set_queue_attributes(QueueUrl=world.queue_url(Severity.PAGE), Attributes=attributes)


def _attach_administrator(world: World) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": [ADMINISTRATOR_ACCESS]})
    arn = world("iam").create_policy(PolicyName="everything", PolicyDocument=policy)["Policy"]["Arn"]
    world("iam").attach_role_policy(RoleName=world.environment.names.log_delivery_role, PolicyArn=arn)


def _without_inline_policies(world: World) -> None:
    role = world.environment.names.log_delivery_role
    for name in world("iam").list_role_policies(RoleName=role)["PolicyNames"]:
        world("iam").delete_role_policy(RoleName=role, PolicyName=name)


def _trust_anybody(world: World) -> None:
    trust = document({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::777788889999:root"}, "Action": "sts:AssumeRole"})
    world("iam").update_assume_role_policy(
        RoleName=world.environment.names.log_delivery_role, PolicyDocument=json.dumps(trust)
    )


KEY, ALIAS, TRAIL = "aws_kms_key.key", "aws_kms_alias.key", "aws_cloudtrail.trail"
BUCKET, GROUP, ROLE = "aws_s3_bucket.log_bucket", "aws_cloudwatch_log_group.trail", "aws_iam_role.trail_log_delivery"
TOPIC, QUEUE = "aws_sns_topic.alarms_page", "aws_sqs_queue.alarms_page_undelivered"
RULE = "aws_cloudwatch_event_rule.alarm_"
ALARM = "aws_cloudwatch_metric_alarm.alarm_"
FILTER = "aws_cloudwatch_log_metric_filter.alarm_"
PUBLIC = {"BlockPublicAcls": False, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
SHORT = {"ID": "short", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
LOCK = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
PLAIN = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}

DRIFTS = (
    _drift("the key is disabled", 1, lambda w: w("kms").disable_key(KeyId=w.key()), {KEY: {"enabled"}}),
    _drift("the key's deletion is scheduled", 2, lambda w: w("kms").schedule_key_deletion(KeyId=w.key()), {KEY: {"enabled"}}),
    _drift("another account may decrypt", 3, _let_decrypt, {KEY: {"policy"}}),
    _drift("Camunda is taken out of the policy", 4, _take_from_camunda, {KEY: {"policy"}}),
    _drift("the key no longer rotates", 5, lambda w: w("kms").disable_key_rotation(KeyId=w.key()), {KEY: {"rotation", "rotation_period_days"}}),
    _drift("the key rotates seldom", 6, lambda w: w("kms").enable_key_rotation(KeyId=w.key(), RotationPeriodInDays=2000), {KEY: {"rotation_period_days"}}),
    _drift("the key is described otherwise", 7, lambda w: w("kms").update_key_description(KeyId=w.key(), Description="x"), {KEY: {"description"}}),
    _drift("the alias is deleted", 8, lambda w: w("kms").delete_alias(AliasName=w.environment.names.key_alias), {ALIAS: GONE}),
    _drift("the alias leads to another key", 9, _retarget, {ALIAS: {"target"}}),
    _drift("a stranger holds a grant", 1, _grant("arn:aws:iam::777788889999:role/x"), {"grant": NEW}),
    _drift("Camunda holds a grant", 2, _grant(f"arn:aws:iam::{CAMUNDA_ACCOUNT}:role/c8-cluster/c8-apps-1234"), {"grant": NEW}),
    _drift("a machine of Camunda's holds a grant", 3, _grant(f"arn:aws:sts::{CAMUNDA_ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-1"), {"grant": NEW}),
    _drift("another alias leads to the key", 4, lambda w: w("kms").create_alias(AliasName="alias/other", TargetKeyId=w.key()), {f"alias/other on {KEY}": NEW}),
    _drift("the trail is stopped", 1, lambda w: w("cloudtrail").stop_logging(Name=w.environment.names.trail), {TRAIL: {"logging"}}),
    _drift("the trail's files are not signed", 2, lambda w: w.update_trail(EnableLogFileValidation=False), {TRAIL: {"validation"}}),
    _drift("the trail records one region", 3, lambda w: w.update_trail(IsMultiRegionTrail=False), {TRAIL: {"multi_region"}}),
    _drift("the trail leaves global services out", 4, lambda w: w.update_trail(IncludeGlobalServiceEvents=False), {TRAIL: {"global_events"}}),
    _drift("the trail delivers to another bucket", 5, lambda w: w.update_trail(S3BucketName="theirs"), {TRAIL: {"bucket"}}),
    _drift("the trail has the key of the cluster", 6, lambda w: w.update_trail(KmsKeyId=w.key()), {TRAIL: {"key"}}),
    _drift("the trail is made again without a log group", 7, _detach_log_group, {TRAIL: {"log_group"}}),
    _drift("the trail leaves KMS out", 8, _selectors(ExcludeManagementEventSources=["kms.amazonaws.com"]), {TRAIL: {"selectors"}}),
    _drift("the trail leaves reading out", 9, _selectors(ReadWriteType="WriteOnly"), {TRAIL: {"selectors"}}),
    _drift("advanced selectors leave KMS out", 10, _advanced_without_kms, {TRAIL: {"selectors"}}),
    _drift("the trail is deleted", 11, lambda w: w("cloudtrail").delete_trail(Name=w.environment.names.trail), {TRAIL: GONE}),
    _drift("the bucket's policy is deleted", 1, _bucket("delete_bucket_policy"), {BUCKET: {"policy"}}),
    _drift("the bucket's policy lets anybody in", 2, _bucket("put_bucket_policy", Policy=json.dumps({"Version": "2012-10-17", "Statement": [ANYBODY]})), {BUCKET: {"policy"}}),
    _drift("the bucket keeps no versions", 3, _bucket("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}), {BUCKET: {"versioning"}}),
    _drift("S3's own key encrypts the bucket", 4, _bucket("put_bucket_encryption", ServerSideEncryptionConfiguration=PLAIN), {BUCKET: {"encryption", "encryption_key"}}),
    _drift("the bucket is locked for a day", 5, _bucket("put_object_lock_configuration", ObjectLockConfiguration=LOCK), {BUCKET: {"lock_days"}}),
    _drift("log files expire after a day", 6, _bucket("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [SHORT]}), {BUCKET: {"expiry_days"}}),
    _drift("the bucket may be public", 7, _bucket("put_public_access_block", PublicAccessBlockConfiguration=PUBLIC), {BUCKET: {"public_access_blocked"}}),
    _drift("access to the bucket is not logged", 8, _bucket("put_bucket_logging", BucketLoggingStatus={}), {BUCKET: {"access_logs_to"}}),
    _drift("the bucket is deleted", 9, _bucket("delete_bucket"), {BUCKET: GONE}),
    _drift("the log group keeps a day", 1, lambda w: w("logs").put_retention_policy(logGroupName=w.environment.names.log_group, retentionInDays=1), {GROUP: {"retention_days"}}),
    _drift("the log group is deleted", 2, lambda w: w("logs").delete_log_group(logGroupName=w.environment.names.log_group), {GROUP: GONE, FILTER + "cis-trail-changed": GONE}),
    _drift("the log group has no key", 3, lambda w: w("logs").disassociate_kms_key(logGroupName=w.environment.names.log_group), {GROUP: {"key"}}),
    _drift("a metric filter counts something else", 1, lambda w: w("logs").put_metric_filter(logGroupName=w.environment.names.log_group, filterName=w.environment.names.rule("cis-trail-changed"), filterPattern="{ $.eventName = X }", metricTransformations=[{"metricName": "other", "metricNamespace": "theirs", "metricValue": "1"}]), {FILTER + "cis-trail-changed": {"pattern", "metric"}}),
    _drift("a metric filter is deleted", 3, lambda w: w("logs").delete_metric_filter(logGroupName=w.environment.names.log_group, filterName=w.environment.names.rule("cis-trail-changed")), {FILTER + "cis-trail-changed": GONE}),
    _drift("a metric alarm is deleted", 1, lambda w: w("cloudwatch").delete_alarms(AlarmNames=[w.environment.names.rule("page-undelivered")]), {ALARM + "page-undelivered": GONE}),
    _drift("a metric alarm is raised late", 2, lambda w: w.change_alarm("page-undelivered", Threshold=100.0, EvaluationPeriods=9, Period=3600), {ALARM + "page-undelivered": {"threshold", "evaluation_periods", "period_seconds"}}),
    _drift("a metric alarm tells nobody", 3, lambda w: w.change_alarm("page-undelivered", ActionsEnabled=False), {ALARM + "page-undelivered": {"actions_enabled"}}),
    _drift("a metric alarm has no action", 4, lambda w: w.change_alarm("page-undelivered", AlarmActions=[]), {ALARM + "page-undelivered": {"actions"}}),
    _drift("a metric alarm watches something else", 5, lambda w: w.change_alarm("page-undelivered", MetricName="Other", Statistic="Average", TreatMissingData="ignore", ComparisonOperator="LessThanThreshold"), {ALARM + "page-undelivered": {"metric", "statistic", "treat_missing_data", "comparison"}}),
    _drift("a rule is disabled", 1, _rule("disable_rule", "key-disabled"), {RULE + "key-disabled": {"state"}}),
    _drift("a rule hears less", 2, _narrow, {RULE + "key-disabled": {"pattern"}}),
    _drift("a rule is deleted", 3, _delete_rule, {RULE + "key-disabled": GONE}),
    _drift("a rule tells nobody", 4, _without_targets, {RULE + "key-deletion-scheduled": {"targets"}}),
    _drift("a topic is deleted", 5, lambda w: w("sns").delete_topic(TopicArn=w.environment.names.topic_arn(Severity.PAGE)), {TOPIC: GONE}),
    _drift("a topic takes nothing from its rules", 6, _topic("Policy", json.dumps({"Version": "2012-10-17", "Statement": [{**ANYBODY, "Principal": {"AWS": CUSTOMER_ACCOUNT}, "Action": "sns:Subscribe"}]})), {TOPIC: {"policy"}}),
    _drift("anybody may publish to a topic", 7, _topic("Policy", json.dumps({"Version": "2012-10-17", "Statement": [{**ANYBODY, "Action": "sns:*"}]})), {TOPIC: {"policy"}}),
    _drift("a topic has no key", 8, _topic("KmsMasterKeyId", ""), {TOPIC: {"key"}}),
    _drift("a subscriber is taken off", 1, lambda w: w("sns").unsubscribe(SubscriptionArn=w.subscription(Severity.PAGE)), {"aws_sns_topic_subscription.alarms_page": GONE}),
    _drift("a subscription takes few messages", 2, _subscription("FilterPolicy", json.dumps({"x": ["y"]})), {"aws_sns_topic_subscription.alarms_page": {"filter_policy"}}),
    _drift("a subscription loses what is not delivered", 3, _subscription("RedrivePolicy", "{}"), {"aws_sns_topic_subscription.alarms_page": {"dead_letter_queue"}}),
    _drift("somebody else is subscribed", 4, lambda w: w("sns").subscribe(TopicArn=w.environment.names.topic_arn(Severity.PAGE), Protocol="email", Endpoint="else@example.com"), {f"subscription of else@example.com by email on {TOPIC}": NEW}),
    _drift("a queue is deleted", 1, lambda w: w("sqs").delete_queue(QueueUrl=w.queue_url(Severity.PAGE)), {QUEUE: GONE}),
    _drift("a queue refuses what is not delivered", 2, _queue(Policy=""), {QUEUE: {"policy"}}),
    _drift("a queue keeps a minute", 3, _queue(MessageRetentionPeriod="60"), {QUEUE: {"retention_seconds"}}),
    _drift("a queue has a key", 4, _queue(KmsMasterKeyId="alias/aws/sqs"), {QUEUE: {"key"}}),
    _drift("a role is deleted", 1, lambda w: (_without_inline_policies(w), w("iam").delete_role(RoleName=w.environment.names.log_delivery_role)), {ROLE: GONE}),
    _drift("a role may do nothing", 2, _without_inline_policies, {ROLE: {"policies"}}),
    _drift("somebody may assume a role", 3, _trust_anybody, {ROLE: {"trust"}}),
    _drift("a role may do everything", 4, _attach_administrator, {ROLE: {"policies"}}),
    _drift("a role is limited", 5, lambda w: w("iam").put_role_permissions_boundary(RoleName=w.environment.names.log_delivery_role, PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess"), {ROLE: {"permissions_boundary"}}),
)
