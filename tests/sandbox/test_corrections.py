"""Every correction of the emulator, twice: corrected, it answers as AWS does; uncorrected, it still does not.

A case is something seen through real calls: who was allowed what, or what was answered. `aws` is what AWS answers, `uncorrected`
what MiniStack 1.5.33 answers by itself. A denial always stands beside the same call, allowed to somebody or under other values.
"""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions
import pytest

from sandbox.emulator import REGION
from sandbox.people import (
    BREAK_GLASS,
    CAMUNDA_ACCOUNT,
    CUSTOMER_ACCOUNT,
    DEPLOYER,
    IAM_ADMINISTRATOR,
    STRANGER,
    TENANT,
    TENANT_STRANGER,
    Person,
)
from tests.sandbox.laboratory import (
    ALLOWED,
    DENIED,
    MALFORMED,
    NOT_FOUND,
    SECOND_REGION,
    WITHOUT_IAM_POLICY,
    Answers,
    Case,
    Laboratory,
    allow,
    attempt,
    deny,
    iam_policy,
    policy,
    require_as_aws,
    require_still_needed,
)


def by_query(world: Laboratory, person: Person, **parameters: str) -> str:
    """CloudWatch's query protocol, which boto3 no longer speaks and Terraform's provider does."""
    credentials = world.credentials(person)
    body = urllib.parse.urlencode({"Version": "2010-08-01", **parameters})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = botocore.awsrequest.AWSRequest("POST", world.emulator.url + "/", headers, body)
    signer = botocore.credentials.Credentials(credentials.access_key_id, credentials.secret_access_key, credentials.session_token)
    botocore.auth.SigV4Auth(signer, "monitoring", REGION).add_auth(request)
    context = ssl.create_default_context(cafile=str(world.emulator.certificate_authority))
    sent = urllib.request.Request(world.emulator.url + "/", body.encode(), dict(request.headers.items()))
    with urllib.request.urlopen(sent, context=context) as answer:
        return answer.read().decode()


# --- The cases ---------------------------------------------------------------------------------------------------------------


def all_but_one_role(world: Laboratory) -> Answers:
    key = world.key(deny("kms:DisableKey", ArnNotLike={"aws:PrincipalArn": BREAK_GLASS.arn}))
    return {person.name: attempt(world.kms(person).disable_key, KeyId=key) for person in (IAM_ADMINISTRATOR, BREAK_GLASS)}


def condition(action: str, under: dict[str, Any], hit: dict[str, Any], missed: dict[str, Any]) -> Callable[..., Answers]:
    """A Deny under a condition: the call that meets the condition, then the call that does not."""

    def observe(world: Laboratory) -> Answers:
        key = world.key(deny(f"kms:{action}", **under), MultiRegion=action == "ReplicateKey")
        call = getattr(world.kms(IAM_ADMINISTRATOR), botocore.xform_name(action))
        return {name: attempt(call, KeyId=key, **values) for name, values in (("hit", hit), ("missed", missed))}

    return observe


def condition_on_a_grant_for_aws(world: Laboratory) -> Answers:
    grant = {"GranteePrincipal": STRANGER.arn, "Operations": ["Decrypt"]}
    keys = {value: world.key(deny("kms:CreateGrant", Bool={"kms:GrantIsForAWSResource": value})) for value in ("false", "true")}
    return {value: attempt(world.kms(IAM_ADMINISTRATOR).create_grant, KeyId=key, **grant) for value, key in keys.items()}


def condition_on_the_callers_account(world: Laboratory) -> Answers:
    accounts = {"own": CUSTOMER_ACCOUNT, "other": CAMUNDA_ACCOUNT}
    return {
        name: attempt(
            world.kms(IAM_ADMINISTRATOR).describe_key,
            KeyId=world.key(deny("kms:DescribeKey", StringNotEquals={"kms:CallerAccount": account})),
        )
        for name, account in accounts.items()
    }


