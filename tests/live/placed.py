"""Puts a declared environment into an emulator with boto3, in a second and without Terraform.

What is placed is what the picture of the environment holds, no more: no tags, no dimensions of metrics, no input transformers.
The test of the real deployment (`tests/sandbox`) shows that Terraform makes the same.
"""

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from camunda_byok import arns
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import together
from camunda_byok.destinations import Channel, Slack, address_part
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared import declared
from camunda_byok.inventory.model import (
    Alias,
    Bucket,
    ChatChannel,
    EventRule,
    Inventory,
    Key,
    LogGroup,
    MetricAlarm,
    MetricFilter,
    Queue,
    Role,
    Subscription,
    Topic,
    Trail,
)
from camunda_byok.inventory.resolved import resolved
from camunda_byok.inventory.values import Ref, known
from camunda_byok.live.found_keys import FoundKeys, reference_values
from tests.emulated import Emulated

SECRET_ADDRESSES = {
    "pagerduty": "https://events.pagerduty.com/integration/secret/enqueue",
    "opsgenie": "https://api.opsgenie.com/v1/json/amazonsns?apiKey=secret",
    "servicenow": "https://acme.service-now.com/api/global/em/inbound_event?source=aws&key=secret",
}
"""What a parameter or a secret holds, by the kind of destination."""


def place(environment: Environment, emulated: Emulated) -> Inventory:
    """Makes everything that the environment declares, and returns the picture of it.

    Keys that the environment names by ARN, and a trail of somebody else, must be there: `place_key` makes such a key.

    Everything is made as the account's root user, whom no key policy shuts out, and who is to hear has confirmed it.
    """
    picture, clients = declared(environment), emulated.root(environment.account)
    keys = _place_keys(picture, clients)
    found = FoundKeys(described={}, arns=keys, aliases={}, by_alias={})
    meant = resolved(picture, reference_values(environment, picture, found))
    _all(
        *(partial(_place_alias, alias, clients) for alias in meant.all(Alias)),
        *(partial(_place_role, role, environment, clients) for role in meant.all(Role)),
        *(partial(_place_bucket, bucket, clients) for bucket in meant.all(Bucket)),
        *(partial(_place_log_group, group, clients) for group in meant.all(LogGroup)),
        *(partial(_place_topic, topic, clients) for topic in meant.all(Topic)),
        *(partial(_place_queue, queue, clients) for queue in meant.all(Queue)),
    )
    _all(
        *(partial(_place_trail, trail, environment, clients) for trail in meant.all(Trail)),
        *(partial(_place_logging, bucket, clients) for bucket in meant.all(Bucket)),
        *(partial(_place_metric_filter, each, clients) for each in meant.all(MetricFilter)),
        *(partial(_place_metric_alarm, each, clients) for each in meant.all(MetricAlarm)),
        *(partial(_place_event_rule, rule, clients) for rule in meant.all(EventRule)),
        *(partial(_place_subscription, each, emulated, clients) for each in meant.all(Subscription)),
    )
    return meant


def place_key(clients: Clients, region: str, policy: dict[str, Any], *, multi_region: bool = False) -> str:
    """Makes a key of somebody else, and returns its ARN."""
    made = clients("kms", region).create_key(
        Policy=json.dumps(policy), MultiRegion=multi_region, Description="Theirs", BypassPolicyLockoutSafetyCheck=True
    )
    return str(made["KeyMetadata"]["Arn"])


def with_chat(environment: Environment, clients: Clients) -> Clients:
    """Returns the clients with a stand-in for the service of chat channels, which no emulator has."""
    chat = StandInChat(environment)
    return lambda service, region: chat if service == "chatbot" else clients(service, region)


class StandInChat:
    """Answers what is declared of an environment's channels, until somebody changes `channels`."""

    def __init__(self, environment: Environment) -> None:
        topics = {thing.address: thing.topics for thing in declared(environment).all(ChatChannel)}
        self.channels = [
            {**_ids(one), "SnsTopicArns": list(_texts(told))}
            for one in environment.alarms.destinations
            if isinstance(one, Channel)
            for address, told in topics.items()
            if address.endswith(f".chat_{address_part(one)}")
        ]

    def can_paginate(self, operation: str) -> bool:
        return False

    def describe_slack_channel_configurations(self) -> dict[str, Any]:
        return {"SlackChannelConfigurations": [each for each in self.channels if "SlackTeamId" in each]}

    def list_microsoft_teams_channel_configurations(self) -> dict[str, Any]:
        return {"TeamChannelConfigurations": [each for each in self.channels if "TeamId" in each]}


