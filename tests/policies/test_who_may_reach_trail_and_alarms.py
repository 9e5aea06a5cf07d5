"""Who may use what stands around the key: the trail's key, the buckets, the topic with its key, the queue, the role.

Each door is tried with the one request it is made for, and then with everything about that request changed in turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from camunda_byok.names import Names
from camunda_byok.policies.log_bucket_policy import archive_bucket_policy
from sandbox.people import (
    ADMINISTRATOR,
    AUDITOR,
    BREAK_GLASS,
    CUSTOMER_ACCOUNT,
    DEPLOYER,
    IAM_ADMINISTRATOR,
    STRANGER,
    TENANT,
    TENANT_STRANGER,
    Person,
)
from tests.oracle import Caller, Request, allows
from tests.policies.shapes import ARCHIVE, ARCHIVE_READER, EXISTING_TOPIC, FOREIGN_TOPIC, SHAPES

TRAIL = f"arn:aws:cloudtrail:eu-west-1:{CUSTOMER_ACCOUNT}:trail/camunda-byok-prod"
OTHER_TRAIL = f"arn:aws:cloudtrail:eu-west-1:{CUSTOMER_ACCOUNT}:trail/other"
FOREIGN_TRAIL = "arn:aws:cloudtrail:eu-west-1:999900001111:trail/camunda-byok-prod"
GROUP = f"arn:aws:logs:eu-west-1:{CUSTOMER_ACCOUNT}:log-group:/camunda-byok/prod/cloudtrail"
RULE = f"arn:aws:events:eu-west-1:{CUSTOMER_ACCOUNT}:rule/camunda-byok-prod-key-disabled"
ALARM = f"arn:aws:cloudwatch:eu-west-1:{CUSTOMER_ACCOUNT}:alarm:camunda-byok-prod-cis-key-disabled-or-deleted"
PAGE = f"arn:aws:sns:eu-west-1:{CUSTOMER_ACCOUNT}:camunda-byok-prod-page"
NOTICE = f"arn:aws:sns:eu-west-1:{CUSTOMER_ACCOUNT}:camunda-byok-prod-notice"
UNDELIVERED = f"arn:aws:sqs:eu-west-1:{CUSTOMER_ACCOUNT}:camunda-byok-prod-page-undelivered"
LOGS = f"arn:aws:s3:::byok-logs-prod-{CUSTOMER_ACCOUNT}-eu-west-1"
ACCESS = f"arn:aws:s3:::byok-access-prod-{CUSTOMER_ACCOUNT}-eu-west-1"
ARCHIVED = f"arn:aws:s3:::{ARCHIVE}"
SOURCE, ACCOUNT, TLS = "aws:SourceArn", "aws:SourceAccount", "aws:SecureTransport"
TRAIL_CONTEXT, GROUP_CONTEXT = "kms:EncryptionContext:aws:cloudtrail:arn", "kms:EncryptionContext:aws:logs:arn"
ACL = "s3:x-amz-acl"


@dataclass(frozen=True)
class Door:
    """One request that a policy lets through, and for each part of its context a value with which it must not."""

    shape: str
    service: str
    action: str
    resource: str
    context: Mapping[str, str]
    wrong: Mapping[str, tuple[str, ...]]
    also: tuple[str, ...] = ()
    """Other services that the same request is open to."""

    @property
    def request(self) -> Request:
        return Request(self.action, self.resource, self.context)


FROM_RULE = {SOURCE: RULE, ACCOUNT: CUSTOMER_ACCOUNT, TLS: "true"}
FROM_ALARM = {SOURCE: ALARM, ACCOUNT: CUSTOMER_ACCOUNT, TLS: "true"}
NOT_OUR_RULE = {
    SOURCE: (
        RULE.replace("byok-prod", "byok-dev"),
        RULE.replace("eu-west-1", "us-east-1"),
        RULE.replace(CUSTOMER_ACCOUNT, "999900001111"),
    ),
    ACCOUNT: ("999900001111",),
    TLS: ("false",),
}
NOT_OUR_ALARM = {SOURCE: (ALARM.replace("byok-prod", "byok-dev"), RULE), ACCOUNT: ("999900001111",)}
NOT_OUR_TRAIL = {SOURCE: (OTHER_TRAIL, FOREIGN_TRAIL)}

DOORS = {
    "the trail encrypts a log file": Door(
        "trail-key", "cloudtrail", "kms:GenerateDataKey", "*", {SOURCE: TRAIL, TRAIL_CONTEXT: TRAIL},
        {**NOT_OUR_TRAIL, TRAIL_CONTEXT: (FOREIGN_TRAIL, LOGS)},
    ),
    "the trail looks at its key": Door("trail-key", "cloudtrail", "kms:DescribeKey", "*", {SOURCE: TRAIL}, NOT_OUR_TRAIL),
    "the log group encrypts": Door(
        "trail-key", "logs.eu-west-1", "kms:GenerateDataKey", "*", {GROUP_CONTEXT: GROUP}, {GROUP_CONTEXT: (f"{GROUP}-2",)}
    ),
    "the trail looks at its bucket": Door(
        "log-bucket", "cloudtrail", "s3:GetBucketAcl", LOGS, {SOURCE: TRAIL, ACCOUNT: CUSTOMER_ACCOUNT, TLS: "true"},
        {**NOT_OUR_TRAIL, ACCOUNT: ("999900001111",), TLS: ("false",)},
    ),
    "the trail delivers a log file": Door(
        "log-bucket", "cloudtrail", "s3:PutObject", f"{LOGS}/AWSLogs/{CUSTOMER_ACCOUNT}/CloudTrail/a.json.gz",
        {SOURCE: TRAIL, ACCOUNT: CUSTOMER_ACCOUNT, ACL: "bucket-owner-full-control", TLS: "true"},
        {**NOT_OUR_TRAIL, ACCOUNT: ("999900001111",), ACL: ("public-read",), TLS: ("false",)},
    ),
    "the trail looks at an archive": Door(
        "archive-bucket", "cloudtrail", "s3:GetBucketAcl", ARCHIVED, {SOURCE: TRAIL, ACCOUNT: CUSTOMER_ACCOUNT, TLS: "true"},
        {**NOT_OUR_TRAIL, ACCOUNT: ("999900001111",), TLS: ("false",)},
    ),
    "the trail delivers to an archive": Door(
        "archive-bucket", "cloudtrail", "s3:PutObject", f"{ARCHIVED}/AWSLogs/{CUSTOMER_ACCOUNT}/CloudTrail/a.json.gz",
        {SOURCE: TRAIL, ACCOUNT: CUSTOMER_ACCOUNT, ACL: "bucket-owner-full-control", TLS: "true"},
        {**NOT_OUR_TRAIL, ACCOUNT: ("999900001111",), ACL: ("public-read",), TLS: ("false",)},
    ),
    "S3 delivers an access log": Door(
        "access-log-bucket", "logging.s3", "s3:PutObject", f"{ACCESS}/log-bucket/2026-11-20-03-07-42-EXAMPLE",
        {SOURCE: LOGS, ACCOUNT: CUSTOMER_ACCOUNT, TLS: "true"},
        {SOURCE: ("arn:aws:s3:::another-bucket",), ACCOUNT: ("999900001111",), TLS: ("false",)},
    ),
    "a rule pages": Door("topic-page", "events", "sns:Publish", PAGE, FROM_RULE, NOT_OUR_RULE),
    "an alarm pages": Door("topic-page", "cloudwatch", "sns:Publish", PAGE, FROM_ALARM, {**NOT_OUR_ALARM, TLS: ("false",)}),
    "a rule gives notice": Door("topic-notice", "events", "sns:Publish", NOTICE, FROM_RULE, NOT_OUR_RULE),
    "an alarm gives notice": Door(
        "topic-notice", "cloudwatch", "sns:Publish", NOTICE, FROM_ALARM, {**NOT_OUR_ALARM, TLS: ("false",)}
    ),
    # EventBridge tells KMS nothing of the rule: what it may publish is the topic's policy to decide.
    "a rule encrypts its message": Door("topic-key", "events", "kms:GenerateDataKey", "*", {}, {}),
    "an alarm encrypts its message": Door(
        "topic-key", "cloudwatch", "kms:Decrypt", "*", {SOURCE: ALARM, ACCOUNT: CUSTOMER_ACCOUNT}, NOT_OUR_ALARM, ("events",)
    ),
    "a rule leaves what it could not deliver": Door(
        "dead-letter-queue-page", "events", "sqs:SendMessage", UNDELIVERED, FROM_RULE, NOT_OUR_RULE
    ),
    "the topic leaves what it could not deliver": Door(
        "dead-letter-queue-page", "sns", "sqs:SendMessage", UNDELIVERED, {SOURCE: PAGE, TLS: "true"},
        {SOURCE: (f"{PAGE}-2", NOTICE), TLS: ("false",)},
    ),
    "a rule tells an existing topic": Door(
        "policy-of-an-existing-topic", "events", "sns:Publish", EXISTING_TOPIC, FROM_RULE, {**NOT_OUR_RULE, TLS: ()}
    ),
    "an alarm tells an existing topic": Door(
        "policy-of-an-existing-topic", "cloudwatch", "sns:Publish", EXISTING_TOPIC, FROM_ALARM, NOT_OUR_ALARM
    ),
    "a rule encrypts for an existing topic": Door("key-of-an-existing-topic", "events", "kms:GenerateDataKey", "*", {}, {}),
    "an alarm encrypts for an existing topic": Door(
        "key-of-an-existing-topic", "cloudwatch", "kms:Decrypt", "*", {SOURCE: ALARM, ACCOUNT: CUSTOMER_ACCOUNT},
        NOT_OUR_ALARM, ("events",),
    ),
    "an alarm tells a topic of another account": Door(
        "policy-of-a-foreign-topic", "cloudwatch", "sns:Publish", FOREIGN_TOPIC, FROM_ALARM, NOT_OUR_ALARM
    ),
    "an alarm encrypts for a topic of another account": Door(
        "key-of-a-foreign-topic", "cloudwatch", "kms:Decrypt", "*", {SOURCE: ALARM, ACCOUNT: CUSTOMER_ACCOUNT}, NOT_OUR_ALARM
    ),
}  # fmt: skip
SERVICES = ("cloudtrail", "logs.eu-west-1", "logging.s3", "events", "cloudwatch", "sns", "s3", "ec2", "config")
STRANGERS = [Caller(name=one.name, arn=one.arn) for one in (TENANT, TENANT_STRANGER)]


def opens(door: Door, service: str, request: Request) -> bool:
    return allows(SHAPES[door.shape], Caller(name=service, service=f"{service}.amazonaws.com"), request, owner=CUSTOMER_ACCOUNT)


@pytest.mark.parametrize("name", DOORS)
def test_the_service_may_do_what_the_kit_needs(name: str) -> None:
    door = DOORS[name]

    assert opens(door, door.service, door.request)


@pytest.mark.parametrize("name", DOORS)
def test_no_other_service_may(name: str) -> None:
    door = DOORS[name]
    others = [service for service in SERVICES if service != door.service and opens(door, service, door.request)]

    assert others == list(door.also)


@pytest.mark.parametrize("name", DOORS)
def test_nobody_of_another_account_may(name: str) -> None:
    door = DOORS[name]

    assert not [who for who in STRANGERS if allows(SHAPES[door.shape], who, door.request, owner=CUSTOMER_ACCOUNT)]


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [(name, key, value) for name, door in DOORS.items() for key, values in door.wrong.items() for value in values],
)
def test_the_service_may_not_on_behalf_of_something_else(name: str, key: str, value: str) -> None:
    door = DOORS[name]

    assert not opens(door, door.service, Request(door.action, door.resource, {**door.context, key: value}))


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, door in DOORS.items() for key in door.wrong if key != TLS])
def test_the_service_may_not_without_saying_on_whose_behalf(name: str, key: str) -> None:
    door = DOORS[name]
    context = {kept: value for kept, value in door.context.items() if kept != key}

    assert not opens(door, door.service, Request(door.action, door.resource, context))


@pytest.mark.parametrize("name", ["the trail delivers a log file", "the trail delivers to an archive"])
def test_a_trail_cannot_deliver_beneath_another_account_s_prefix(name: str) -> None:
    door = DOORS[name]
    elsewhere = door.resource.replace(f"AWSLogs/{CUSTOMER_ACCOUNT}", "AWSLogs/999900001111")

    assert not opens(door, "cloudtrail", Request(door.action, elsewhere, door.context))


@pytest.mark.parametrize("shape", ["log-bucket", "archive-bucket", "access-log-bucket", "topic-page", "dead-letter-queue-page"])
@pytest.mark.parametrize("who", [DEPLOYER, IAM_ADMINISTRATOR, BREAK_GLASS], ids=lambda person: person.name)
def test_plain_http_is_refused_to_everybody(shape: str, who: Person) -> None:
    resource, action = {
        "log-bucket": (f"{LOGS}/any", "s3:GetObject"),
        "archive-bucket": (f"{ARCHIVED}/any", "s3:GetObject"),
        "access-log-bucket": (f"{ACCESS}/any", "s3:GetObject"),
        "topic-page": (PAGE, "sns:Publish"),
        "dead-letter-queue-page": (UNDELIVERED, "sqs:ReceiveMessage"),
    }[shape]
    caller = Caller(name=who.name, arn=who.arn)
    # The policy allows them nothing, so it is opened wide first: the Deny must then be what refuses.
    opened = {"Statement": [*SHAPES[shape]["Statement"], {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}

    assert allows(opened, caller, Request(action, resource, {TLS: "true"}), owner=CUSTOMER_ACCOUNT)
    assert not allows(opened, caller, Request(action, resource, {TLS: "false"}), owner=CUSTOMER_ACCOUNT)


def test_auditors_administrators_and_break_glass_alone_can_read_the_logs() -> None:
    everybody = (DEPLOYER, ADMINISTRATOR, AUDITOR, BREAK_GLASS, IAM_ADMINISTRATOR, STRANGER, TENANT, TENANT_STRANGER)
    decrypt = Request("kms:Decrypt", context={TRAIL_CONTEXT: TRAIL})
    able = [
        one.name
        for one in everybody
        if allows(SHAPES["trail-key"], Caller(name=one.name, arn=one.arn), decrypt, owner=CUSTOMER_ACCOUNT)
    ]

    assert able == ["administrator", "auditor", "break_glass"]


@pytest.mark.parametrize(("shape", "reads"), [("trail-key-with-archive-readers", True), ("trail-key", False)])
def test_a_named_reader_of_an_archive_opens_the_log_files_of_this_trail_and_nothing_else(shape: str, reads: bool) -> None:
    reader = Caller(name="reader", arn=ARCHIVE_READER)

    def may(action: str, context: Mapping[str, str], who: Caller = reader) -> bool:
        return allows(SHAPES[shape], who, Request(action, context=context), owner=CUSTOMER_ACCOUNT)

    assert may("kms:Decrypt", {TRAIL_CONTEXT: TRAIL}) is reads
    assert not may("kms:Decrypt", {TRAIL_CONTEXT: OTHER_TRAIL})
    assert not may("kms:Decrypt", {GROUP_CONTEXT: GROUP})
    assert not may("kms:Decrypt", {})
    assert not [one for one in ("kms:Encrypt", "kms:DescribeKey", "kms:CreateGrant") if may(one, {TRAIL_CONTEXT: TRAIL})]
    other = Caller(name="other", arn="arn:aws:iam::555566667777:role/audit/somebody")
    assert not may("kms:Decrypt", {TRAIL_CONTEXT: TRAIL}, other)


def test_two_environments_can_deliver_to_one_archive_without_a_statement_id_twice() -> None:
    others = (
        Names(environment="eu-prod", account=CUSTOMER_ACCOUNT, region="eu-west-1"),
        Names(environment="prod", account="777788889999", region="eu-west-1"),
    )
    policies = [SHAPES["archive-bucket"], *(archive_bucket_policy(names, ARCHIVE) for names in others)]
    sids = [made["Sid"] for policy in policies for made in policy["Statement"] if made["Sid"] != "NoPlainHttp"]

    assert len(sids) == len(set(sids)) == 6
    assert all(sid.isalnum() for sid in sids)


@pytest.mark.parametrize("action", ["kms:DisableKey", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy"])
def test_the_trail_key_is_guarded_like_the_encryption_key(action: str) -> None:
    able = [
        one.name
        for one in (DEPLOYER, ADMINISTRATOR, AUDITOR, BREAK_GLASS, IAM_ADMINISTRATOR)
        if allows(SHAPES["trail-key"], Caller(name=one.name, arn=one.arn), Request(action), owner=CUSTOMER_ACCOUNT)
    ]

    assert able == (["deployer", "break_glass"] if action == "kms:PutKeyPolicy" else ["break_glass"])


@pytest.mark.parametrize(
    ("shape", "service"),
    [("log-delivery-trust", "cloudtrail"), ("publishing-trust", "events"), ("chat-trust", "chatbot")],
)
def test_a_role_is_trusted_to_its_service_alone(shape: str, service: str) -> None:
    policy = {"Statement": [{**made, "Resource": "*"} for made in SHAPES[shape]["Statement"]]}
    assume = Request("sts:AssumeRole")

    def may(caller: Caller) -> bool:
        return allows(policy, caller, assume, owner=CUSTOMER_ACCOUNT)

    assert may(Caller(name=service, service=f"{service}.amazonaws.com"))
    assert not [other for other in SERVICES if other != service and may(Caller(name=other, service=f"{other}.amazonaws.com"))]
    assert not [who for who in (DEPLOYER, IAM_ADMINISTRATOR, TENANT) if may(Caller(name=who.name, arn=who.arn))]


def test_the_delivery_role_writes_its_own_streams_and_nothing_else() -> None:
    permissions = {"Statement": [{**made, "Principal": "*"} for made in SHAPES["log-delivery-permissions"]["Statement"]]}
    role = Caller(name="delivery", arn=f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/camunda-byok-prod-logs-eu-west-1")
    stream = f"{GROUP}:log-stream:{CUSTOMER_ACCOUNT}_CloudTrail_eu-west-1"

    def may(action: str, resource: str) -> bool:
        return allows(permissions, role, Request(action, resource), owner=CUSTOMER_ACCOUNT)

    assert may("logs:PutLogEvents", stream)
    assert may("logs:CreateLogStream", f"{stream}_2")
    assert not may("logs:PutLogEvents", stream.replace("/prod/", "/dev/"))
    assert not may("logs:DeleteLogStream", stream)
    assert not may("logs:PutRetentionPolicy", GROUP)


PUBLISHER = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/camunda-byok-prod-publish-eu-west-1"
FOREIGN_OWNER = FOREIGN_TOPIC.split(":")[4]


@pytest.mark.parametrize(
    ("shape", "request_"),
    [
        ("policy-of-a-foreign-topic", Request("sns:Publish", FOREIGN_TOPIC)),
        ("key-of-a-foreign-topic", Request("kms:GenerateDataKey")),
        ("key-of-a-foreign-topic", Request("kms:Decrypt")),
    ],
    ids=str,
)
def test_the_publishing_role_alone_tells_a_topic_of_another_account(shape: str, request_: Request) -> None:
    def may(caller: Caller) -> bool:
        return allows(SHAPES[shape], caller, request_, owner=FOREIGN_OWNER)

    assert may(Caller(name="publisher", arn=PUBLISHER))
    # EventBridge as itself could be anybody's: it comes as the role, or not at all.
    assert not may(Caller(name="events", service="events.amazonaws.com"))
    neighbours = (PUBLISHER.replace("-prod-", "-dev-"), PUBLISHER.replace("eu-west-1", "us-east-1"), f"{PUBLISHER}-2")
    assert not [arn for arn in neighbours if may(Caller(name="neighbour", arn=arn))]
    assert not [who for who in (*STRANGERS, Caller(name="deployer", arn=DEPLOYER.arn)) if may(who)]


def permitted(shape: str, action: str, resource: str) -> bool:
    """Whether a role with these permissions may, as far as its own account goes."""
    policy = {"Statement": [{**made, "Principal": "*"} for made in SHAPES[shape]["Statement"]]}
    return allows(policy, Caller(name="role", arn=PUBLISHER), Request(action, resource), owner=CUSTOMER_ACCOUNT)


def test_the_publishing_role_publishes_to_its_topics_and_does_nothing_else() -> None:
    key = f"arn:aws:kms:eu-west-1:{FOREIGN_OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    assert permitted("publishing-permissions", "sns:Publish", FOREIGN_TOPIC)
    assert permitted("publishing-permissions", "kms:GenerateDataKey", key)
    assert permitted("publishing-permissions", "kms:Decrypt", key)
    assert not permitted("publishing-permissions", "sns:Publish", f"{FOREIGN_TOPIC}-2")
    assert not permitted("publishing-permissions", "sns:Publish", PAGE)
    assert not permitted("publishing-permissions", "sns:Subscribe", FOREIGN_TOPIC)
    assert not permitted("publishing-permissions", "kms:Encrypt", key)
    assert not permitted("publishing-permissions", "kms:Decrypt", key.replace(FOREIGN_OWNER, CUSTOMER_ACCOUNT))


def test_a_chat_channel_reads_metrics_and_does_nothing_else() -> None:
    assert permitted("chat-permissions", "cloudwatch:GetMetricData", "*")
    assert permitted("chat-permissions", "cloudwatch:DescribeAlarms", "*")
    for action in ("cloudwatch:SetAlarmState", "cloudwatch:DisableAlarmActions", "kms:DescribeKey", "logs:FilterLogEvents"):
        assert not permitted("chat-permissions", action, "*"), action
