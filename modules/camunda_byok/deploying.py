"""What the deployer of an environment does on AWS: the actions of a deployment and of its later changes, with their resources.

Source: what Terraform's AWS provider 5.100.0 was seen to call while the three stacks were deployed, the tags that come with each
creation, and the calls of later changes. `docs/permissions.md` says what of it may be given narrower.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from camunda_byok.environment import Environment, ExistingKey
from camunda_byok.guarding import replica_regions
from camunda_byok.named_resources import NamedResource, named_resources
from camunda_byok.naming import Origin


@dataclass(frozen=True, kw_only=True)
class PlannedActions:
    """Actions of a deployment on the same resources."""

    purpose: str
    """What they are for, such as `the trail`."""
    region: str
    actions: tuple[str, ...]
    """As IAM names them."""
    resources: tuple[str, ...]
    """ARNs, or `*` where IAM knows no resource for them or AWS names it only later. Of many whose names begin alike, one."""
    context: Mapping[str, str] = field(default_factory=dict[str, str])
    """Condition keys that the requests carry, without which a narrow policy does not allow them."""


KEYS = (
    "kms:CreateKey kms:DescribeKey kms:GetKeyPolicy kms:PutKeyPolicy kms:GetKeyRotationStatus kms:EnableKeyRotation "
    "kms:EnableKey kms:UpdateKeyDescription kms:ListResourceTags kms:TagResource kms:UntagResource kms:ListAliases "
    "kms:CreateAlias kms:UpdateAlias kms:DeleteAlias"
)
BUCKETS = (
    "s3:CreateBucket s3:ListBucket s3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging "
    "s3:GetBucketObjectLockConfiguration s3:GetBucketOwnershipControls s3:GetBucketPolicy s3:GetBucketPublicAccessBlock "
    "s3:GetBucketRequestPayment s3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite s3:GetEncryptionConfiguration "
    "s3:GetLifecycleConfiguration s3:GetReplicationConfiguration s3:PutBucketLogging s3:PutBucketObjectLockConfiguration "
    "s3:PutBucketOwnershipControls s3:PutBucketPolicy s3:PutBucketPublicAccessBlock s3:PutBucketTagging s3:PutBucketVersioning "
    "s3:PutEncryptionConfiguration s3:PutLifecycleConfiguration"
)
TRAIL = (
    "cloudtrail:CreateTrail cloudtrail:UpdateTrail cloudtrail:StartLogging cloudtrail:PutEventSelectors "
    "cloudtrail:GetEventSelectors cloudtrail:GetTrailStatus cloudtrail:AddTags cloudtrail:RemoveTags"
)
ROLES = (
    "iam:CreateRole iam:GetRole iam:UpdateRoleDescription iam:UpdateAssumeRolePolicy iam:TagRole iam:UntagRole iam:PutRolePolicy "
    "iam:GetRolePolicy iam:ListRolePolicies iam:ListAttachedRolePolicies iam:ListRoleTags"
)
LOG_GROUP = (
    "logs:CreateLogGroup logs:PutRetentionPolicy logs:AssociateKmsKey logs:TagResource logs:UntagResource "
    "logs:ListTagsForResource"
)
METRIC_FILTERS = "logs:PutMetricFilter logs:DescribeMetricFilters logs:DeleteMetricFilter"
RULES = (
    "events:PutRule events:DescribeRule events:DeleteRule events:PutTargets events:ListTargetsByRule events:RemoveTargets "
    "events:TagResource events:UntagResource events:ListTagsForResource"
)
METRIC_ALARMS = (
    "cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms cloudwatch:TagResource cloudwatch:UntagResource "
    "cloudwatch:ListTagsForResource"
)
TOPICS = (
    "sns:CreateTopic sns:GetTopicAttributes sns:SetTopicAttributes sns:DeleteTopic sns:Subscribe sns:ListSubscriptionsByTopic "
    "sns:TagResource sns:UntagResource sns:ListTagsForResource"
)
QUEUES = (
    "sqs:CreateQueue sqs:GetQueueAttributes sqs:SetQueueAttributes sqs:DeleteQueue sqs:TagQueue sqs:UntagQueue sqs:ListQueueTags"
)
LISTS = (
    "sns:GetSubscriptionAttributes sns:SetSubscriptionAttributes sns:Unsubscribe logs:DescribeLogGroups cloudwatch:DescribeAlarms"
)
TRAIL_LISTS = "cloudtrail:DescribeTrails cloudtrail:ListTags"

_BY_TYPE = {
    "aws_s3_bucket": ("the buckets", BUCKETS),
    "aws_cloudtrail": ("the trail", TRAIL),
    "aws_iam_role": ("the roles of CloudTrail, EventBridge and the chat", ROLES),
    "aws_cloudwatch_log_group": ("the log group", LOG_GROUP),
    "aws_cloudwatch_event_rule": ("the rules", RULES),
    "aws_cloudwatch_metric_alarm": ("the metric alarms", METRIC_ALARMS),
    "aws_sns_topic": ("the topics", TOPICS),
    "aws_sqs_queue": ("the dead-letter queues", QUEUES),
}
_PASSED_TO = {"log_delivery_role": "cloudtrail.amazonaws.com", "forward_role": "events.amazonaws.com"} | {
    "publishing_role": "events.amazonaws.com",
    "chat_role": "chatbot.amazonaws.com",
}
MULTI_REGION_ROLE = "role/aws-service-role/mrk.kms.amazonaws.com/AWSServiceRoleForKeyManagementServiceMultiRegionKeys"


def planned_actions(environment: Environment) -> tuple[PlannedActions, ...]:
    """Returns everything that whoever deploys the environment does, besides keeping Terraform's state."""
    return (
        *_keys(environment),
        *_named(environment),
        *_passed_roles(environment),
        *_metric_filters(environment),
        *_lists(environment),
    )


