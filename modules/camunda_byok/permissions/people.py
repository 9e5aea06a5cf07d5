"""The people around a key, by what they are there for: administrator, auditor, reader of the logs, break-glass, on call.

The key's own policy says who may at all; most of its statements leave the rest to IAM, so that everybody needs one of these.
"""

from camunda_byok.permissions.alarms import queues, rules, topics
from camunda_byok.permissions.ending import see_use
from camunda_byok.permissions.keys import ABOUT_KEYS, list_keys, on_cluster_keys
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import write_records
from camunda_byok.permissions.trail import log_group, trail

BREAK_GLASS_IS_WIDE = (
    "AWS gives a key its ARN when it is made, and an alias that is lost must not shut break-glass out. Keys whose own policies "
    "leave this to IAM are open to it too, until --key names the cluster's"
)


def administrator(scope: Scope) -> tuple[Permission, ...]:
    """Rotates and enables the key, cancels a deletion, tags it, looks after aliases, lists and revokes grants."""
    own = tuple(one.arn for one in scope.named("aws_kms_alias") if one.arn and one.stack.endswith("-key"))
    return (
        list_keys(every=False),
        *on_cluster_keys(
            scope,
            "AdministerKeys",
            "administer the cluster's keys",
            *ABOUT_KEYS,
            "kms:CancelKeyDeletion",
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:RevokeGrant",
            "kms:RotateKeyOnDemand",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateKeyDescription",
        ),
        Permission(
            sid="LeadAliases",
            purpose="lead the cluster's aliases to keys: IAM asks for the alias and for the key",
            actions=("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"),
            resources=(*own, *(scope.any_key if scope.unknown_keys else scope.known_keys)),
            wide="an alias that is lost or led astray no longer means its key" if scope.unknown_keys else "",
        ),
        *write_records(scope),
    )


def auditor(scope: Scope) -> tuple[Permission, ...]:
    """Reads the keys' settings, policies, grants and rotations, and what CloudTrail says of itself and of the last 90 days."""
    return (
        list_keys(),
        Permission(
            sid="ReadKeys",
            purpose="read all about the keys",
            actions=ABOUT_KEYS,
            resources=scope.any_key,
            wide="the keys of trail and topics are among them, whose ARNs AWS gives",
        ),
        trail(
            scope,
            "read how the trail is and what it delivered",
            "cloudtrail:GetEventSelectors",
            "cloudtrail:GetInsightSelectors",
            "cloudtrail:GetTrail",
            "cloudtrail:GetTrailStatus",
        ),
        Permission(
            sid="AskCloudTrail",
            purpose="find trails and events of the last 90 days",
            actions=(
                "cloudtrail:DescribeTrails",
                "cloudtrail:ListPublicKeys",
                "cloudtrail:ListTags",
                "cloudtrail:ListTrails",
                "cloudtrail:LookupEvents",
            ),
            wide="IAM knows no resource for lists and for the event history",
        ),
    )


def log_reader(scope: Scope) -> tuple[Permission, ...]:
    """Reads the log files and asks the log group. The files are encrypted with the trail's key, whose policy names people too."""
    environment = scope.environment
    location = environment.log_location
    bucket = f"arn:{environment.names.partition}:s3:::{location.bucket}"
    key_alias = environment.trail_reference.key_alias
    opening = Permission(
        sid="OpenLogFiles",
        purpose="open the log files with the trail's key",
        actions=("kms:Decrypt",),
        resources=(environment.names.arn("kms", "key/*"),),
        condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias or ""}},
        wide="AWS gives the trail's key its ARN, so it is meant by its alias",
    )
    return (
        Permission(
            sid="FindLogFiles",
            purpose="find log files",
            actions=("s3:GetBucketLocation", "s3:ListBucket"),
            resources=(bucket,),
        ),
        Permission(
            sid="ReadLogFiles",
            purpose="read log files",
            actions=("s3:GetObject", "s3:GetObjectVersion"),
            resources=(f"{bucket}/{location.prefix}*",),
        ),
        *([opening] if key_alias else []),
        *ask_logs(scope),
    )


def ask_logs(scope: Scope) -> tuple[Permission, ...]:
    """To ask the log group and the event history."""
    return (
        *log_group(
            scope,
            "AskLogGroup",
            "ask the log group",
            "logs:DescribeLogStreams",
            "logs:FilterLogEvents",
            "logs:GetLogEvents",
            "logs:StartQuery",
        ),
        Permission(
            sid="AskEventHistory",
            purpose="read answers of the log group, and events of the last 90 days",
            actions=("cloudtrail:LookupEvents", "logs:DescribeLogGroups", "logs:GetQueryResults"),
            wide="IAM knows no resource for these",
        ),
    )


def break_glass(scope: Scope) -> tuple[Permission, ...]:
    """Disables the key, schedules and cancels its deletion, puts a policy back, tags what it did, revokes grants.

    It sees in the log whether anybody uses the key: nobody ends one without having looked.
    """
    has_replica = any(each.second_kind == "replica" for each in scope.environment.key_generations)
    return (
        list_keys(every=False),
        Permission(
            sid="BreakGlass",
            purpose="stop a cluster, and bring it back",
            actions=(
                *ABOUT_KEYS,
                "kms:CancelKeyDeletion",
                "kms:DisableKey",
                "kms:EnableKey",
                "kms:PutKeyPolicy",
                "kms:RevokeGrant",
                "kms:ScheduleKeyDeletion",
                "kms:TagResource",
                "kms:UntagResource",
                *(("kms:UpdatePrimaryRegion",) if has_replica else ()),
            ),
            resources=scope.any_key if scope.unknown_keys else scope.known_keys,
            wide=BREAK_GLASS_IS_WIDE if scope.unknown_keys else "",
        ),
        *see_use(scope),
        *write_records(scope),
    )


def on_call(scope: Scope) -> tuple[Permission, ...]:
    """Follows the runbooks at night: administers the key, asks the logs, sees to trail and alarms."""
    return (
        *administrator(scope),
        *ask_logs(scope),
        trail(
            scope,
            "see to the trail",
            "cloudtrail:GetEventSelectors",
            "cloudtrail:GetTrailStatus",
            "cloudtrail:StartLogging",
        ),
        rules(scope, "see to the rules", "events:DescribeRule"),
        Permission(
            sid="Drill",
            purpose="try the alarms",
            actions=("events:PutEvents",),
            resources=tuple(names.arn("events", "event-bus/default") for names in scope.names),
        ),
        topics(scope, "see who hears of alarms", "sns:ListSubscriptionsByTopic"),
        queues(scope, "see what was not delivered", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
    )