def use_from_another_account(world: Laboratory) -> Answers:
    key = world.key(allow("kms:*", principal=TENANT.arn), allow("kms:*", principal=WITHOUT_IAM_POLICY.arn))
    blob = world.blob(key)
    uses: dict[str, dict[str, Any]] = {
        "encrypt": {"Plaintext": b"secret"},
        "decrypt": {"CiphertextBlob": blob},
        "generate_data_key": {"KeySpec": "AES_256"},
        "generate_data_key_without_plaintext": {"KeySpec": "AES_256"},
        "describe_key": {},
        "create_grant": {"GranteePrincipal": TENANT.arn, "Operations": ["Decrypt"]},
        "list_grants": {},
    }
    people = (TENANT, TENANT_STRANGER, WITHOUT_IAM_POLICY)
    return {
        person.name: {attempt(getattr(world.kms(person), use), KeyId=key, **values) for use, values in uses.items()}
        for person in people
    }


def grant_made_and_revoked_from_another_account(world: Laboratory) -> Answers:
    key = world.key(allow("kms:CreateGrant", "kms:RevokeGrant", principal=TENANT.arn))
    grant = world.kms(DEPLOYER).create_grant(KeyId=key, GranteePrincipal=TENANT.arn, Operations=["Decrypt"])["GrantId"]
    people = (TENANT_STRANGER, TENANT)
    return {person.name: attempt(world.kms(person).revoke_grant, KeyId=key, GrantId=grant) for person in people}


def administration_from_another_account(world: Laboratory) -> Answers:
    key = world.key(allow("kms:*", principal=TENANT.arn))
    calls: dict[str, dict[str, Any]] = {
        "put_key_policy": {"Policy": policy()},
        "disable_key": {},
        "get_key_policy": {},
        "list_key_policies": {},
        "tag_resource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
        "schedule_key_deletion": {},
    }
    return {
        person.name: {attempt(getattr(world.kms(person), call), KeyId=key, **values) for call, values in calls.items()}
        for person in (TENANT, IAM_ADMINISTRATOR)
    }


def decrypt_without_naming_the_key(world: Laboratory) -> Answers:
    blob = world.blob(world.key(allow("kms:Decrypt", principal=TENANT.arn)))
    return {person.name: attempt(world.kms(person).decrypt, CiphertextBlob=blob) for person in (TENANT, TENANT_STRANGER)}


def decrypt_by_a_multi_region_key_without_naming_it(world: Laboratory) -> Answers:
    key = world.key(deny("kms:Decrypt", ArnNotLike={"aws:PrincipalArn": DEPLOYER.arn}), MultiRegion=True)
    blob = world.blob(key)
    people = (DEPLOYER, IAM_ADMINISTRATOR)
    return {person.name: attempt(world.kms(person).decrypt, CiphertextBlob=blob) for person in people}


def decrypt_naming_another_key(world: Laboratory) -> Answers:
    right, wrong = world.key(), world.key()
    blob, kms = world.blob(right), world.kms(IAM_ADMINISTRATOR)
    return {name: attempt(kms.decrypt, CiphertextBlob=blob, KeyId=key) for name, key in (("right", right), ("wrong", wrong))}


def re_encryption(world: Laboratory) -> Answers:
    source = world.key(allow("kms:ReEncrypt*", principal=TENANT.arn))
    keys = {
        "both": world.key(allow("kms:ReEncryptTo", principal=TENANT.arn)),
        "source only": world.key(allow("kms:ReEncryptFrom", principal=TENANT.arn)),
    }
    blob = world.blob(source)
    return {name: attempt(world.kms(TENANT).re_encrypt, CiphertextBlob=blob, DestinationKeyId=key) for name, key in keys.items()}


def alias_turned_to_a_key(world: Laboratory) -> Answers:
    """Both keys' policies have a say: the one that loses the alias and the one that gets it."""
    free, guarded = world.key(), world.key(deny("kms:UpdateAlias", "kms:CreateAlias", "kms:DeleteAlias"))
    kms, alias = world.kms(IAM_ADMINISTRATOR), f"alias/{world.name('turned')}"
    return {
        "created for the guarded": attempt(kms.create_alias, AliasName=alias + "-guarded", TargetKeyId=guarded),
        "created for the free": attempt(kms.create_alias, AliasName=alias, TargetKeyId=free),
        "turned to the guarded": attempt(kms.update_alias, AliasName=alias, TargetKeyId=guarded),
        "turned to the free": attempt(kms.update_alias, AliasName=alias, TargetKeyId=free),
    }


