"""The `trail` of an environment: one of its own, another environment's, or one that exists already.

Each kind says what alarms of the environment can watch of it (`reference`), and where the log files of the environment's account
are (`log_location`).
"""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from camunda_byok import arns, fields, limits
from camunda_byok.log_location import LogLocation, log_prefix
from camunda_byok.names import Names
from camunda_byok.settings import Settings, false_is_none
from camunda_byok.trail_reference import Part, TrailReference


class ObjectLock(Settings):
    """How long nobody may delete or change a log object."""

    mode: Literal["governance", "compliance"] = "governance"
    """`governance`: who has s3:BypassGovernanceRetention may still delete. `compliance`: nobody, not even the root user, until
    the days have passed; there is no way back for objects already written."""
    days: limits.ObjectLockDays = limits.OBJECT_LOCK.default
    """Days for which each new log object is locked; a year unless given, at most the trail's `retention_days`. A change holds for
    objects written after it."""


def _say_false(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"const": False} if choice == {"type": "null"} else choice for choice in schema["anyOf"]]


class OwnTrail(Settings):
    """A trail of the environment's own, with a bucket of its own."""

    retention_days: limits.TrailRetentionDays = limits.TRAIL_RETENTION.default
    """Days after which log objects are removed; seven years unless given. Shortening it removes older ones."""
    object_lock: Annotated[
        ObjectLock | None,
        BeforeValidator(false_is_none),
        Field(json_schema_extra=_say_false),
    ] = ObjectLock()
    """Lock on the log objects. Governance for a year unless given; `false` for none, which production refuses. Once made
    with a lock, a bucket keeps it."""
    log_group_days: limits.LogGroupDays = limits.LOG_GROUP_RETENTION.default
    """Days for which the CloudWatch log group, which metric filters and queries read, keeps events; a year unless given."""

    def reference(self, names: Names) -> TrailReference:
        return TrailReference.of_names(names)

    def log_location(self, names: Names) -> LogLocation:
        return LogLocation(bucket=names.log_bucket, prefix=log_prefix(names.account), bucket_account=names.account)


class Archive(Settings):
    """A bucket that exists already and that its owner answers for: its lock, its retention, who reads it."""

    bucket: fields.BucketName
    """Name of the bucket, in the environment's region: CloudTrail takes a key of the bucket's region only. Its owner adds the
    policy that the trail stack prints before the trail is made. Changing it leaves the older log files where they are."""
    account: fields.AccountId
    """The account that owns the bucket: twelve digits, in quotes."""
    readers: Annotated[tuple[fields.ReaderRoleArn, ...], Field(strict=False)] = ()
    """Roles of other accounts that may decrypt the log files with the trail's key, such as the archive's auditors. Nobody
    there unless given. Each must exist when the trail's key is made or changed."""


class ArchivedTrail(Settings):
    """A trail of the environment's own that delivers to somebody else's bucket, usually of a log archive account."""

    archive: Archive
    """The bucket to deliver to. Lock and retention are its owner's to decide, so `object_lock` and `retention_days` cannot be
    given with it. Where the environment had a bucket of its own before, take that out of Terraform's state first."""
    log_group_days: limits.LogGroupDays = limits.LOG_GROUP_RETENTION.default
    """Days for which the CloudWatch log group, which metric filters and queries read, keeps events; a year unless given."""

    def reference(self, names: Names) -> TrailReference:
        own = TrailReference.of_names(names)
        if self.archive.account == names.account:
            return replace(own, bucket=self.archive.bucket)
        return replace(own, bucket=None, unseen={Part.BUCKET: _recorded_there(Part.BUCKET, self.archive.account)})

    def log_location(self, names: Names) -> LogLocation:
        archive = self.archive
        return LogLocation(bucket=archive.bucket, prefix=log_prefix(names.account), bucket_account=archive.account)


class SharedTrail(Settings):
    """The trail of another environment of the same account and region: this environment makes none."""

    environment: fields.EnvironmentName
    """Name of the environment that has the trail. Deploy its trail first: without a trail no alarm is raised."""

    def reference(self, owners: TrailReference) -> TrailReference:
        """Returns what can be watched, given the owner's reference: what is known without asking AWS, and does not count for the
        whole account."""
        why = {
            Part.LOG_GROUP: f"the environment {self.environment} counts in this log group for the whole account",
            Part.KEY: f"the environment {self.environment} watches the key of its trail",
        }
        return replace(owners, log_group=None, key_alias=None, unseen={**owners.unseen, **why})


