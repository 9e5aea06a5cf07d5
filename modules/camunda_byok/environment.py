"""One environment: one Camunda cluster, its key, the trail and the alarms that watch it. No input or output happens here.

Built in Python, an `Environment` raises pydantic's `ValidationError` with every fault in it at once; read from YAML
(`environment_files.py`), each of them becomes an `InputError` with file, line and column.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import InitErrorDetails

from camunda_byok import arns, fields, limits, relations
from camunda_byok.errors import InputError
from camunda_byok.names import Names

Loc = tuple[str | int, ...]
SecondKind = Literal["replica", "independent"]
"""What the key of the second region is: a replica of the first, or one that shares nothing with it."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Camunda(_Settings):
    """The Camunda cluster that uses the key."""

    tenant_role: fields.TenantRoleArn
    """ARN of the cluster's tenant role, as the Camunda Console shows it. The key policy lets this role use the key. A role of
    another account than the environment's, in the same partition; two environments cannot share it. Changing it takes the key
    away from the old role at once: its cluster stops within minutes."""
    cluster: fields.Identifier | None = None
    """The cluster's id in the Camunda Console, for people to find it. Without it nothing refers to the cluster by id."""


class KeySettings(_Settings):
    """The settings of a key that Terraform makes or has taken over."""

    rotation_days: limits.RotationDays = limits.ROTATION.default
    """Days between automatic rotations; a year unless given. A change moves the next one; key id and ARN stay."""
    deletion_window_days: limits.DeletionWindowDays = limits.DELETION_WINDOW.default
    """Days in which a scheduled deletion can be cancelled, and the least that anybody may schedule. The longest unless
    given; production demands that. A shorter one leaves less time to notice: what is encrypted is lost at its end."""
    administrators: Annotated[tuple[fields.PersonArn, ...], Field(strict=False)] = ()
    """Roles and users who may rotate and enable the key, cancel its deletion, tag it, and list and revoke its grants.
    Nobody unless given, besides whom the account's IAM permits. They cannot use, disable, delete or share the key."""
    auditors: Annotated[tuple[fields.PersonArn, ...], Field(strict=False)] = ()
    """Roles and users who may read the key's settings, policy, grants and rotations. Nobody unless given, besides whom the
    account's IAM permits."""
    break_glass: Annotated[tuple[fields.PersonArn, ...], Field(strict=False)] = ()
    """Roles and users who alone may disable the key and schedule its deletion. Unless given nobody may, before a deployer has
    changed the policy; production demands one."""
    delegate_use_to_iam: bool = False
    """Whether the account's IAM may also permit *use* of the key, as in the policy that Camunda publishes (`kms:*`). Unless
    true, an IAM administrator of the account cannot decrypt what Camunda encrypts without changing the key policy."""


class ManagedKey(KeySettings):
    """A key that this kit creates and keeps."""

    second_key: SecondKind | None = None
    """What the second region gets; only with `second_region`. `replica`: a multi-Region key and its replica, which share
    one key material: either opens what the other closed. `independent`: two single-Region keys, each with material and
    rotation of its own, for those whose key material must not leave a jurisdiction. A replica unless given. It can never be
    changed: KMS makes no key of one kind into one of the other, and Terraform refuses to try."""


class AdoptedKey(KeySettings):
    """A key that exists, serves a cluster, and is taken over: the first plan imports it and changes nothing."""

    adopt: fields.KeyArn
    """ARN of the key, in the environment's account and region; of a multi-Region key the primary. Leave it here for good:
    Terraform then refuses every other key in its place."""
    second_adopt: fields.KeyArn | None = None
    """ARN of the second region's key, which `second_region` demands: the replica of the first, or a key of its own."""
    alias: fields.KeyAlias | None = None
    """Alias that leads to the key already, to be taken over with it. Without one none is touched, and once `policy` is no
    longer `keep` the kit adds its own, `alias/camunda/<name>`."""
    second_alias: fields.KeyAlias | None = None
    """The same for the second region. Aliases are not replicated."""
    policy: Literal["keep", "camunda", "strict"] = "keep"
    """How far the kit takes hold of the key. `keep`, unless given: nothing of it changes, neither policy nor rotation nor tags.
    `camunda`: rotation and tags are the kit's, the policy is the one that Camunda publishes, so the account's IAM may do
    everything. `strict`: the kit's own policy, as a key has that it made. Each step is a plan of its own."""


class ExistingKey(_Settings):
    """A key that is owned elsewhere: watched and operated only, never changed by Terraform."""

    arn: fields.KeyArn
    """ARN of the key itself, not of an alias. It must be in the environment's account and region, because AWS reports what
    happens to a key only there."""
    second_arn: fields.KeyArn | None = None
    """ARN of the second region's key, which `second_region` demands: the replica of the first, or a key of its own."""


