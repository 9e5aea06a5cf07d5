"""Every limit, once. Checks, messages, the JSON Schema and the documentation read it here.

A `Limit` and a `Choice` are used in two ways: as the metadata of an annotated type (`RotationDays`), for the fields of an
environment, and by `check`, for the arguments of a construct. Both raise the same InputError.
"""

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
    source: str
    """Who set the limit: the AWS API or quota, or this kit with its reason."""

    @property
    def allowed(self) -> str:
        return f"{self.least} to {self.most} {self.unit}"

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
            remedy=f"Choose {self.allowed}, or leave the field out for {self.default}.",
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

RotationDays = Annotated[int, ROTATION]
DeletionWindowDays = Annotated[int, DELETION_WINDOW]
ObjectLockDays = Annotated[int, OBJECT_LOCK]
TrailRetentionDays = Annotated[int, TRAIL_RETENTION]
LogGroupDays = Annotated[int, LOG_GROUP_RETENTION]

ON_DEMAND_ROTATIONS = 25
"""On-demand rotations in the life of a key. Source: AWS KMS API, RotateKeyOnDemand."""

PRODUCTION_DELETION_WINDOW = DELETION_WINDOW.most
"""In production the time to notice and cancel a deletion is the longest that AWS offers."""

RULE_TARGETS = 5
"""Targets of an EventBridge rule. Source: Amazon EventBridge quotas, targets per rule."""
ALARM_ACTIONS = 5
"""Actions of a CloudWatch alarm in one state. Source: CloudWatch API, PutMetricAlarm, AlarmActions."""
EXISTING_TOPICS = min(RULE_TARGETS, ALARM_ACTIONS) - 1
"""Topics that an environment may bring along: every rule and alarm reaches them beside the environment's own topic."""

TAGS = 45
"""Tags of an environment: AWS allows 50 a resource, and five are left to the kit and to the AWS services."""
TAG_KEY_LENGTH = 128
TAG_VALUE_LENGTH = 256
"""Source: AWS General Reference, tagging best practices."""

TRAILS = 5
"""Trails that record one region; one of all regions counts in each. Source: CloudTrail user guide, "Quotas in AWS CloudTrail":
it cannot be raised."""
LOG_PREFIX_LENGTH = 200
"""Source: CloudTrail API, CreateTrail, S3KeyPrefix."""