def _ids(channel: Channel) -> dict[str, Any]:
    if isinstance(channel, Slack):
        return {"SlackTeamId": channel.workspace, "SlackChannelId": channel.channel}
    return {"TeamId": channel.team, "TenantId": channel.tenant, "ChannelId": channel.channel}


def _all(*jobs: Callable[[], object]) -> None:
    together(dict(enumerate(jobs)))


def _place_keys(picture: Inventory, clients: Clients) -> dict[str, str]:
    keys = list(picture.all(Key))
    given = {key.address: key.arn for key in keys if isinstance(key.arn, str)}
    wholes = [key for key in keys if key.address not in given and not key.is_replica]
    made = together({key.address: partial(_place_key, key, clients) for key in wholes})
    arns_by_address = {**given, **{address: str(arn) for address, arn in made.items()}}
    for key in keys:
        if key.address not in arns_by_address:
            arns_by_address[key.address] = _place_replica(key, picture, arns_by_address, clients)
    return arns_by_address


def _place_key(key: Key, clients: Clients) -> str:
    kms = clients("kms", str(key.region))
    arn = kms.create_key(
        Policy=json.dumps(key.policy),
        Description=key.description,
        MultiRegion=key.multi_region,
        BypassPolicyLockoutSafetyCheck=True,
    )["KeyMetadata"]["Arn"]
    kms.enable_key_rotation(KeyId=arn, RotationPeriodInDays=key.rotation_period_days)
    return str(arn)


def _place_replica(key: Key, picture: Inventory, arns_by_address: dict[str, str], clients: Clients) -> str:
    assert isinstance(key.primary, Ref)
    primary = picture.get(Key, key.primary.address)
    assert primary
    made = clients("kms", str(primary.region)).replicate_key(
        KeyId=arns_by_address[primary.address],
        ReplicaRegion=key.region,
        Policy=json.dumps(key.policy),
        Description=key.description,
        BypassPolicyLockoutSafetyCheck=True,
    )
    return str(made["ReplicaKeyMetadata"]["Arn"])


def _place_alias(alias: Alias, clients: Clients) -> None:
    try:
        clients("kms", str(alias.region)).create_alias(AliasName=alias.name, TargetKeyId=alias.target)
    except ClientError as error:  # one that was taken over is there already
        if error.response.get("Error", {}).get("Code") != "AlreadyExistsException":
            raise


def _place_role(role: Role, environment: Environment, clients: Clients) -> None:
    iam, names = clients("iam", str(role.region)), environment.names
    boundary = {"PermissionsBoundary": role.permissions_boundary} if role.permissions_boundary else {}
    iam.create_role(Path=names.role_path, RoleName=role.name, AssumeRolePolicyDocument=json.dumps(role.trust), **boundary)
    for number, policy in enumerate(role.policies):
        iam.put_role_policy(RoleName=role.name, PolicyName=f"{role.name}-{number}", PolicyDocument=json.dumps(policy))


def _place_bucket(bucket: Bucket, clients: Clients) -> None:
    s3, name = clients("s3", str(bucket.region)), bucket.name
    where = {} if bucket.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=bucket.lock_mode is not None, **where)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": bucket.versioning})
    default = {"SSEAlgorithm": bucket.encryption, **({"KMSMasterKeyID": bucket.encryption_key} if bucket.encryption_key else {})}
    s3.put_bucket_encryption(
        Bucket=name, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    )
    if bucket.lock_mode:
        retention = {"Mode": bucket.lock_mode, "Days": bucket.lock_days}
        s3.put_object_lock_configuration(
            Bucket=name,
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": retention}},
        )
    if bucket.expiry_days:
        rule = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": bucket.expiry_days}}
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    switches = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(switches, bucket.public_access_blocked))
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(bucket.policy))


def _place_logging(bucket: Bucket, clients: Clients) -> None:
    if bucket.access_logs_to:
        target = {"TargetBucket": bucket.access_logs_to, "TargetPrefix": ""}
        clients("s3", str(bucket.region)).put_bucket_logging(Bucket=bucket.name, BucketLoggingStatus={"LoggingEnabled": target})


