"""What is needed of CloudTrail, its bucket and its log group: to read how they are, to make them, to read what they recorded."""

from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope

BUCKET_SETTINGS = (
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
)
READ_BY_TERRAFORM = (
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging",
    "s3:GetBucketWebsite",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
)
MAKE_BUCKETS = (
    "s3:CreateBucket",
    "s3:PutBucketLogging",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketTagging",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
)


def made_buckets(scope: Scope) -> tuple[str, ...]:
    """ARNs of the buckets that the environment makes, a state bucket included."""
    state = scope.environment.made_state_bucket
    made = (f"arn:{scope.environment.names.partition}:s3:::{state.bucket}",) if state else ()
    return (*scope.arns("aws_s3_bucket"), *made)


def buckets(scope: Scope, purpose: str, *actions: str) -> tuple[Permission, ...]:
    """Something on the environment's buckets. Nothing where it makes none."""
    resources = made_buckets(scope)
    if not resources:
        return ()
    return (Permission(sid="Buckets", purpose=purpose, actions=actions, resources=resources),)


def trail(scope: Scope, purpose: str, *actions: str) -> Permission:
    """Something on the trail that records the environment's keys, whoever keeps it."""
    return Permission(sid="Trail", purpose=purpose, actions=actions, resources=(scope.environment.trail_reference.arn,))


def log_group_arns(scope: Scope) -> tuple[str, ...]:
    """ARNs of the log group, where there is one here: CloudWatch Logs ends it with `:*` for all but tagging."""
    group = scope.environment.trail_reference.log_group
    if group is None:
        return ()
    arn = scope.environment.names.arn("logs", f"log-group:{group}")
    return (arn, f"{arn}:*")


def log_group(scope: Scope, sid: str, purpose: str, *actions: str) -> tuple[Permission, ...]:
    """Something on the log group. Nothing where there is none here."""
    resources = log_group_arns(scope)
    return (Permission(sid=sid, purpose=purpose, actions=actions, resources=resources),) if resources else ()


def list_log_groups(scope: Scope) -> tuple[Permission, ...]:
    if not log_group_arns(scope):
        return ()
    return (
        Permission(
            sid="ListLogGroups",
            purpose="find the log group",
            actions=("logs:DescribeLogGroups",),
            wide="the request names a prefix and no log group",
        ),
    )


def make_trail(scope: Scope) -> tuple[Permission, ...]:
    """To make the trail, its buckets, its log group and its role. Nothing where the trail is somebody else's."""
    made = buckets(
        scope,
        "make buckets, configure them and compare them with what is declared",
        *MAKE_BUCKETS,
        *READ_BY_TERRAFORM,
        *BUCKET_SETTINGS,
    )
    if not scope.environment.own_trail:
        return made
    return (
        *made,
        trail(
            scope,
            "make the trail, start it and compare it with what is declared",
            "cloudtrail:AddTags",
            "cloudtrail:CreateTrail",
            "cloudtrail:GetEventSelectors",
            "cloudtrail:GetTrailStatus",
            "cloudtrail:PutEventSelectors",
            "cloudtrail:RemoveTags",
            "cloudtrail:StartLogging",
            "cloudtrail:UpdateTrail",
        ),
        Permission(
            sid="ListTrails",
            purpose="find the trail and its tags",
            actions=("cloudtrail:DescribeTrails", "cloudtrail:ListTags"),
            wide="Terraform asks for all trails of the region",
        ),
        *log_group(
            scope,
            "LogGroup",
            "make the log group",
            "logs:AssociateKmsKey",
            "logs:CreateLogGroup",
            "logs:ListTagsForResource",
            "logs:PutRetentionPolicy",
            "logs:TagResource",
            "logs:UntagResource",
        ),
    )
