"""What somebody may do by hand to a deployed environment: what it changes in the picture, and which rules it must wake."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from camunda_byok.severity import Severity
from sandbox.people import CAMUNDA_ACCOUNT, CUSTOMER_ACCOUNT
from tests.live.deeds import (
    ANYBODY,
    World,
    advanced_without_kms,
    attach_administrator,
    delete_rule,
    detach_log_group,
    grant,
    in_bucket,
    let_decrypt,
    let_in,
    log_group_made_again,
    narrow,
    queue,
    retarget,
    rotate_seldom,
    rule,
    selectors,
    subscription,
    take_from_camunda,
    topic,
    trust_anybody,
    without_inline_policies,
    without_targets,
)

GONE, NEW = "gone", "new"


@dataclass(frozen=True)
class Drift:
    """One thing that somebody did."""

    name: str
    do: Callable[[World], object]
    changes: dict[str, set[str] | str]
    """Fields that differ by address, or GONE or NEW."""
    rules: frozenset[str]
    rests_on: frozenset[str] = frozenset()
    """Addresses besides that nobody else may touch in the same round."""

    @property
    def touches(self) -> set[str]:
        return {*self.changes, *self.rests_on}

    """Those that find something at these addresses; no others do."""


def _drift(
    name: str, do: Callable[[World], object], changes: dict[str, set[str] | str], *rules: str, rests_on: tuple[str, ...] = ()
) -> Drift:
    return Drift(name, do, changes, frozenset(rules), frozenset(rests_on))


KEY, ALIAS, TRAIL = "aws_kms_key.key", "aws_kms_alias.key", "aws_cloudtrail.trail"
BUCKET, GROUP, ROLE = "aws_s3_bucket.log_bucket", "aws_cloudwatch_log_group.trail", "aws_iam_role.trail_log_delivery"
TOPIC, QUEUE = "aws_sns_topic.alarms_page", "aws_sqs_queue.alarms_page_undelivered"
RULE = "aws_cloudwatch_event_rule.alarm_"
ALARM = "aws_cloudwatch_metric_alarm.alarm_"
FILTER = "aws_cloudwatch_log_metric_filter.alarm_"
FILTERS = ("cis-bucket-policy-changed", "cis-key-disabled-or-deleted", "cis-trail-changed", "pending-deletion-used")
SUBSCRIPTION = "aws_sns_topic_subscription.alarms_page_sqs_arn_aws_sqs_eu_west_1_111122223333_byok_sandbox_subscriber_80e3b6e6"
PUBLIC = {"BlockPublicAcls": False, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
SHORT = {"ID": "short", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
LOCK = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
PLAIN = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}

DRIFTS = (  # what stops the key or leads away from it comes last, since others of a round need it
    _drift("another account may decrypt", let_decrypt, {KEY: {"policy"}}, "principal-gains-use"),
    _drift("Camunda is taken out of the policy", take_from_camunda, {KEY: {"policy"}}, "camunda-removed"),
    _drift(
        "the key no longer rotates",
        lambda w: w("kms").disable_key_rotation(KeyId=w.key()),
        {KEY: {"rotation", "rotation_period_days"}},
        "rotation-off",
    ),
    _drift("a stranger holds a grant", grant("arn:aws:iam::777788889999:role/x"), {f"grant on {KEY}": NEW}, "grant-to-stranger"),
    _drift(
        "Camunda holds a grant", grant(f"arn:aws:iam::{CAMUNDA_ACCOUNT}:role/c8-cluster/c8-apps-1234"), {f"grant on {KEY}": NEW}
    ),
    _drift(
        "a machine of Camunda's holds a grant",
        grant(f"arn:aws:sts::{CAMUNDA_ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-1"),
        {f"grant on {KEY}": NEW},
    ),
    _drift(
        "another alias leads to the key",
        lambda w: w("kms").create_alias(AliasName="alias/other", TargetKeyId=w.key()),
        {f"alias/other on {KEY}": NEW},
        "undeclared",
    ),
    _drift(
        "the trail is stopped",
        lambda w: w("cloudtrail").stop_logging(Name=w.environment.names.trail),
        {TRAIL: {"logging"}},
        "trail-stopped",
    ),
    _drift(
        "the trail is made again without a log group",
        detach_log_group,
        {TRAIL: {"log_group"}},
        "trail-log-group-detached",
        rests_on=(GROUP, ROLE, FILTER + "cis-trail-changed"),
    ),
    _drift(
        "the trail leaves KMS out",
        selectors(ExcludeManagementEventSources=["kms.amazonaws.com"]),
        {TRAIL: {"selectors"}},
        "key-events-left-out",
    ),
    _drift("advanced selectors leave KMS out", advanced_without_kms, {TRAIL: {"selectors"}}, "key-events-left-out"),
    _drift(
        "the trail is deleted",
        lambda w: w("cloudtrail").delete_trail(Name=w.environment.names.trail),
        {TRAIL: GONE},
        "trail-destroyed",
    ),
    _drift(
        "the bucket's policy is deleted",
        in_bucket(delete_bucket_policy={}),
        {BUCKET: {"policy"}},
        "log-bucket-delivery-cut",
        "log-bucket-policy-widened",
    ),
    _drift("another account may read the bucket", let_in, {BUCKET: {"policy"}}, "log-bucket-policy-widened"),
    _drift("the bucket is deleted", in_bucket(delete_bucket={}), {BUCKET: GONE}, "log-bucket-destroyed"),
    _drift(
        "the log group keeps a day",
        lambda w: w("logs").put_retention_policy(logGroupName=w.environment.names.log_group, retentionInDays=1),
        {GROUP: {"retention_days"}},
        "log-retention-shortened",
    ),
    _drift(
        "the log group is deleted",
        lambda w: w("logs").delete_log_group(logGroupName=w.environment.names.log_group),
        {GROUP: GONE, **dict.fromkeys((FILTER + each for each in FILTERS), GONE)},
        "log-group-destroyed",
        "alarm-removed",
    ),
    _drift(
        "the log group is made again with the key of the cluster",
        log_group_made_again,
        {GROUP: {"key"}, **dict.fromkeys((FILTER + each for each in FILTERS), GONE)},
        "own-key-for-trail",
        "alarm-removed",
    ),
    _drift(
        "a metric filter counts something else",
        lambda w: w("logs").put_metric_filter(
            logGroupName=w.environment.names.log_group,
            filterName=w.environment.names.rule("cis-trail-changed"),
            filterPattern="{ $.eventName = X }",
            metricTransformations=[{"metricName": "other", "metricNamespace": "theirs", "metricValue": "1"}],
        ),
        {FILTER + "cis-trail-changed": {"pattern", "metric"}},
        "metric-filter-changed",
    ),
    _drift(
        "a metric filter is deleted",
        lambda w: w("logs").delete_metric_filter(
            logGroupName=w.environment.names.log_group, filterName=w.environment.names.rule("cis-trail-changed")
        ),
        {FILTER + "cis-trail-changed": GONE},
        "alarm-removed",
    ),
    _drift(
        "a metric alarm is deleted",
        lambda w: w("cloudwatch").delete_alarms(AlarmNames=[w.environment.names.rule("page-undelivered")]),
        {ALARM + "page-undelivered": GONE},
        "alarm-removed",
    ),
    _drift(
        "a metric alarm is raised late",
        lambda w: w.change_alarm("page-undelivered", Threshold=100.0, EvaluationPeriods=9, Period=3600),
        {ALARM + "page-undelivered": {"threshold", "evaluation_periods", "period_seconds"}},
        "alarm-threshold-raised",
    ),
    _drift(
        "a metric alarm tells nobody",
        lambda w: w.change_alarm("page-undelivered", ActionsEnabled=False),
        {ALARM + "page-undelivered": {"actions_enabled"}},
        "alarm-disabled",
    ),
    _drift(
        "a metric alarm has no action",
        lambda w: w.change_alarm("page-undelivered", AlarmActions=[]),
        {ALARM + "page-undelivered": {"actions"}},
        "alarm-disabled",
    ),
    _drift(
        "a metric alarm watches something else",
        lambda w: w.change_alarm(
            "page-undelivered",
            MetricName="Other",
            Statistic="Average",
            TreatMissingData="ignore",
            ComparisonOperator="LessThanThreshold",
        ),
        {ALARM + "page-undelivered": {"metric", "statistic", "treat_missing_data", "comparison"}},
        "alarm-threshold-raised",
    ),
    _drift("a rule is disabled", rule("disable_rule", "key-disabled"), {RULE + "key-disabled": {"state"}}, "alarm-disabled"),
    _drift("a rule hears less", narrow, {RULE + "key-disabled": {"pattern"}}, "alarm-narrowed"),
    _drift("a rule is deleted", delete_rule, {RULE + "key-disabled": GONE}, "alarm-removed"),
    _drift("a rule tells nobody", without_targets, {RULE + "key-deletion-scheduled": {"targets"}}, "target-lost"),
    _drift(
        "a topic is deleted",
        lambda w: w("sns").delete_topic(TopicArn=w.environment.names.topic_arn(Severity.PAGE)),
        {TOPIC: GONE, SUBSCRIPTION: GONE},
        "topic-removed",
        rests_on=(f"subscription of else@example.com by email on {TOPIC}", RULE + "key-deletion-scheduled"),
    ),
    _drift(
        "a topic takes nothing from its rules",
        topic(
            "Policy",
            json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [{**ANYBODY, "Principal": {"AWS": CUSTOMER_ACCOUNT}, "Action": "sns:Subscribe"}],
                }
            ),
        ),
        {TOPIC: {"policy"}},
        "topic-publish-cut",
        "topic-policy-widened",
    ),
    _drift(
        "anybody may publish to a topic",
        topic("Policy", json.dumps({"Version": "2012-10-17", "Statement": [{**ANYBODY, "Action": "sns:*"}]})),
        {TOPIC: {"policy"}},
        "topic-policy-widened",
    ),
    _drift("a topic has no key", topic("KmsMasterKeyId", ""), {TOPIC: {"key"}}, "key-taken-off"),
    _drift(
        "a subscriber is taken off",
        lambda w: w("sns").unsubscribe(SubscriptionArn=w.subscription(Severity.PAGE)),
        {SUBSCRIPTION: GONE},
        "subscription-removed",
    ),
    _drift(
        "a subscription takes few messages",
        subscription("FilterPolicy", json.dumps({"x": ["y"]})),
        {SUBSCRIPTION: {"filter_policy"}},
        "subscription-filtered",
    ),
    _drift(
        "a subscription loses what is not delivered",
        subscription("RedrivePolicy", "{}"),
        {SUBSCRIPTION: {"dead_letter_queue"}},
        "undelivered-lost",
    ),
    _drift(
        "somebody else is subscribed",
        lambda w: w("sns").subscribe(
            TopicArn=w.environment.names.topic_arn(Severity.PAGE), Protocol="email", Endpoint="else@example.com"
        ),
        {f"subscription of else@example.com by email on {TOPIC}": NEW},
        "undeclared",
        "subscription-filtered",  # cannot tell: SNS says nothing of a subscription that is not confirmed
    ),
    _drift(
        "a queue is deleted",
        lambda w: w("sqs").delete_queue(QueueUrl=w.queue_url(Severity.PAGE)),
        {QUEUE: GONE},
        "undelivered-lost",
    ),
    _drift(
        "a queue refuses what is not delivered",
        queue(Policy=""),
        {QUEUE: {"policy"}},
        "undelivered-refused",
        "queue-policy-widened",
    ),
    _drift(
        "a queue keeps a minute", queue(MessageRetentionPeriod="60"), {QUEUE: {"retention_seconds"}}, "undelivered-kept-shorter"
    ),
    _drift("a queue has a key", queue(KmsMasterKeyId="alias/aws/sqs"), {QUEUE: {"key"}}, "otherwise-than-declared"),
    _drift(
        "a role is deleted",
        lambda w: (without_inline_policies(w), w("iam").delete_role(RoleName=w.environment.names.log_delivery_role)),
        {ROLE: GONE},
        "role-removed",
    ),
    _drift("a role may do nothing", without_inline_policies, {ROLE: {"policies"}}, "role-restricted"),
    _drift("somebody may assume a role", trust_anybody, {ROLE: {"trust"}}, "role-trust-widened"),
    _drift("a role may do everything", attach_administrator, {ROLE: {"policies"}}, "otherwise-than-declared"),
    _drift(
        "a role is limited",
        lambda w: w("iam").put_role_permissions_boundary(
            RoleName=w.environment.names.log_delivery_role, PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess"
        ),
        {ROLE: {"permissions_boundary"}},
        "otherwise-than-declared",
    ),
    _drift(
        "the trail's files are not signed, and it records less",
        lambda w: w.update_trail(EnableLogFileValidation=False, IsMultiRegionTrail=False, IncludeGlobalServiceEvents=False),
        {TRAIL: {"validation", "multi_region", "global_events"}},
        "validation-off",
        "trail-single-region",
        "global-events-left-out",
    ),
    _drift(
        "the trail has another bucket and the key of the cluster",
        lambda w: w.update_trail(S3BucketName="theirs", KmsKeyId=w.key()),
        {TRAIL: {"bucket", "key"}},
        "trail-bucket-changed",
        "own-key-for-trail",
    ),
    _drift(
        "the key rotates seldom, and is described otherwise",
        rotate_seldom,
        {KEY: {"rotation_period_days", "description"}},
        "rotation-period-lengthened",
        "otherwise-than-declared",
    ),
    _drift(
        "the bucket keeps no versions and has S3's own key",
        in_bucket(
            put_bucket_versioning={"VersioningConfiguration": {"Status": "Suspended"}},
            put_bucket_encryption={"ServerSideEncryptionConfiguration": PLAIN},
        ),
        {BUCKET: {"versioning", "encryption", "encryption_key"}},
        "versioning-off",
        "key-taken-off",
    ),
    _drift(
        "log files are locked and kept for a day",
        in_bucket(
            put_object_lock_configuration={"ObjectLockConfiguration": LOCK},
            put_bucket_lifecycle_configuration={"LifecycleConfiguration": {"Rules": [SHORT]}},
        ),
        {BUCKET: {"lock_days", "expiry_days"}},
        "lock-weakened",
        "expiry-earlier",
    ),
    _drift(
        "the bucket may be public, and nobody sees who reads it",
        in_bucket(
            put_public_access_block={"PublicAccessBlockConfiguration": PUBLIC}, put_bucket_logging={"BucketLoggingStatus": {}}
        ),
        {BUCKET: {"public_access_blocked", "access_logs_to"}},
        "log-bucket-public",
        "access-logs-off",
    ),
    _drift("the key is disabled", lambda w: w("kms").disable_key(KeyId=w.key()), {KEY: {"enabled"}}, "key-disabled"),
    _drift(
        "the key's deletion is scheduled",
        lambda w: w("kms").schedule_key_deletion(KeyId=w.key()),
        {KEY: {"enabled"}},
        "key-disabled",
    ),
    _drift(
        "the alias is deleted",
        lambda w: w("kms").delete_alias(AliasName=w.environment.names.key_alias),
        {ALIAS: GONE},
        "alias-lost",
    ),
    _drift("the alias leads to another key", retarget, {ALIAS: {"target"}}, "alias-retargeted"),
)


def rounds() -> list[list[Drift]]:
    """Returns all drifts in as few rounds as there are drifts of one thing: those of a round happen together."""
    made: list[list[Drift]] = []
    for drift in DRIFTS:
        free = (some for some in made if not any(drift.touches & other.touches for other in some))
        some = next(free, None)
        if some is None:
            made.append(some := [])
        some.append(drift)
    return made