def _place_log_group(group: LogGroup, clients: Clients) -> None:
    logs = clients("logs", str(group.region))
    logs.create_log_group(logGroupName=group.name, **({"kmsKeyId": group.key} if group.key else {}))
    if group.retention_days:
        logs.put_retention_policy(logGroupName=group.name, retentionInDays=group.retention_days)


def _place_topic(topic: Topic, clients: Clients) -> None:
    attributes = {"Policy": json.dumps(topic.policy), "KmsMasterKeyId": topic.key}
    clients("sns", str(topic.region)).create_topic(Name=topic.name, Attributes=attributes)


def _place_queue(queue: Queue, clients: Clients) -> None:
    attributes = {"Policy": json.dumps(queue.policy), "MessageRetentionPeriod": str(queue.retention_seconds)}
    clients("sqs", str(queue.region)).create_queue(QueueName=queue.name, Attributes=attributes)


def _place_trail(trail: Trail, environment: Environment, clients: Clients) -> None:
    cloudtrail, names = clients("cloudtrail", str(trail.region)), environment.names
    cloudtrail.create_trail(
        Name=trail.name,
        S3BucketName=trail.bucket,
        IsMultiRegionTrail=trail.multi_region,
        IncludeGlobalServiceEvents=trail.global_events,
        EnableLogFileValidation=trail.validation,
        KmsKeyId=trail.key,
        CloudWatchLogsLogGroupArn=trail.log_group,
        CloudWatchLogsRoleArn=names.log_delivery_role_arn,
    )
    assert isinstance(trail.selectors, tuple)
    selectors = [
        {"ReadWriteType": each.read_write, "IncludeManagementEvents": each.management_events} for each in trail.selectors
    ]
    cloudtrail.put_event_selectors(TrailName=trail.name, EventSelectors=selectors)
    cloudtrail.start_logging(Name=trail.name)


def _place_metric_filter(made: MetricFilter, clients: Clients) -> None:
    namespace, metric = str(made.metric).split("/", 1)
    clients("logs", str(made.region)).put_metric_filter(
        logGroupName=made.log_group,
        filterName=made.name,
        filterPattern=made.pattern,
        metricTransformations=[{"metricNamespace": namespace, "metricName": metric, "metricValue": "1"}],
    )


def _place_metric_alarm(alarm: MetricAlarm, clients: Clients) -> None:
    namespace, metric = str(alarm.metric).rsplit("/", 1)
    clients("cloudwatch", str(alarm.region)).put_metric_alarm(
        AlarmName=alarm.name,
        Namespace=namespace,
        MetricName=metric,
        ComparisonOperator=alarm.comparison,
        Threshold=alarm.threshold,
        Statistic=alarm.statistic,
        Period=alarm.period_seconds,
        EvaluationPeriods=alarm.evaluation_periods,
        TreatMissingData=alarm.treat_missing_data,
        ActionsEnabled=alarm.actions_enabled,
        AlarmActions=list(_texts(alarm.actions)),
    )


def _place_event_rule(rule: EventRule, clients: Clients) -> None:
    events = clients("events", str(rule.region))
    events.put_rule(Name=rule.name, EventPattern=json.dumps(rule.pattern), State=rule.state)
    targets = [
        {
            "Id": f"target-{number}",
            "Arn": target.arn,
            **({"RoleArn": target.role} if target.role else {}),
            **({"DeadLetterConfig": {"Arn": target.dead_letter_queue}} if target.dead_letter_queue else {}),
        }
        for number, target in enumerate(rule.targets)
    ]
    if targets:
        events.put_targets(Rule=rule.name, Targets=targets)


def _place_subscription(made: Subscription, emulated: Emulated, clients: Clients) -> None:
    endpoint = made.endpoint if known(made.endpoint) else _secret_address(made.address)
    attributes = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": made.dead_letter_queue})}
    said = clients("sns", arns.parts(str(made.topic)).region).subscribe(
        TopicArn=made.topic, Protocol=made.protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True
    )
    emulated.set_subscription(said["SubscriptionArn"], confirmed=True)


def _secret_address(address: str) -> str:
    return next(url for kind, url in SECRET_ADDRESSES.items() if f"_{kind}_" in address)


def _texts(said: object) -> Iterable[str]:
    assert isinstance(said, tuple)
    return (str(each) for each in said)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
