"""What looking before and after a first deployment takes: names, quotas, the organization above, and the first use of a key."""

from camunda_byok.permissions.alarms import list_alarms, queues, rules, topics
from camunda_byok.permissions.commands import FIND_WITH_TAGS
from camunda_byok.permissions.keys import on_cluster_keys, read_any_key
from camunda_byok.permissions.looking import also_without_path, list_sso_roles, people
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.roles import ROLES
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.trail import list_log_groups, log_group, made_buckets


def preflight(scope: Scope) -> tuple[Permission, ...]:
    """Run as who deploys, and asked of IAM for him: nobody may simulate what another one may."""
    named = tuple(arn for arn in people(scope) if "*" not in arn and "?" not in arn)
    roles = tuple(arn for arn in named if ":user/" not in arn)
    users = tuple(arn for arn in named if ":user/" in arn)
    found = [
        Permission(
            sid="Account",
            purpose="see which regions are enabled and how many keys there may be",
            actions=("account:GetRegionOptStatus", "kms:ListKeys", "servicequotas:GetServiceQuota"),
            wide="IAM knows no resource for what is the whole account's",
        ),
        Permission(
            sid="ValidatePolicies",
            purpose="have policies checked before they are put",
            actions=("access-analyzer:CheckNoPublicAccess", "access-analyzer:ValidatePolicy"),
            wide="what is checked is no resource yet",
        ),
        Permission(
            sid="Simulate",
            purpose="ask IAM what who deploys may do",
            actions=("iam:SimulatePrincipalPolicy",),
            resources=scope.environment.deployers,
        ),
        Permission(
            sid="NamedRoles",
            purpose="see whether roles that are named or to be made are there",
            actions=("iam:GetRole",),
            resources=also_without_path((*roles, *scope.arns(ROLES))),
        ),
        read_any_key(scope, *FIND_WITH_TAGS),
        list_alarms(),
        rules(scope, "see whether the names of rules are free", "events:DescribeRule", "events:ListTagsForResource"),
        Permission(
            sid="MetricAlarms",
            purpose="see whose metric alarms are",
            actions=("cloudwatch:ListTagsForResource",),
            resources=scope.patterns("aws_cloudwatch_metric_alarm"),
        ),
        topics(scope, "see whether the names of topics are free", "sns:GetTopicAttributes", "sns:ListTagsForResource"),
        queues(scope, "see whether the names of queues are free", "sqs:GetQueueUrl", "sqs:ListQueueTags"),
        organization(scope),
    ]
    if users:
        found.append(
            Permission(
                sid="NamedUsers",
                purpose="see whether the users that are named are there",
                actions=("iam:GetUser",),
                resources=also_without_path(users),
            )
        )
    if len(named) < len(people(scope)):
        found.append(list_sso_roles())
    if made := made_buckets(scope):
        found.append(
            Permission(
                sid="Buckets",
                purpose="see whether the names of buckets are free",
                actions=("s3:GetBucketTagging", "s3:ListBucket"),
                resources=made,
            )
        )
    if scope.environment.own_trail:
        found += [
            Permission(
                sid="ListTrails",
                purpose="see whether there is room for a trail, and whose trails are",
                actions=("cloudtrail:DescribeTrails", "cloudtrail:ListTags"),
                wide="CloudTrail lists all trails of the region",
            ),
            *list_log_groups(scope),
            *log_group(scope, "LogGroup", "see whose the log group is", "logs:ListTagsForResource"),
        ]
    return tuple(found)


def handover(scope: Scope) -> tuple[Permission, ...]:
    return (
        *on_cluster_keys(
            scope,
            "HandOver",
            "see that the keys are right, and who uses them",
            *FIND_WITH_TAGS,
            "kms:GetKeyLastUsage",
            "kms:GetKeyPolicy",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
        ),
        *log_group(scope, "AskLogGroup", "find Camunda's calls in the log", "logs:FilterLogEvents"),
        organization(scope),
    )


def organization(scope: Scope) -> Permission:
    """To read the organization's policies above the account, which only its management or a delegate may."""
    del scope
    return Permission(
        sid="Organization",
        purpose="read the organization's policies that reach the account",
        actions=(
            "organizations:DescribeOrganization",
            "organizations:DescribePolicy",
            "organizations:ListParents",
            "organizations:ListPoliciesForTarget",
        ),
        wide="the organization's ids are known only once they are read",
    )