def permission_on_the_key_behind_an_alias(world: Laboratory) -> Answers:
    keys = {"named": world.key(), "other": world.key()}
    person = Person("on_one_key", CUSTOMER_ACCOUNT, "/apps/", world.name("on-one-key"))
    world.add(person, iam_policy("kms:Encrypt", resource=keys["named"]))
    aliases = {name: f"alias/{world.name(name)}" for name in keys}
    for name, key in keys.items():
        world.kms(DEPLOYER).create_alias(AliasName=aliases[name], TargetKeyId=key)
    return {name: attempt(world.kms(person).encrypt, KeyId=alias, Plaintext=b"x") for name, alias in aliases.items()}


def grant_to_a_stranger(world: Laboratory) -> Answers:
    key, context = world.key(deny("kms:GenerateDataKey")), {"purpose": "test"}
    world.kms(DEPLOYER).create_grant(
        KeyId=key,
        GranteePrincipal=TENANT_STRANGER.arn,
        Operations=["Decrypt", "GenerateDataKey"],
        Constraints={"EncryptionContextEquals": context},
    )
    kms, blob = world.kms(TENANT_STRANGER), world.blob(key, EncryptionContext=context)
    return {
        "what was granted": attempt(kms.decrypt, KeyId=key, CiphertextBlob=blob, EncryptionContext=context),
        "another context": attempt(kms.decrypt, KeyId=key, CiphertextBlob=blob, EncryptionContext={"purpose": "other"}),
        "what was not granted": attempt(kms.encrypt, KeyId=key, Plaintext=b"x", EncryptionContext=context),
        "what is denied": attempt(kms.generate_data_key, KeyId=key, KeySpec="AES_256", EncryptionContext=context),
    }


def lock_out(world: Laboratory) -> Answers:
    kms, key = world.kms(DEPLOYER), world.key()
    for_others = policy(deny("kms:PutKeyPolicy", ArnNotLike={"aws:PrincipalArn": BREAK_GLASS.arn}))
    return {
        "created for others": attempt(kms.create_key, Policy=for_others),
        "put for others": attempt(kms.put_key_policy, KeyId=key, Policy=for_others),
        "put for oneself": attempt(kms.put_key_policy, KeyId=key, Policy=policy(deny("kms:Decrypt"))),
        "bypassed": attempt(kms.put_key_policy, KeyId=key, Policy=for_others, BypassPolicyLockoutSafetyCheck=True),
    }


def policy_for_nobody(world: Laboratory) -> Answers:
    """The tenant's ARN without its path is the misspelling that costs a cluster."""
    principals = {
        "with its path": TENANT.arn,
        "without its path": TENANT.arn.replace("/c8-cluster", ""),
        "of an account unknown here": "arn:aws:iam::777788889999:role/anyone",
        "a wildcard": TENANT.arn + "*",
    }
    return {
        name: attempt(world.kms(DEPLOYER).create_key, Policy=policy(allow("kms:Decrypt", principal=principal)))
        for name, principal in principals.items()
    }


def primary_region(world: Laboratory) -> Answers:
    key = world.key(MultiRegion=True)
    world.kms(DEPLOYER).replicate_key(KeyId=key, ReplicaRegion=SECOND_REGION)
    people = (STRANGER, DEPLOYER)
    return {
        person.name: attempt(world.kms(person).update_primary_region, KeyId=key, PrimaryRegion=SECOND_REGION) for person in people
    }


