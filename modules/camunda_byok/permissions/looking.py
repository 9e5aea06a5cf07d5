"""What looking at a whole environment takes: everything that it declares, as it is, and what only AWS knows of it."""

import re

from camunda_byok import arns
from camunda_byok.destinations import Slack, Teams
from camunda_byok.environment import S3State
from camunda_byok.permissions.alarms import list_alarms, queues, rules, subscriptions, topics
from camunda_byok.permissions.keys import list_keys, read_any_key
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.roles import READ_ROLES, ROLES
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.trail import BUCKET_SETTINGS, buckets, list_log_groups, log_group, trail


def look_at_everything(scope: Scope) -> tuple[Permission, ...]:
    """To read an environment as it is, and to hear who outside can reach it."""
    own = scope.environment.own_trail is not None
    return (
        list_keys(),
        read_any_key(scope),
        _trail(scope),
        *buckets(scope, "read how the buckets are", *BUCKET_SETTINGS),
        *(list_log_groups(scope) if own else ()),
        *log_group(scope, "MetricFilters", "read metric filters", "logs:DescribeMetricFilters"),
        rules(scope, "read rules and their targets", "events:DescribeRule", "events:ListTargetsByRule"),
        list_alarms(),
        topics(
            scope,
            "read topics and who subscribed to them",
            "sns:GetTopicAttributes",
            "sns:ListSubscriptionsByTopic",
        ),
        subscriptions("read subscriptions", "sns:GetSubscriptionAttributes"),
        queues(scope, "read dead-letter queues", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
        *_chat(scope),
        *_roles(scope),
        *named_people(scope),
        outside_access(),
    )


def look_at_alarms(scope: Scope) -> tuple[Permission, ...]:
    """To read rules, metric alarms and who hears of them. Keys are found first, since topics name theirs."""
    return (
        list_keys(),
        read_any_key(scope, "kms:DescribeKey"),
        *log_group(scope, "MetricFilters", "read metric filters", "logs:DescribeMetricFilters"),
        rules(scope, "read rules and their targets", "events:DescribeRule", "events:ListTargetsByRule"),
        list_alarms(),
        topics(
            scope,
            "read topics, who subscribed to them and when they were tried",
            "sns:GetTopicAttributes",
            "sns:ListSubscriptionsByTopic",
            "sns:ListTagsForResource",
        ),
        subscriptions("read subscriptions", "sns:GetSubscriptionAttributes"),
        queues(scope, "read dead-letter queues", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
        *_chat(scope),
    )


def _trail(scope: Scope) -> Permission:
    return trail(
        scope,
        "read how the trail is and what it delivered",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetTrail",
        "cloudtrail:GetTrailStatus",
    )


def outside_access() -> Permission:
    return Permission(
        sid="OutsideAccess",
        purpose="read who outside can reach keys and buckets",
        actions=("access-analyzer:ListAnalyzers", "access-analyzer:ListFindings"),
        wide="an analyzer has a name that somebody else chose",
    )


def _chat(scope: Scope) -> tuple[Permission, ...]:
    destinations = scope.environment.alarms.destinations
    actions = [
        *(["chatbot:DescribeSlackChannelConfigurations"] if any(isinstance(one, Slack) for one in destinations) else []),
        *(["chatbot:ListMicrosoftTeamsChannelConfigurations"] if any(isinstance(one, Teams) for one in destinations) else []),
    ]
    policies = scope.arns("aws_iam_policy")
    if not actions:
        return ()
    return (
        Permission(
            sid="ChatChannels",
            purpose="read chat channels",
            actions=tuple(actions),
            wide="the service lists all channels of the account",
        ),
        Permission(
            sid="ChatGuardrail",
            purpose="read what a chat channel may do",
            actions=("iam:GetPolicy", "iam:GetPolicyVersion"),
            resources=policies,
        ),
    )


def _roles(scope: Scope) -> tuple[Permission, ...]:
    roles = scope.arns(ROLES)
    if not roles:
        return ()
    return (
        Permission(
            sid="Roles", purpose="read the roles of AWS's services", actions=READ_ROLES, resources=also_without_path(roles)
        ),
    )


def named_people(scope: Scope) -> tuple[Permission, ...]:
    """To see whether the roles and users that the environment names are there, those of its own account."""
    named = people(scope)
    patterns = [arn for arn in named if "*" in arn or "?" in arn]
    users = tuple(arn for arn in named if arns.parts(arn).resource.startswith("user/") and arn not in patterns)
    roles = tuple(arn for arn in named if arn not in users and arn not in patterns)
    found: list[Permission] = []
    if roles:
        found.append(
            Permission(
                sid="NamedRoles",
                purpose="see whether the roles that the environment names are there",
                actions=("iam:GetRole",),
                resources=also_without_path(roles),
            )
        )
    if users:
        found.append(
            Permission(
                sid="NamedUsers",
                purpose="see whether the users that the environment names are there",
                actions=("iam:GetUser",),
                resources=also_without_path(users),
            )
        )
    if patterns:
        found.append(list_sso_roles())
    return tuple(found)


def list_sso_roles() -> Permission:
    return Permission(
        sid="SsoRoles",
        purpose="find the roles of IAM Identity Center that the environment names",
        actions=("iam:ListRoles",),
        wide="IAM knows no resource for a list of roles",
    )


def also_without_path(given: tuple[str, ...]) -> tuple[str, ...]:
    """Returns ARNs of roles or users, and how IAM may call them once they are gone: a request has their name, and no path.

    Otherwise nobody could tell one that is gone from one that may not be looked at. A name is there once in an account.
    """
    return tuple(dict.fromkeys(arn for each in given for arn in (each, re.sub(r":(role|user)/.*/", r":\1/", each))))


def people(scope: Scope) -> tuple[str, ...]:
    """Returns the ARN of everybody of the account whom the environment names, once each."""
    environment = scope.environment
    key, access, state = environment.managed_key, environment.access, environment.state
    named = (
        *environment.deployers,
        *(key.administrators if key else ()),
        *(key.auditors if key else ()),
        *(key.break_glass if key else ()),
        *(environment.organization.administrators if environment.organization else ()),
        access.deploy_role,
        access.plan_role,
        *((state.role, state.plan_role) if isinstance(state, S3State) else ()),
    )
    return tuple(dict.fromkeys(arn for arn in named if arn and arns.parts(arn).account == environment.account))