class ObjectLock(_Settings):
    """How long nobody may delete or change a log object."""

    mode: Literal["governance", "compliance"] = "governance"
    """`governance`: who has s3:BypassGovernanceRetention may still delete. `compliance`: nobody, not even the root user, until
    the days have passed; there is no way back for objects already written."""
    days: limits.ObjectLockDays = limits.OBJECT_LOCK.default
    """Days for which each new log object is locked; a year unless given, at most the trail's `retention_days`. A change holds for
    objects written after it."""


def _false_is_none(value: object) -> object:
    return None if value is False else value


def _say_false(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"const": False} if choice == {"type": "null"} else choice for choice in schema["anyOf"]]


class Trail(_Settings):
    """The record of who used and changed the key."""

    retention_days: limits.TrailRetentionDays = limits.TRAIL_RETENTION.default
    """Days after which log objects are removed; seven years unless given. Shortening it removes older ones."""
    object_lock: Annotated[
        ObjectLock | None,
        BeforeValidator(_false_is_none),
        Field(json_schema_extra=_say_false),
    ] = ObjectLock()
    """Lock on the log objects. Governance for a year unless given; `false` for none, which production refuses. Once made
    with a lock, a bucket keeps it."""
    log_group_days: limits.LogGroupDays = limits.LOG_GROUP_RETENTION.default
    """Days for which the CloudWatch log group, which metric filters and queries read, keeps events; a year unless given."""


class Alarms(_Settings):
    """Who hears of an alarm. Without any of them alarms can be seen in AWS only; production demands at least one."""

    topics: Annotated[
        tuple[fields.TopicArn, ...],
        Field(strict=False, json_schema_extra={"maxItems": limits.EXISTING_TOPICS}),
    ] = ()
    """SNS topics of the environment's region that exist already. Their own policy must let EventBridge and CloudWatch publish."""
    emails: Annotated[tuple[fields.EmailAddress, ...], Field(strict=False)] = ()
    """E-mail addresses. Each must confirm the message that SNS sends before it hears anything."""
    https: Annotated[tuple[fields.HttpsUrl, ...], Field(strict=False)] = ()
    """HTTPS addresses, such as an incident tool's. Each must confirm the subscription."""
    sqs: Annotated[tuple[fields.QueueArn, ...], Field(strict=False)] = ()
    """SQS standard queues. Their own policy must let the environment's topic send."""


class LocalState(_Settings):
    """Terraform's state beside the code, on one machine: for trying things out."""

    backend: Literal["local"] = "local"
    """Keeps the state in files of the working directory."""


class S3State(_Settings):
    """Terraform's state in an S3 bucket that exists already, locked by a lock file in the same bucket."""

    backend: Literal["s3"]
    """Keeps the state in S3, with S3's own locking."""
    bucket: fields.BucketName
    """Name of the bucket. Changing it leaves the state behind: migrate it with Terraform."""
    region: fields.RegionName
    """The bucket's region, which need not be the key's."""
    prefix: fields.StatePrefix = "camunda-byok"
    """Begins the names of the state objects; each stack has its own beneath it. `camunda-byok` unless given."""


class HcpState(_Settings):
    """Terraform's state in HCP Terraform; each stack is a workspace."""

    backend: Literal["hcp"]
    """Keeps the state in HCP Terraform."""
    organization: fields.Identifier
    """Name of the organization there."""
    project: fields.Line | None = None
    """Name of the project that new workspaces are put into. The organization's default project unless given."""