def trail_with_a_log_group_and_tags(world: Laboratory) -> Answers:
    given = {
        "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{CUSTOMER_ACCOUNT}:log-group:trail:*",
        "CloudWatchLogsRoleArn": f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/trail",
    }
    cloudtrail, tags = world.client("cloudtrail", DEPLOYER), [{"Key": "owner", "Value": "platform"}]
    created = cloudtrail.create_trail(Name=world.name("trail"), S3BucketName="trail-bucket", TagsList=tags, **given)
    arn = created["TrailARN"]
    return {
        "created": given.items() <= created.items(),
        "read": given.items() <= cloudtrail.get_trail(Name=arn)["Trail"].items(),
        "tags": cloudtrail.list_tags(ResourceIdList=[arn])["ResourceTagList"][0]["TagsList"] == tags,
    }


def alarm_over_the_query_protocol(world: Laboratory) -> Answers:
    name, topic = world.name("alarm"), f"arn:aws:sns:{REGION}:{CUSTOMER_ACCOUNT}:topic"
    put = {
        "AlarmName": name,
        "MetricName": "Calls",
        "Namespace": "Kit",
        "Threshold": "1",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "EvaluationPeriods": "1",
        "Period": "300",
        "Statistic": "Sum",
        "TreatMissingData": "notBreaching",
        "AlarmDescription": "less < than & more",
        "AlarmActions.member.1": topic,
        "InsufficientDataActions.member.1": topic,
        "Dimensions.member.1.Name": "RuleName",
        "Dimensions.member.1.Value": "rule",
    }
    by_query(world, DEPLOYER, Action="PutMetricAlarm", **put)
    answer = by_query(world, DEPLOYER, Action="DescribeAlarms", **{"AlarmNames.member.1": name})
    return {
        field: f"<{field}>{value}</{field}>" in answer
        for field, value in {
            "MetricName": "Calls",
            "Period": "300",
            "Statistic": "Sum",
            "ActionsEnabled": "true",
            "TreatMissingData": "notBreaching",
            "AlarmDescription": "less &lt; than &amp; more",
            "AlarmActions": f"<member>{topic}</member>",
            "InsufficientDataActions": f"<member>{topic}</member>",
            "Dimensions": "<member><Name>RuleName</Name><Value>rule</Value></member>",
        }.items()
    }


def alarm_on_an_expression(world: Laboratory) -> Answers:
    name = world.name("alarm")
    put = {
        "AlarmName": name,
        "Threshold": "1",
        "ComparisonOperator": "LessThanThreshold",
        "EvaluationPeriods": "1",
        "Metrics.member.1.Id": "silent",
        "Metrics.member.1.Expression": "FILL(used, 0)",
        "Metrics.member.2.Id": "used",
        "Metrics.member.2.ReturnData": "false",
        "Metrics.member.2.MetricStat.Stat": "Sum",
        "Metrics.member.2.MetricStat.Period": "3600",
        "Metrics.member.2.MetricStat.Metric.MetricName": "MatchedEvents",
        "Metrics.member.2.MetricStat.Metric.Dimensions.member.1.Name": "RuleName",
    }
    by_query(world, DEPLOYER, Action="PutMetricAlarm", **put)
    answer = by_query(world, DEPLOYER, Action="DescribeAlarms", **{"AlarmNames.member.1": name})
    return {
        "expression": "<Expression>FILL(used, 0)</Expression>" in answer,
        "dimension": "<Dimensions><member><Name>RuleName</Name></member></Dimensions>" in answer,
        "only the metric's own period": answer.count("<Period>") == 1,
    }


def subscription_that_waits(world: Laboratory) -> Answers:
    sns = world.client("sns", DEPLOYER)
    topic = sns.create_topic(Name=world.name("topic"))["TopicArn"]
    wanted = {"TopicArn": topic, "Protocol": "https", "ReturnSubscriptionArn": True}
    arn = sns.subscribe(**wanted, Endpoint="https://127.0.0.1:1/nobody-there")["SubscriptionArn"]
    return {"has an ARN": arn.startswith(topic)}


