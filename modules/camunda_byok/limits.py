"""Every limit, once. Checks, messages, the JSON Schema and the documentation read it here.

A `Limit` and a `Choice` are used in two ways: as the metadata of an annotated type (`RotationDays`), for the fields of an
environment, and by `check`, for the arguments of a construct. Both raise the same InputError.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from camunda_byok.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A whole number between two bounds, both allowed."""

    of: str
    """What is limited, in words, beginning a sentence."""
    least: int
    most: int
    default: int
    unit: str = "days"
    left_out: str = ""
    """What is so where the field is left out, if that is not the default, completing "leave the field out"."""
    source: str
    """Who set the limit: the AWS API or quota, or this kit with its reason."""

    @property
    def allowed(self) -> str:
        return f"{self.least} to {self.most} {self.unit}".rstrip()

    def check(self, value: int, field: str = "") -> int:
        """Returns the value, or raises InputError where it is outside the limit."""
        if self.least <= value <= self.most:
            return value
        side = "less than the least" if value < self.least else "more than the most"
        raise InputError(
            field=field,
            value=str(value),
            problem=f"{self.of} is {side} that is possible",
            allowed=self.allowed,
            remedy=f"Choose {self.allowed}, or leave the field out {self.left_out or f'for {self.default}'}.",
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A whole number out of a few."""

    of: str
    values: tuple[int, ...]
    default: int
    unit: str = "days"
    source: str

    @property
    def allowed(self) -> str:
        return f"{', '.join(map(str, self.values[:-1]))} or {self.values[-1]} {self.unit}"

    def check(self, value: int, field: str = "") -> int:
        """Returns the value, or raises InputError where it is not among the choices."""
        if value in self.values:
            return value
        nearest = next((choice for choice in self.values if choice > value), self.values[-1])
        raise InputError(
            field=field,
            value=str(value),
            problem=f"{self.of} is not one that is offered",
            allowed=self.allowed,
            remedy=f"Choose {nearest}, or leave the field out for {self.default}.",
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.values)}


@dataclass(frozen=True, kw_only=True)
class NameLimit:
    """What AWS takes as a name of one kind of resource."""

    of: str
    """Whose name it is, with its article."""
    least: int = 1
    most: int
    pattern: str
    """Matches the whole of every name that is possible, whatever its length."""
    signs: str
    """The pattern in words: what `least` to `most` counts."""
    source: str

    @property
    def allowed(self) -> str:
        return f"{self.least} to {self.most} {self.signs}"

    def problem(self, name: str) -> str:
        """Returns what is wrong with a name, in words that go on after the name; nothing where AWS takes it."""
        if len(name) > self.most:
            return f"has {len(name)} characters, {len(name) - self.most} more than {self.of} can have"
        if len(name) < self.least:
            return f"has fewer characters than {self.of} must have"
        return "" if re.fullmatch(self.pattern, name) else f"is not possible for {self.of}"


ROTATION = Limit(
    of="The key's rotation period",
    least=90,
    most=2560,
    default=365,
    source="AWS KMS API, EnableKeyRotation, RotationPeriodInDays",
)
DELETION_WINDOW = Limit(
    of="The key's deletion window",
    least=7,
    most=30,
    default=30,
    source="AWS KMS API, ScheduleKeyDeletion, PendingWindowInDays",
)
OBJECT_LOCK = Limit(
    of="The time for which log objects are locked",
    least=1,
    most=36500,
    default=365,
    source="Amazon S3 API, DefaultRetention, Days; at most 100 years",
)
TRAIL_RETENTION = Limit(
    of="The time for which log objects are kept",
    least=1,
    most=36500,
    default=2555,
    source="Amazon S3 lets Object Lock last 100 years; 2555 days are seven years, which most record-keeping rules ask for",
)
LOG_GROUP_RETENTION = Choice(
    of="The time for which the log group keeps events",
    values=(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
    default=365,
    source="Amazon CloudWatch Logs API, PutRetentionPolicy, retentionInDays",
)
SILENT_HOURS = Limit(
    of="The time after which Camunda counts as silent",
    least=1,
    most=168,
    default=24,
    unit="hours",
    left_out="for no such alarm",
    source="Amazon CloudWatch user guide, alarm evaluation: at most seven days with periods of an hour or more",
)
STATE_VERSIONS = Limit(
    of="The time for which replaced versions of the state are kept",
    least=1,
    most=36500,
    default=365,
    source="this kit: a year to find out that a state was damaged; S3 itself keeps them as long as nobody removes them",
)
GENERATION = Limit(
    of="The key's generation",
    least=1,
    most=99,
    default=1,
    unit="",
    left_out="for the first",
    source="this kit: the number ends addresses and aliases, and no cluster has so many keys",
)

IDLE_DAYS = Limit(
    of="The time for which nothing uses a key before it is disabled for good",
    least=1,
    most=400,
    default=30,
    source="this kit: monthly work has run once by then",
)
QUARANTINE_DAYS = Limit(
    of="The time for which a key is disabled before its deletion is scheduled",
    least=1,
    most=400,
    default=14,
    source="this kit: what is missed is missed within two weeks; AWS KMS API, GetKeyLastUsage, asks for such a time",
)

RotationDays = Annotated[int, ROTATION]
DeletionWindowDays = Annotated[int, DELETION_WINDOW]
ObjectLockDays = Annotated[int, OBJECT_LOCK]
TrailRetentionDays = Annotated[int, TRAIL_RETENTION]
LogGroupDays = Annotated[int, LOG_GROUP_RETENTION]
SilentHours = Annotated[int, SILENT_HOURS]
Generation = Annotated[int, GENERATION]

ON_DEMAND_ROTATIONS = 25
"""On-demand rotations in the life of a key. Source: AWS KMS API, RotateKeyOnDemand."""

FEW_ON_DEMAND_ROTATIONS = 5
"""So few left are worth a note. This kit's own: enough for some years of one a year."""
ROTATION_GRACE_HOURS = 24
"""How long after its date an automatic rotation may come, and how long one on demand may take. This kit's own: KMS rotates in the
background and names no time."""
MATERIAL_NOTICE_DAYS = 30
MATERIAL_URGENT_DAYS = 7
"""How long before imported material expires it is worth a warning, and worth stopping for. This kit's own."""
LAST_USE_LAG_HOURS = 1
"""How late KMS may say the last use of a key. Source: AWS KMS developer guide, "Determine past usage of a KMS key"."""
SILENT_DELIVERY_HOURS = 24
"""How long a trail may deliver no log file, or nothing to its log group. This kit's own: CloudTrail delivers within minutes of a
call, and an account that has a key, alarms and a trail is not quiet for a day."""
SILENT_DIGEST_HOURS = 4
"""How long a trail may deliver no digest. This kit's own: CloudTrail delivers one an hour, whether anything happened or not."""
RISK_NOTICE_DAYS = 28
"""How long before an accepted risk ends its owner is reminded. This kit's own."""

IMPORTED_MATERIAL_DAYS = 365
"""After which imported material expires at the latest, where it expires. Source: AWS KMS API, ImportKeyMaterial, ValidTo."""

PRODUCTION_DELETION_WINDOW = DELETION_WINDOW.most
"""In production the time to notice and cancel a deletion is the longest that AWS offers."""

RULE_TARGETS = 5
"""Targets of an EventBridge rule. Source: Amazon EventBridge quotas, targets per rule."""
ALARM_ACTIONS = 5
"""Actions of a CloudWatch alarm in one state. Source: CloudWatch API, PutMetricAlarm, AlarmActions."""
EXISTING_TOPICS = min(RULE_TARGETS, ALARM_ACTIONS) - 1
"""Topics that an environment may bring along: every rule and alarm reaches them beside the environment's own topic."""

ALIAS_NAME = NameLimit(
    of="a KMS alias",
    most=256,
    pattern=r"alias/(?!aws/)[A-Za-z0-9/_-]+",
    signs="letters, digits, hyphens, underscores and slashes, beginning with alias/ but not with alias/aws/",
    source="AWS KMS API, CreateAlias, AliasName",
)
BUCKET_NAME = NameLimit(
    of="an S3 bucket",
    least=3,
    most=63,
    pattern=r"(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]*[a-z0-9](?<!-s3alias)(?<!--ol-s3)(?<!--x-s3)(?<!--table-s3)",
    signs="lower-case letters, digits and hyphens, neither beginning nor ending with a hyphen",
    source="Amazon S3 user guide, bucket naming rules; without dots, which S3's own TLS certificate does not cover",
)
LOG_GROUP_NAME = NameLimit(
    of="a log group",
    most=512,
    pattern=r"(?!aws/)[A-Za-z0-9._/#-]+",
    signs="letters, digits and . _ / # -, not beginning with aws/",
    source="Amazon CloudWatch Logs API, CreateLogGroup, logGroupName",
)
ROLE_NAME = NameLimit(
    of="an IAM role",
    most=64,
    pattern=r"[A-Za-z0-9_+=,.@-]+",
    signs="letters, digits and _ + = , . @ -",
    source="IAM API, CreateRole, RoleName",
)
RULE_NAME = NameLimit(
    of="an EventBridge rule",
    most=64,
    pattern=r"[A-Za-z0-9._-]+",
    signs="letters, digits and . _ -",
    source="Amazon EventBridge API, PutRule, Name; CloudWatch alarms and metric filters take longer ones",
)
TOPIC_NAME = NameLimit(
    of="an SNS topic",
    most=256,
    pattern=r"[A-Za-z0-9_-]+",
    signs="letters, digits, hyphens and underscores",
    source="Amazon SNS API, CreateTopic, Name",
)
TRAIL_NAME = NameLimit(
    of="a trail",
    least=3,
    most=128,
    pattern=r"(?!\d+\.\d+\.\d+\.\d+$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*",
    signs="letters, digits and . _ - between them, never two of these together",
    source="AWS CloudTrail API, CreateTrail, Name",
)
QUEUE_NAME = NameLimit(
    of="an SQS queue",
    most=80,
    pattern=r"[A-Za-z0-9_-]+",
    signs="letters, digits, hyphens and underscores",
    source="Amazon SQS API, CreateQueue, QueueName",
)
ROLE_PATH = NameLimit(
    of="an IAM path",
    most=512,
    pattern=r"/(?:[A-Za-z0-9+=,.@_-]+/)*",
    signs="letters, digits and + = , . @ _ - between slashes, with a slash at either end",
    source="IAM API, CreateRole, Path; narrower than AWS, which takes other printable signs as well",
)

RUNBOOKS_LENGTH = 100
"""Characters of the place of the runbooks. This kit's own: a CloudWatch alarm's description has 1,024, most of which say what
happened and what to do."""

SSM_LEVELS = 15
SSM_NAME_LENGTH = 1011
"""Levels and characters of the name of an SSM parameter. Source: AWS Systems Manager API, PutParameter, Name."""
RULE_DESCRIPTION = 512
"""Characters. Source: EventBridge API, PutRule, Description."""
QUEUE_RETENTION_SECONDS = 14 * 24 * 3600
"""The longest that SQS keeps a message. Source: SQS API, SetQueueAttributes, MessageRetentionPeriod."""
EVENT_PATTERN = 2048
"""Characters of an event pattern. Source: Amazon EventBridge quotas, event pattern size; more on request, at most 4096."""
PATTERN_COMBINATIONS = 1000
"""What the `$or` of an event pattern may multiply to. Source: EventBridge user guide, "Or matching"."""
RULES_WITH_WILDCARDS = 30
"""Rules of an event bus with a `wildcard` in their patterns; it cannot be raised. Source: Amazon EventBridge quotas. The kit
needs two an environment and region, and seven where wildcards for roles of IAM Identity Center are more than an ending."""
INPUT_PATHS = 100
"""What a message may take out of an event. Source: EventBridge API, InputTransformer, InputPathsMap."""
INPUT_TEMPLATE = 8192
"""Characters of a message's template. Source: EventBridge API, InputTransformer, InputTemplate."""
ALARM_DESCRIPTION = 1024
"""Characters. Source: CloudWatch API, PutMetricAlarm, AlarmDescription."""

PERSON_COST = 15
"""Characters that naming somebody costs an event pattern besides the ARN or name: quotation marks, and what makes the ARN of a
session of a role's."""
DEPLOYERS_LENGTH = 600
"""Characters of all deployers' ARNs together, each counted with PERSON_COST: all of them are named in the patterns of the alarms
that leave deployers out, which must stay within EVENT_PATTERN. About eight."""
PEOPLE_LENGTH = 1300
"""Characters of the names, without paths, of all roles and users whom the key policy names, each counted with PERSON_COST and a
user thrice, for the ways in which records name one: they stand in one pattern, which must stay within EVENT_PATTERN. About forty
roles."""

TAGS = 35
"""Tags of an environment: AWS allows 50 a resource, and fifteen are left to the kit, to its commands and to the AWS services."""
TAG_KEY_LENGTH = 128
TAG_VALUE_LENGTH = 256
"""Source: AWS General Reference, tagging best practices."""

EXTERNAL_ID_LENGTH = (2, 1224)
"""Least and most characters of an external id. Source: AWS STS API, AssumeRole, ExternalId."""

KEY_POLICY_BYTES = 32768
"""Source: AWS KMS API, CreateKey, Policy: at most 32 kilobytes (32768 bytes)."""

ORGANISATION_POLICY_CHARACTERS = 5120
"""Characters of a service control policy, and of a resource control policy, blanks included. Source: AWS Organizations User
Guide, "Quotas and service limits", maximum size of a policy document."""
MANAGED_POLICY_CHARACTERS = 6144
"""Characters of a managed policy, white space not counted. Source: IAM user guide, "IAM and AWS STS quotas"."""
TRAILS = 5
"""Trails that record one region; one of all regions counts in each. Source: CloudTrail user guide, "Quotas in AWS CloudTrail":
it cannot be raised."""
LOG_PREFIX_LENGTH = 200
"""Source: CloudTrail API, CreateTrail, S3KeyPrefix."""