def _day(value: object) -> object:
    """Takes a day that somebody put in quotes for what it is."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise InputError(
            value=value,
            problem="there is no such day",
            allowed="year, month and day, such as 2027-12-31",
            remedy="Write the day as in 2027-12-31.",
        ) from None


class AcceptedRisk(_Settings):
    """A finding that somebody answers for until a day."""

    rule: fields.Identifier
    """Name of the rule whose findings are accepted."""
    reason: fields.Line
    """Why that is right here, for the auditor."""
    owner: fields.Line
    """Who answers for it."""
    expires: Annotated[date, BeforeValidator(_day)]
    """The last day on which it counts, as 2027-12-31. After it the finding is back."""


def _kind_of_key(value: object) -> str:
    given = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if "arn" in given or isinstance(value, ExistingKey):
        return "existing"
    return "adopted" if "adopt" in given or isinstance(value, AdoptedKey) else "managed"


Key = Annotated[
    Annotated[ManagedKey, Tag("managed")] | Annotated[AdoptedKey, Tag("adopted")] | Annotated[ExistingKey, Tag("existing")],
    Discriminator(_kind_of_key),
]
State = Annotated[LocalState | S3State | HcpState, Field(discriminator="backend")]
_UNIONS = ("key", "state")


class Environment(_Settings):
    """One environment: one Camunda cluster with its key, trail and alarms."""

    name: fields.EnvironmentName
    """Short name, part of every AWS name: 2 to 20 lower-case letters, digits and hyphens. Unique among the environments.
    Changing it means other stacks with a new key, never a renamed one."""
    production: bool = False
    """Whether people depend on it. `true` additionally demands the longest deletion window, Object Lock, a
    destination of alarms and break-glass by name."""
    account: fields.AccountId
    """The AWS account that owns the key: twelve digits, in quotes, or YAML takes them for a number."""
    region: fields.RegionName
    """Region of the Camunda cluster, where the key must be. A key never moves: another region means another key."""
    second_region: fields.RegionName | None = None
    """Second region of a cluster with dual-region backup, in the same partition; it gets a key, an alias and alarms as well.
    None unless given. A key never moves, so it can neither be changed nor taken away again without losing a key."""
    deployers: Annotated[
        tuple[fields.PersonArn, ...],
        Field(strict=False, json_schema_extra={"minItems": 1}),
        AfterValidator(fields.at_least_one),
    ]
    """Roles and users who run Terraform on the key, path included. They and break-glass alone may change the key policy, so
    who deploys must be among them, or AWS refuses to make the key."""
    tags: fields.Tags = {}
    """AWS tags on everything that is made. None but the kit's own unless given."""
    camunda: Camunda
    """The Camunda cluster that uses the key."""
    key: Key = ManagedKey()
    """The key's settings, `adopt` with the ARN of a key to be taken over, or `arn` of a key that is owned elsewhere. A key of the
    kit with safe settings unless given."""
    trail: Trail = Trail()
    """How long the record of the key's use is kept."""
    alarms: Alarms = Alarms()
    """Who hears of an alarm. Nobody unless given."""
    state: State = LocalState()
    """Where Terraform keeps its state. On this machine unless given."""
    accepted_risks: Annotated[tuple[AcceptedRisk, ...], Field(strict=False)] = ()
    """Findings that somebody answers for. None unless given."""

    @property
    def names(self) -> Names:
        """Names and ARNs of everything that the environment makes."""
        return Names(environment=self.name, account=self.account, region=self.region)

    @property
    def second_names(self) -> Names | None:
        """The same names in the second region, or None where there is none."""
        return self.names.in_region(self.second_region) if self.second_region else None

    @property
    def managed_key(self) -> KeySettings | None:
        """Settings of the key that Terraform makes or has taken over, or None where the key is owned elsewhere."""
        return self.key if isinstance(self.key, KeySettings) else None

    @property
    def existing_key(self) -> ExistingKey | None:
        """The key that is owned elsewhere, or None where Terraform makes it or has taken it over."""
        return self.key if isinstance(self.key, ExistingKey) else None

    @property
    def key_arn(self) -> str | None:
        """ARN of the key where the file says it; None where AWS gives it to a key that is made."""
        match self.key:
            case ExistingKey():
                return self.key.arn
            case AdoptedKey():
                return self.key.adopt
            case ManagedKey():
                return None

    @property
    def second_key_arn(self) -> str | None:
        """ARN of the second region's key where the file says it; None where it does not, or there is none."""
        match self.key:
            case ExistingKey():
                return self.key.second_arn
            case AdoptedKey():
                return self.key.second_adopt
            case ManagedKey():
                return None

    @property
    def second_kind(self) -> SecondKind | None:
        """What the second region's key is, or None where there is none."""
        if not self.second_region:
            return None
        if isinstance(self.key, ManagedKey):
            return self.key.second_key or "replica"
        first, second = self.key_arn or "", self.second_key_arn or ""
        return "replica" if arns.key_id(first) == arns.key_id(second) else "independent"

    @property
    def has_multi_region_key(self) -> bool:
        """Whether the first region's key is a multi-Region one."""
        return arns.is_multi_region(self.key_arn) if self.key_arn else self.second_kind == "replica"

    @model_validator(mode="wrap")
    @classmethod
    def _report_everything(cls, data: Any, handler: ModelWrapValidatorHandler["Environment"]) -> "Environment":
        """Reports what fields say of each other together with what each says of itself, even when some are wrong."""
        faults: list[InitErrorDetails] = []
        environment: Environment | None = None
        try:
            environment = handler(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                detail = InitErrorDetails(
                    type=detail["type"],
                    loc=_without_union_tag(detail["loc"]),
                    input=detail["input"],
                    ctx=detail.get("ctx", {}),
                )
                faults.append(detail)
        wrong = [fault.get("loc", ()) for fault in faults]
        for loc, fault in relations.between_fields(data):
            if loc not in wrong:
                faults.append(InitErrorDetails(type="value_error", loc=loc, input=fault.value, ctx={"error": fault}))
        if environment is None or faults:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return environment


def _without_union_tag(loc: Loc) -> Loc:
    """Takes out what pydantic adds to a place within a union, so that it is the place in the file."""
    return loc[:1] + loc[2:] if len(loc) > 1 and loc[0] in _UNIONS else loc