class Delivery:
    """A rule and an alarm, a topic for both, a queue that hears the topic and a dead-letter queue."""

    def __init__(self, world: Laboratory, *, topic_for: list[str], key_for: list[str] | None = None) -> None:
        self.name = world.name("delivery")
        self.sqs, sns = world.client("sqs", DEPLOYER), world.client("sns", DEPLOYER)
        self.events, self.cloudwatch = world.client("events", DEPLOYER), world.client("cloudwatch", DEPLOYER)
        attributes = {"Policy": self.policy(topic_for, "sns:Publish")}
        if key_for is not None:
            use = {"Effect": "Allow", "Action": ["kms:GenerateDataKey*", "kms:Decrypt"], "Resource": "*"}
            attributes["KmsMasterKeyId"] = world.key(*({**use, "Principal": {"Service": service}} for service in key_for))
        topic = sns.create_topic(Name=self.name, Attributes=attributes)["TopicArn"]
        self.heard, self.dead = (self.queue(f"{self.name}-{kind}") for kind in ("heard", "dead"))
        self.events.put_rule(Name=self.name, EventPattern=json.dumps({"source": [self.name]}))
        dead = {"DeadLetterConfig": {"Arn": self.arn(self.dead)}}
        self.events.put_targets(Rule=self.name, Targets=[{"Id": "topic", "Arn": topic, **dead}])
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=self.arn(self.heard))
        alarm = {"Threshold": 1, "ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1, "Period": 60}
        metric = {"Namespace": "Kit", "MetricName": "calls", "Statistic": "Sum"}
        self.cloudwatch.put_metric_alarm(AlarmName=self.name, AlarmActions=[topic], **alarm, **metric)

    @staticmethod
    def policy(services: list[str], action: str) -> str:
        statement = {"Effect": "Allow", "Principal": {"Service": services}, "Action": action, "Resource": "*"}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    def queue(self, name: str) -> str:
        allowed = self.policy(["sns.amazonaws.com", "events.amazonaws.com"], "sqs:SendMessage")
        return self.sqs.create_queue(QueueName=name, Attributes={"Policy": allowed})["QueueUrl"]

    def arn(self, queue: str) -> str:
        return self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def count(self, queue: str) -> int:
        return len(self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []))

    def observe(self) -> tuple[str, str]:
        self.events.put_events(Entries=[{"Source": self.name, "DetailType": "Drill", "Detail": "{}"}])
        event = "delivered" if self.count(self.heard) else "dead letter" if self.count(self.dead) else "lost"
        self.cloudwatch.set_alarm_state(AlarmName=self.name, StateValue="ALARM", StateReason="drill")
        return event, "delivered" if self.count(self.heard) else "lost"


EVENTS, CLOUDWATCH, BACKUP = "events.amazonaws.com", "cloudwatch.amazonaws.com", "backup.amazonaws.com"


def topic_policy(world: Laboratory) -> Answers:
    services = {"events": [EVENTS], "cloudwatch": [CLOUDWATCH], "neither": [BACKUP]}
    return {name: Delivery(world, topic_for=allowed).observe() for name, allowed in services.items()}


def key_of_a_topic(world: Laboratory) -> Answers:
    services = {"both": [EVENTS, CLOUDWATCH], "events": [EVENTS], "neither": []}
    return {
        name: Delivery(world, topic_for=[EVENTS, CLOUDWATCH], key_for=allowed).observe() for name, allowed in services.items()
    }


HIT = {"hit": DENIED, "missed": ALLOWED}
IGNORED = {"hit": ALLOWED, "missed": ALLOWED}
ALWAYS_HIT = {"hit": DENIED, "missed": DENIED}
GRANT = {"GranteePrincipal": STRANGER.arn}