def _regions(environment: Environment) -> tuple[str, ...]:
    return (environment.region, environment.second_region) if environment.second_region else (environment.region,)


def _keys(environment: Environment) -> Iterator[PlannedActions]:
    # Every stack makes keys, those of the topics at least; their ARNs are AWS's to give.
    for region in _regions(environment):
        yield PlannedActions(purpose="the keys", region=region, actions=tuple(KEYS.split()), resources=("*",))
    if isinstance(environment.key, ExistingKey):
        return
    for replica in replica_regions(environment):
        names = environment.names
        yield PlannedActions(
            purpose="the replica",
            region=environment.region,
            actions=("kms:ReplicateKey",),
            resources=(names.arn("kms", "key/mrk-00000000000000000000000000000000"),),
            context={"kms:ReplicaRegion": replica},
        )
        yield PlannedActions(
            purpose="KMS's own role for multi-Region keys",
            region=environment.region,
            actions=("iam:CreateServiceLinkedRole",),
            resources=(names.iam_arn(MULTI_REGION_ROLE),),
            context={"iam:AWSServiceName": "mrk.kms.amazonaws.com"},
        )


def _named(environment: Environment) -> Iterator[PlannedActions]:
    found: dict[tuple[str, str], list[NamedResource]] = {}
    for resource in named_resources(environment):
        if resource.type in _BY_TYPE and resource.arn and not resource.stack.startswith("state-"):
            found.setdefault((resource.type, resource.region), []).append(resource)
    for (type, region), resources in found.items():
        purpose, actions = _BY_TYPE[type]
        few = type not in ("aws_cloudwatch_event_rule", "aws_cloudwatch_metric_alarm")
        some = [one for at, one in enumerate(resources) if few or at == 0 or one.origin is Origin.OVERRIDE]
        arns = tuple(str(one.arn) for one in some)
        yield PlannedActions(purpose=purpose, region=region, actions=tuple(actions.split()), resources=arns)


def _passed_roles(environment: Environment) -> Iterator[PlannedActions]:
    for resource in named_resources(environment):
        if resource.type == "aws_iam_role" and resource.arn:
            yield PlannedActions(
                purpose="handing roles to AWS's services",
                region=resource.region,
                actions=("iam:PassRole",),
                resources=(resource.arn,),
                context={"iam:PassedToService": _PASSED_TO[resource.field]},
            )


def _metric_filters(environment: Environment) -> Iterator[PlannedActions]:
    if group := environment.trail_reference.log_group:
        arn = environment.names.arn("logs", f"log-group:{group}")
        yield PlannedActions(
            purpose="the metric filters",
            region=environment.region,
            actions=tuple(METRIC_FILTERS.split()),
            resources=(arn,),
        )


def _lists(environment: Environment) -> Iterator[PlannedActions]:
    for region in _regions(environment):
        yield PlannedActions(purpose="lists", region=region, actions=tuple(LISTS.split()), resources=("*",))
    if environment.own_trail:
        yield PlannedActions(purpose="lists", region=environment.region, actions=tuple(TRAIL_LISTS.split()), resources=("*",))