class ExistingTrail(Settings):
    """A trail that exists already, of the environment's account or of its organisation: never changed by Terraform."""

    arn: fields.TrailArn
    """ARN of the trail. One of another account must be the organisation's. It must record the environment's region, reading
    events included and KMS not left out, or alarms stay silent."""
    bucket: fields.BucketName
    """Name of the bucket that it delivers to."""
    prefix: fields.LogPrefix | None = None
    """What the trail puts before `AWSLogs/` in the names of its log objects. Nothing unless given."""
    bucket_account: fields.AccountId | None = None
    """The account that owns the bucket. The trail's unless given."""
    bucket_region: fields.RegionName | None = None
    """Region of the bucket. The trail's unless given. Only a bucket of the environment's account and region can be watched."""
    log_group: fields.LogGroupName | None = None
    """Name of the CloudWatch log group that it delivers to, in the trail's account and region. Without it the alarms that need
    metric filters are left out; so they are where the trail is of another account or region."""
    organization: fields.OrganizationId | None = None
    """Id of the organisation, where the trail is the organisation's: it is part of the path of the log files."""
    reader_role: fields.ReaderRoleArn | None = None
    """Role to assume for reading the log files. Unless given they are read with the reader's own permissions."""

    @property
    def account(self) -> str:
        """The account that owns the trail."""
        return self._arn.account

    @property
    def region(self) -> str:
        """The trail's home region, where alone it can be changed."""
        return self._arn.region

    @property
    def _arn(self) -> arns.Arn:
        parsed = arns.parse(self.arn)
        assert parsed  # the field's type accepts nothing else
        return parsed

    def reference(self, names: Names) -> TrailReference:
        bucket_account, bucket_region = self.bucket_account or self.account, self.bucket_region or self.region
        why = {
            Part.TRAIL: _elsewhere(Part.TRAIL, self.account, self.region, names),
            Part.BUCKET: _elsewhere(Part.BUCKET, bucket_account, bucket_region, names),
            Part.KEY: f"{Part.KEY.value} is its owner's to watch, as this kit did not make it",
            Part.LOG_GROUP: self._why_no_log_group(names),
        }
        return TrailReference(
            name=self._arn.resource.removeprefix("trail/"),
            arn=self.arn,
            bucket=None if why[Part.BUCKET] else self.bucket,
            log_group=None if why[Part.LOG_GROUP] else self.log_group,
            unseen={part: reason for part, reason in why.items() if reason},
        )

    def _why_no_log_group(self, names: Names) -> str:
        if self.account != names.account:
            return (
                f"a metric filter stands in the account of the log group, and the trail's is in account {self.account}: what "
                "CIS and Security Hub ask for must be met there"
            )
        if not self.log_group:
            return "the YAML names no log_group of the trail"
        if self.region != names.region:
            return f"a metric filter stands in the region of the log group, and the trail's is in {self.region}"
        return ""

    def log_location(self, names: Names) -> LogLocation:
        return LogLocation(
            bucket=self.bucket,
            prefix=log_prefix(names.account, prefix=self.prefix, organization=self.organization),
            bucket_account=self.bucket_account or self.account,
            reader_role=self.reader_role,
        )


def _elsewhere(part: Part, account: str, region: str, names: Names) -> str:
    if account != names.account:
        return _recorded_there(part, account)
    return f"calls on {part.value} are recorded in its region {region} alone" if region != names.region else ""


def _recorded_there(part: Part, account: str) -> str:
    return f"calls on {part.value} are recorded in its account {account}"


def _kind(value: object) -> str:
    for field, kind, model in _TOLD_BY:
        if isinstance(value, model) or (isinstance(value, dict) and field in value):
            return kind
    return "own"


_TOLD_BY: tuple[tuple[str, str, type[Settings]], ...] = (
    ("environment", "shared", SharedTrail),
    ("arn", "existing", ExistingTrail),
    ("archive", "archived", ArchivedTrail),
)
"""The field that tells each kind from a trail with a bucket of its own."""

Trail = Annotated[
    Annotated[OwnTrail, Tag("own")]
    | Annotated[ArchivedTrail, Tag("archived")]
    | Annotated[SharedTrail, Tag("shared")]
    | Annotated[ExistingTrail, Tag("existing")],
    Discriminator(_kind),
]