CASES = {
    "the caller's ARN is the role's": Case(
        "principal_arn_of_the_role",
        all_but_one_role,
        {"iam_administrator": DENIED, "break_glass": ALLOWED},
        {"iam_administrator": DENIED, "break_glass": DENIED},
    ),
    "kms:ScheduleKeyDeletionPendingWindowInDays": Case(
        "condition_keys",
        condition(
            "ScheduleKeyDeletion",
            {"NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "30"}},
            {"PendingWindowInDays": 7},
            {},
        ),
        HIT,
        IGNORED,
    ),
    "kms:BypassPolicyLockoutSafetyCheck": Case(
        "condition_keys",
        condition(
            "PutKeyPolicy",
            {"Bool": {"kms:BypassPolicyLockoutSafetyCheck": "true"}},
            {"Policy": policy(), "BypassPolicyLockoutSafetyCheck": True},
            {"Policy": policy()},
        ),
        HIT,
        IGNORED,
    ),
    "kms:GrantOperations": Case(
        "condition_keys",
        condition(
            "CreateGrant",
            {"ForAnyValue:StringEquals": {"kms:GrantOperations": ["Decrypt"]}},
            {**GRANT, "Operations": ["Encrypt", "Decrypt"]},
            {**GRANT, "Operations": ["Encrypt"]},
        ),
        HIT,
        IGNORED,
    ),
    "kms:GrantIsForAWSResource": Case(
        "condition_keys", condition_on_a_grant_for_aws, {"false": DENIED, "true": ALLOWED}, {"false": ALLOWED, "true": ALLOWED}
    ),
    "kms:EncryptionContext:<name>": Case(
        "condition_keys",
        condition(
            "Encrypt",
            {"StringEquals": {"kms:EncryptionContext:Purpose": "trail"}},
            {"Plaintext": b"x", "EncryptionContext": {"Purpose": "trail"}},
            {"Plaintext": b"x", "EncryptionContext": {"Purpose": "other"}},
        ),
        HIT,
        IGNORED,
    ),
    "kms:EncryptionContextKeys": Case(
        "condition_keys",
        condition(
            "GenerateDataKey",
            {"Null": {"kms:EncryptionContextKeys": "true"}},
            {"KeySpec": "AES_256"},
            {"KeySpec": "AES_256", "EncryptionContext": {"purpose": "x"}},
        ),
        HIT,
        ALWAYS_HIT,
    ),
    "kms:ReplicaRegion": Case(
        "condition_keys",
        condition(
            "ReplicateKey",
            {"StringNotEquals": {"kms:ReplicaRegion": SECOND_REGION}},
            {"ReplicaRegion": "eu-central-1"},
            {"ReplicaRegion": SECOND_REGION},
        ),
        HIT,
        ALWAYS_HIT,
    ),
    "kms:RotationPeriodInDays": Case(
        "condition_keys",
        condition(
            "EnableKeyRotation",
            {"NumericGreaterThan": {"kms:RotationPeriodInDays": "364"}},
            {},
            {"RotationPeriodInDays": 90},
        ),
        HIT,
        IGNORED,
    ),
    "kms:KeyOrigin": Case(
        "condition_keys",
        condition("DescribeKey", {"StringNotEquals": {"kms:KeyOrigin": "AWS_KMS"}}, {}, {}),
        IGNORED,
        ALWAYS_HIT,
    ),
    "kms:CallerAccount": Case(
        "condition_keys",
        condition_on_the_callers_account,
        {"own": ALLOWED, "other": DENIED},
        {"own": DENIED, "other": DENIED},
    ),
    "use from another account": Case(
        "handle_in_the_account_of_the_key",
        use_from_another_account,
        {"tenant": {ALLOWED}, "tenant_stranger": {DENIED}, "without_iam_policy": {DENIED}},
        {"tenant": {NOT_FOUND}, "tenant_stranger": {NOT_FOUND}, "without_iam_policy": {DENIED}},
    ),
    "revoking a grant from another account": Case(
        "handle_in_the_account_of_the_key",
        grant_made_and_revoked_from_another_account,
        {"tenant_stranger": DENIED, "tenant": ALLOWED},
        {"tenant_stranger": NOT_FOUND, "tenant": NOT_FOUND},
    ),
    "administration from another account": Case(
        "enforce_kms_as_aws_does",
        administration_from_another_account,
        {"tenant": {DENIED}, "iam_administrator": {ALLOWED}},
        {"tenant": {NOT_FOUND}, "iam_administrator": {ALLOWED}},
    ),
    "decryption without naming the key": Case(
        "arn_of_the_key",
        decrypt_without_naming_the_key,
        {"tenant": ALLOWED, "tenant_stranger": DENIED},
        {"tenant": "InvalidCiphertextException", "tenant_stranger": "InvalidCiphertextException"},
    ),
    "decryption by a multi-Region key without naming it": Case(
        "arn_of_the_key",
        decrypt_by_a_multi_region_key_without_naming_it,
        {"deployer": ALLOWED, "iam_administrator": DENIED},
        {"deployer": ALLOWED, "iam_administrator": ALLOWED},
    ),
    "decryption naming another key": Case(
        "wrong_key_refusal",
        decrypt_naming_another_key,
        {"right": ALLOWED, "wrong": "IncorrectKeyException"},
        {"right": ALLOWED, "wrong": ALLOWED},
    ),
    "ReEncrypt": Case(
        "re_encrypt",
        re_encryption,
        {"both": ALLOWED, "source only": DENIED},
        {"both": "InvalidAction", "source only": "InvalidAction"},
    ),
    "aliases": Case(
        "permissions",
        alias_turned_to_a_key,
        {
            "created for the guarded": DENIED,
            "created for the free": ALLOWED,
            "turned to the guarded": DENIED,
            "turned to the free": ALLOWED,
        },
        {
            "created for the guarded": ALLOWED,
            "created for the free": ALLOWED,
            "turned to the guarded": ALLOWED,
            "turned to the free": ALLOWED,
        },
    ),
    "an IAM policy on the key behind an alias": Case(
        "arn_of_the_key",
        permission_on_the_key_behind_an_alias,
        {"named": ALLOWED, "other": DENIED},
        {"named": DENIED, "other": DENIED},
    ),
    "grants": Case(
        "granted",
        grant_to_a_stranger,
        {"what was granted": ALLOWED, "another context": DENIED, "what was not granted": DENIED, "what is denied": DENIED},
        dict.fromkeys(("what was granted", "another context", "what was not granted", "what is denied"), NOT_FOUND),
    ),
    "the lock-out check": Case(
        "policy_refusal",
        lock_out,
        {"created for others": MALFORMED, "put for others": MALFORMED, "put for oneself": ALLOWED, "bypassed": ALLOWED},
        {"created for others": ALLOWED, "put for others": ALLOWED, "put for oneself": DENIED, "bypassed": DENIED},
    ),
    "principals that do not exist": Case(
        "policy_refusal",
        policy_for_nobody,
        {
            "with its path": ALLOWED,
            "without its path": MALFORMED,
            "of an account unknown here": ALLOWED,
            "a wildcard": MALFORMED,
        },
        dict.fromkeys(("with its path", "without its path", "of an account unknown here", "a wildcard"), ALLOWED),
    ),
    "UpdatePrimaryRegion": Case(
        "update_primary_region",
        primary_region,
        {"stranger": DENIED, "deployer": ALLOWED},
        {"stranger": DENIED, "deployer": "InvalidAction"},
    ),
    "the log group and the tags of a trail": Case(
        "create_trail_in_full",
        trail_with_a_log_group_and_tags,
        {"created": True, "read": True, "tags": True},
        {"created": False, "read": False, "tags": False},
    ),
    "alarms on an expression": Case(
        "put_alarm_in_full",
        alarm_on_an_expression,
        {"expression": True, "dimension": True, "only the metric's own period": True},
        {"expression": False, "dimension": False, "only the metric's own period": False},
    ),
    "a subscription that waits for its confirmation": Case(
        "subscribe_with_an_arn", subscription_that_waits, {"has an ARN": True}, {"has an ARN": False}
    ),
    "the policy of a topic": Case(
        "may_publish",
        topic_policy,
        {"events": ("delivered", "lost"), "cloudwatch": ("dead letter", "delivered"), "neither": ("dead letter", "lost")},
        dict.fromkeys(("events", "cloudwatch", "neither"), ("delivered", "delivered")),
    ),
    "the key of an encrypted topic": Case(
        "may_use_key",
        key_of_a_topic,
        {"both": ("delivered", "delivered"), "events": ("delivered", "lost"), "neither": ("dead letter", "lost")},
        dict.fromkeys(("both", "events", "neither"), ("delivered", "delivered")),
    ),
    "alarms over the query protocol": Case(
        "describe_alarms_in_full and put_alarm_in_full",
        alarm_over_the_query_protocol,
        dict.fromkeys(
            (
                "MetricName",
                "Period",
                "Statistic",
                "ActionsEnabled",
                "TreatMissingData",
                "AlarmDescription",
                "AlarmActions",
                "InsufficientDataActions",
                "Dimensions",
            ),
            True,
        ),
        {
            "MetricName": True,
            **dict.fromkeys(
                (
                    "Period",
                    "Statistic",
                    "ActionsEnabled",
                    "TreatMissingData",
                    "AlarmDescription",
                    "AlarmActions",
                    "InsufficientDataActions",
                    "Dimensions",
                ),
                False,
            ),
        },
    ),
}


OPERATIONS: dict[str, dict[str, Any]] = {
    "DescribeKey": {},
    "GetKeyPolicy": {},
    "GetKeyRotationStatus": {},
    "ListGrants": {},
    "ListKeyPolicies": {},
    "ListResourceTags": {},
    "Encrypt": {"Plaintext": b"x"},
    "Decrypt": {"CiphertextBlob": b"x" * 100},
    "GenerateDataKey": {"KeySpec": "AES_256"},
    "GenerateDataKeyWithoutPlaintext": {"KeySpec": "AES_256"},
    "GenerateDataKeyPair": {"KeyPairSpec": "RSA_2048"},
    "GenerateDataKeyPairWithoutPlaintext": {"KeyPairSpec": "RSA_2048"},
    "CreateGrant": {"GranteePrincipal": TENANT.arn, "Operations": ["Decrypt"]},
    "RevokeGrant": {"GrantId": "0" * 64},
    "EnableKey": {},
    "EnableKeyRotation": {},
    "DisableKeyRotation": {},
    "UpdateKeyDescription": {"Description": "x"},
    "TagResource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
    "UntagResource": {"TagKeys": ["a"]},
    "ImportKeyMaterial": {"ImportToken": b"x", "EncryptedKeyMaterial": b"x"},
    "DeleteImportedKeyMaterial": {},
    "PutKeyPolicy": {"Policy": policy()},
    "UpdatePrimaryRegion": {"PrimaryRegion": SECOND_REGION},
    "DisableKey": {},
    "CancelKeyDeletion": {},
    "ScheduleKeyDeletion": {},
    "RotateKeyOnDemand": {},
    "ListKeyRotations": {},
}


@pytest.fixture(scope="module")
def holder(corrected: Laboratory) -> Person:
    """Somebody whose IAM policy a test sets."""
    person = Person("holder", CUSTOMER_ACCOUNT, "/apps/", "holder")
    corrected.add(person, iam_policy("sns:ListTopics"))
    return person


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_needs_the_permission_of_its_name(corrected: Laboratory, holder: Person, operation: str) -> None:
    arguments = {"KeyId": corrected.key(), **OPERATIONS[operation]}
    call = getattr(corrected.kms(holder), botocore.xform_name(operation))
    allowed = iam_policy(f"kms:{operation}")
    denied = {**allowed, "Statement": [*iam_policy("kms:*")["Statement"], {**allowed["Statement"][0], "Effect": "Deny"}]}
    corrected.permit(holder, denied)
    assert attempt(call, **arguments) == DENIED
    corrected.permit(holder, allowed)
    assert attempt(call, **arguments) != DENIED


@pytest.mark.parametrize("name", CASES)
def test_the_corrected_emulator_answers_as_aws_does(corrected: Laboratory, name: str) -> None:
    require_as_aws(CASES[name], corrected)


@pytest.mark.parametrize("name", CASES)
def test_ministack_still_needs_the_correction(uncorrected: Laboratory, name: str) -> None:
    require_still_needed(CASES[name], uncorrected)
