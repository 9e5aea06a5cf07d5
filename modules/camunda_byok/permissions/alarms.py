"""What is needed of EventBridge, CloudWatch, SNS, SQS and chat channels, and of the places in which addresses are kept."""

from camunda_byok.destinations import Channel, SecretUrl
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.trail import log_group

RULES = "aws_cloudwatch_event_rule"
METRIC_ALARMS = "aws_cloudwatch_metric_alarm"
TOPICS = "aws_sns_topic"
QUEUES = "aws_sqs_queue"
LISTED = "CloudWatch finds alarms by their names in a list of all"
SUBSCRIPTIONS = "IAM knows no resource for a subscription"


def rules(scope: Scope, purpose: str, *actions: str) -> Permission:
    return Permission(sid="Rules", purpose=purpose, actions=actions, resources=scope.patterns(RULES))


def list_alarms() -> Permission:
    return Permission(sid="ListAlarms", purpose="read metric alarms", actions=("cloudwatch:DescribeAlarms",), wide=LISTED)


def topics(scope: Scope, purpose: str, *actions: str) -> Permission:
    return Permission(sid="Topics", purpose=purpose, actions=actions, resources=scope.arns(TOPICS))


def subscriptions(purpose: str, *actions: str) -> Permission:
    return Permission(sid="Subscriptions", purpose=purpose, actions=actions, wide=SUBSCRIPTIONS)


def queues(scope: Scope, purpose: str, *actions: str) -> Permission:
    return Permission(sid="Queues", purpose=purpose, actions=actions, resources=scope.arns(QUEUES))


def has_chat(scope: Scope) -> bool:
    return any(isinstance(one, Channel) for one in scope.environment.alarms.destinations)


def make_alarms(scope: Scope) -> tuple[Permission, ...]:
    """To make rules, metric alarms, topics, queues and subscriptions, and to change and remove them again."""
    return (
        rules(
            scope,
            "make rules and compare them with what is declared",
            "events:DeleteRule",
            "events:DescribeRule",
            "events:ListTagsForResource",
            "events:ListTargetsByRule",
            "events:PutRule",
            "events:PutTargets",
            "events:RemoveTargets",
            "events:TagResource",
            "events:UntagResource",
        ),
        *log_group(
            scope,
            "MetricFilters",
            "make metric filters on the log group",
            "logs:DeleteMetricFilter",
            "logs:DescribeMetricFilters",
            "logs:PutMetricFilter",
        ),
        Permission(
            sid="MetricAlarms",
            purpose="make metric alarms",
            actions=(
                "cloudwatch:DeleteAlarms",
                "cloudwatch:ListTagsForResource",
                "cloudwatch:PutMetricAlarm",
                "cloudwatch:TagResource",
                "cloudwatch:UntagResource",
            ),
            resources=scope.patterns(METRIC_ALARMS),
        ),
        list_alarms(),
        topics(
            scope,
            "make topics, subscribe to them and compare them with what is declared",
            "sns:CreateTopic",
            "sns:DeleteTopic",
            "sns:GetTopicAttributes",
            "sns:ListSubscriptionsByTopic",
            "sns:ListTagsForResource",
            "sns:SetTopicAttributes",
            "sns:Subscribe",
            "sns:TagResource",
            "sns:UntagResource",
        ),
        subscriptions(
            "compare subscriptions with what is declared, change and end them",
            "sns:GetSubscriptionAttributes",
            "sns:SetSubscriptionAttributes",
            "sns:Unsubscribe",
        ),
        queues(
            scope,
            "make dead-letter queues and compare them with what is declared",
            "sqs:CreateQueue",
            "sqs:DeleteQueue",
            "sqs:GetQueueAttributes",
            "sqs:ListQueueTags",
            "sqs:SetQueueAttributes",
            "sqs:TagQueue",
            "sqs:UntagQueue",
        ),
        *_addresses(scope),
        *_chat(scope),
    )


def _addresses(scope: Scope) -> tuple[Permission, ...]:
    """To read the addresses of destinations that are kept out of YAML, keys included."""
    kept = [one for one in scope.environment.alarms.destinations if isinstance(one, SecretUrl)]
    names = scope.environment.names
    parameters = tuple(_arn(names.arn("ssm", "parameter/"), one.ssm_parameter) for one in kept if one.ssm_parameter)
    # Secrets Manager puts six characters of its own behind a secret's name.
    secrets = tuple(_arn(names.arn("secretsmanager", "secret:"), one.secret, ends="-??????") for one in kept if one.secret)
    found: list[Permission] = []
    if parameters:
        found.append(
            Permission(
                sid="AddressesInSsm",
                purpose="read the addresses of destinations, keys in them included",
                actions=("ssm:GetParameter",),
                resources=parameters,
            )
        )
    if secrets:
        found.append(
            Permission(
                sid="AddressesInSecretsManager",
                purpose="read the addresses of destinations, keys in them included",
                actions=("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
                resources=secrets,
            )
        )
    return tuple(found)


def _arn(before: str, name: str, *, ends: str = "") -> str:
    return name if name.startswith("arn:") else f"{before}{name.removeprefix('/')}{ends}"


def _chat(scope: Scope) -> tuple[Permission, ...]:
    """To make chat channels with their guardrail policy. Never run against AWS: no emulator has this service."""
    if not has_chat(scope):
        return ()
    names = scope.environment.names
    return (
        Permission(
            sid="ChatGuardrail",
            purpose="make the policy that limits what a chat channel may do",
            actions=(
                "iam:CreatePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
                "iam:ListPolicyVersions",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ),
            resources=scope.arns("aws_iam_policy"),
        ),
        Permission(
            sid="ChatChannels",
            purpose="make chat channels",
            actions=(
                "chatbot:CreateMicrosoftTeamsChannelConfiguration",
                "chatbot:CreateSlackChannelConfiguration",
                "chatbot:DeleteMicrosoftTeamsChannelConfiguration",
                "chatbot:DeleteSlackChannelConfiguration",
                "chatbot:DescribeSlackChannelConfigurations",
                "chatbot:GetMicrosoftTeamsChannelConfiguration",
                "chatbot:ListMicrosoftTeamsChannelConfigurations",
                "chatbot:ListTagsForResource",
                "chatbot:TagResource",
                "chatbot:UntagResource",
                "chatbot:UpdateMicrosoftTeamsChannelConfiguration",
                "chatbot:UpdateSlackChannelConfiguration",
            ),
            wide="the service lists all channels of the account",
        ),
        Permission(
            sid="ChatServiceLinkedRole",
            purpose="let the service make its own role with the account's first channel",
            actions=("iam:CreateServiceLinkedRole",),
            resources=(names.iam_arn("role/aws-service-role/management.chatbot.amazonaws.com/AWSServiceRoleForAWSChatbot"),),
            condition={"StringEquals": {"iam:AWSServiceName": "management.chatbot.amazonaws.com"}},
        ),
    )
