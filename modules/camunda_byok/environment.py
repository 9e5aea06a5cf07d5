"""One environment: one Camunda cluster, its key, the trail and the alarms that watch it. No input or output happens here.

Built in Python, an `Environment` raises pydantic's `ValidationError` with every fault in it at once; read from YAML
(`environment_files.py`), each of them becomes an `InputError` with file, line and column.
"""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import InitErrorDetails

from camunda_byok import fields, limits
from camunda_byok.accepted_risks import AcceptedRisk
from camunda_byok.alarm_messages import RUNBOOKS
from camunda_byok.conventions import Iam, IgnoredTags, Naming
from camunda_byok.destinations import Destination, ExistingTopic
from camunda_byok.errors import InputError
from camunda_byok.evidence_settings import Evidence, EvidenceFolder
from camunda_byok.key_generations import KeyGeneration, key_generations
from camunda_byok.key_settings import Key, KeySettings, ManagedKey, SecondKind
from camunda_byok.log_location import LogLocation
from camunda_byok.names import Names
from camunda_byok.naming import filled
from camunda_byok.relations.between_fields import between_fields
from camunda_byok.settings import Settings as _Settings
from camunda_byok.severity import Severity
from camunda_byok.trail_reference import TrailReference
from camunda_byok.trail_settings import ArchivedTrail, OwnTrail, SharedTrail, Trail

Loc = tuple[str | int, ...]


class Access(_Settings):
    """The roles that Terraform and commands assume. Without them they act as whoever runs them."""

    deploy_role: fields.RoleArn | None = None
    """ARN of the role that every stack is deployed as. One of the `deployers`, of the environment's account. Whoever runs
    Terraform deploys as himself unless given."""
    plan_role: fields.RoleArn | None = None
    """ARN of the role that takes its place where the environment variable BYOK_ACCESS is `plan`: it reads only, so that a pull
    request's pipeline cannot change anything. Unless given, whoever runs Terraform plans as himself, never as `deploy_role`."""
    operate_role: fields.RoleArn | None = None
    """ARN of the role, of the environment's account, that commands of `byok` act as which change something on AWS: one of the
    key's `administrators`, and never of `break_glass`, for those commands take a role by `--role`. Whoever runs them acts as
    himself unless given. Commands that only read act as `plan_role`."""
    external_id: fields.ExternalId | None = None
    """What the roles' trust policies ask for as `sts:ExternalId`. Nothing is sent unless given. It is no secret."""


class Camunda(_Settings):
    """The Camunda cluster that uses the key."""

    tenant_role: fields.TenantRoleArn
    """ARN of the cluster's tenant role, as the Camunda Console shows it. The key policy lets this role use the key. A role of
    another account than the environment's, in the same partition; two environments cannot share it. Changing it takes the key
    away from the old role at once: its cluster stops within minutes."""
    cluster: fields.Identifier | None = None
    """The cluster's id in the Camunda Console, for people to find it. Without it nothing refers to the cluster by id."""


class Alarms(_Settings):
    """Who hears of an alarm, and what it tells them."""

    destinations: Annotated[tuple[Destination, ...], Field(strict=False)] = ()
    """Who hears of an alarm. Without any, alarms can be seen in AWS only; production demands somebody who hears those on which
    to act at once, and somebody who hears all."""
    runbooks: fields.Runbooks = RUNBOOKS
    """Where the messages say that the runbooks are: a folder or an https address, without a slash at its end."""
    silent_after_hours: limits.SilentHours | None = None
    """Hours without any use of the key by Camunda after which it counts as silent. Off unless given: an idle cluster uses the
    key seldom, and before the hand-over there is no use at all."""

    def heard_in(self, region: str) -> tuple[Destination, ...]:
        """Returns who hears of the alarms of a region: everybody, but of existing topics those of that region alone."""
        return tuple(one for one in self.destinations if not isinstance(one, ExistingTopic) or one.region == region)

    def topics(self, severity: Severity, region: str) -> tuple[str, ...]:
        """Returns the ARNs of the existing topics that hear the alarms of a severity in a region."""
        return tuple(one.arn for one in self.heard_in(region) if isinstance(one, ExistingTopic) and one.hears(severity))


class LocalState(_Settings):
    """Terraform's state beside the code, on one machine: for trying things out."""

    backend: Literal["local"] = "local"
    """Keeps the state in files of the working directory."""


class S3State(_Settings):
    """Terraform's state in an S3 bucket, locked by a lock file in the same bucket."""

    backend: Literal["s3"]
    """Keeps the state in S3, with S3's own locking."""
    bucket: fields.BucketName
    """Name of the bucket. Changing it leaves the state behind: migrate it with Terraform."""
    region: fields.RegionName
    """The bucket's region, which need not be the key's."""
    prefix: fields.StatePrefix = "camunda-byok"
    """Begins the names of the state objects; each stack has its own beneath it. `camunda-byok` unless given."""
    role: fields.RoleArn | None = None
    """ARN of the role, of whatever account, that reads and writes the state. `access.deploy_role` unless given; without that,
    whoever runs Terraform."""
    plan_role: fields.RoleArn | None = None
    """ARN of the role that does so where BYOK_ACCESS is `plan`. `access.plan_role` unless given; without that, whoever runs
    Terraform, and never `role`."""
    kms_key: fields.KeyArn | None = None
    """ARN of the KMS key, in the bucket's region, that encrypts the state. S3's own key does unless given. It cannot be the key
    that is described here: whoever freezes that one must still be able to deploy."""
    create: bool = False
    """Whether the stack `state-<name>` makes the bucket, in the environment's account. The bucket must exist already unless true.
    Of the environments that share a bucket exactly one may say so."""
    own_state: Literal["local", "s3"] = "local"
    """Where that stack keeps its own state. `local`, beside the code, unless given, as it has to be until the bucket exists; `s3`
    moves it into the bucket afterwards."""


class HcpState(_Settings):
    """Terraform's state in HCP Terraform; each stack is a workspace."""

    backend: Literal["hcp"]
    """Keeps the state in HCP Terraform."""
    organization: fields.Identifier
    """Name of the organization there."""
    project: fields.Line | None = None
    """Name of the project that new workspaces are put into. The organization's default project unless given."""
    hostname: fields.HostName | None = None
    """Host of a Terraform Enterprise of your own. HCP Terraform's unless given."""


class Organization(_Settings):
    """The AWS organization that the account belongs to. Only `byok organisation` reads it: nothing is deployed there."""

    id: fields.OrganizationId
    """The organization's id, beginning with `o-`."""
    administrators: Annotated[
        tuple[fields.PersonArn, ...],
        Field(strict=False, json_schema_extra={"minItems": 1}),
        AfterValidator(fields.at_least_one_administrator),
    ]
    """Roles and users of the environment's account whom the organization's policies let change the roles that are named here.
    Not who administers the key: who looks after the account's IAM."""


State = Annotated[LocalState | S3State | HcpState, Field(discriminator="backend")]
_UNIONS: tuple[tuple[str | type[int], ...], ...] = (
    ("key",),
    ("key", "predecessor"),
    ("trail",),
    ("state",),
    ("evidence",),
    ("alarms", "destinations", int),
)
"""Where one of several models may stand, an outer one before what is within it."""


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
    access: Access = Access()
    """The roles that Terraform and commands assume. None unless given: they act as whoever runs them."""
    ignored_tags: IgnoredTags = IgnoredTags()
    """Tags that somebody else puts on what is made: Terraform leaves them alone. None unless given."""
    naming: Naming = Naming()
    """How AWS knows what is made. The kit's own names unless given; naming what is deployed differently makes it anew."""
    iam: Iam = Iam()
    """What every IAM role has that is made: its path, and what limits it. `/` and nothing unless given."""
    camunda: Camunda
    """The Camunda cluster that uses the key."""
    key: Key = ManagedKey()
    """The key's settings, or `arn` of a key that is owned elsewhere. A key of the kit with safe settings unless given."""
    trail: Trail = OwnTrail()
    """The record of who used and changed the key: how long it is kept, or whose trail keeps it. A trail of its own, kept for
    seven years, unless given."""
    alarms: Alarms = Alarms()
    """Who hears of an alarm. Nobody unless given."""
    state: State = LocalState()
    """Where Terraform keeps its state. On this machine unless given."""
    evidence: Evidence = EvidenceFolder()
    """Where the records are kept of what commands change on AWS. In the folder `evidence` beside the code unless given."""
    organization: Organization | None = None
    """The AWS organization that the account belongs to. Unless given, `byok organisation` has nothing to write policies for."""
    accepted_risks: Annotated[tuple[AcceptedRisk, ...], Field(strict=False)] = ()
    """Findings that somebody answers for. None unless given."""

    _trail_owner: "Environment | None" = PrivateAttr(default=None)

    @property
    def names(self) -> Names:
        """Names and ARNs of everything that the environment makes."""
        return Names(
            environment=self.name,
            account=self.account,
            region=self.region,
            convention=self.naming.convention(self.iam.path),
        )

    @property
    def permissions_boundary(self) -> str | None:
        """ARN of the policy that limits every role, or None where none does."""
        given = self.iam.permissions_boundary
        return given and filled(given, account=self.account)

    @property
    def second_names(self) -> Names | None:
        """The same names in the second region, or None where there is none."""
        return self.names.in_region(self.second_region) if self.second_region else None

    @property
    def managed_key(self) -> KeySettings | None:
        """Settings of the key that Terraform makes or has taken over, or None where the key is owned elsewhere."""
        return self.key if isinstance(self.key, KeySettings) else None

    @property
    def made_state_bucket(self) -> S3State | None:
        """Settings of the state bucket that this environment makes, or None where it makes none."""
        return self.state if isinstance(self.state, S3State) and self.state.create else None

    @property
    def own_trail(self) -> OwnTrail | ArchivedTrail | None:
        """Settings of the trail to be made, or None where another one records the key."""
        return self.trail if isinstance(self.trail, (OwnTrail, ArchivedTrail)) else None

    @property
    def trail_owner(self) -> "Environment":
        """The environment whose YAML describes the trail: this one, unless it shares another's.

        Raises InputError where this one shares another's and has not been told of it, see `sharing_trail_of`.
        """
        if not isinstance(self.trail, SharedTrail):
            return self
        if self._trail_owner is None:
            raise InputError(
                field="trail.environment",
                value=self.trail.environment,
                problem="the environment whose trail this one shares is not known",
                remedy="Read both files together, or give it by sharing_trail_of.",
            )
        return self._trail_owner

    @property
    def trail_reference(self) -> TrailReference:
        """What the environment's alarms can watch of the trail that records its key, and why not of the rest."""
        owner = self.trail_owner
        if isinstance(self.trail, SharedTrail):
            return self.trail.reference(owner.trail_reference)
        return self.trail.reference(self.names)

    @property
    def log_location(self) -> LogLocation:
        """Where the log files of the environment's account are."""
        if isinstance(self.trail, SharedTrail):
            return self.trail_owner.log_location
        return self.trail.log_location(self.names)

    def sharing_trail_of(self, owner: "Environment") -> "Environment":
        """Returns this environment, knowing the one whose trail it shares.

        Raises InputError where that one cannot be it: it has no trail of its own, or one of another account or region, or one
        that is not locked as production demands.
        """
        _check_shared(self, owner)
        known = self.model_copy()
        known._trail_owner = owner
        return known

    @property
    def key_generations(self) -> tuple[KeyGeneration, ...]:
        """The cluster's key and the one beside it, if there is one: the predecessor before it, a successor after it."""
        return key_generations(
            self.key,
            tenant_role=self.camunda.tenant_role,
            names=self.names,
            second_names=self.second_names,
        )

    @property
    def current_key(self) -> KeyGeneration:
        """The generation that is the cluster's key."""
        return next(each for each in self.key_generations if each.role == "current")

    @property
    def tenant_roles(self) -> tuple[str, ...]:
        """ARNs of Camunda's roles: the cluster's, and that of an old or new cluster whose key stands beside its."""
        return tuple(dict.fromkeys(each.tenant_role for each in self.key_generations))

    @property
    def key_arn(self) -> str | None:
        """ARN of the key where the file says it; None where AWS gives it to a key that is made."""
        return self.current_key.first.arn

    @property
    def second_kind(self) -> SecondKind | None:
        """What the second region's key is, or None where there is none."""
        return self.current_key.second_kind

    @model_validator(mode="wrap")
    @classmethod
    def _report_everything(cls, data: Any, handler: ModelWrapValidatorHandler["Environment"]) -> "Environment":
        """Reports what fields say of each other together with what each says of itself, even when some are wrong."""
        faults: list[InitErrorDetails] = []
        between = list(between_fields(data))
        explained = {loc for loc, _ in between}
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
                # Of a field that cannot stand beside another, the relation says more than that it is not expected.
                if detail["type"] != "extra_forbidden" or detail.get("loc") not in explained:
                    faults.append(detail)
        wrong = [fault.get("loc", ()) for fault in faults]
        for loc, fault in between:
            if loc not in wrong:
                faults.append(InitErrorDetails(type="value_error", loc=loc, input=fault.value, ctx={"error": fault}))
        if environment is None or faults:
            raise ValidationError.from_exception_data(cls.__name__, faults)
        return environment


def _without_union_tag(loc: Loc) -> Loc:
    """Takes out what pydantic adds to a place within a union, so that it is the place in the file."""
    for place in _UNIONS:
        if len(loc) > len(place) and all(map(_fits, place, loc)):
            loc = loc[: len(place)] + loc[len(place) + 1 :]
    return loc


def _fits(step: str | type[int], given: str | int) -> bool:
    return isinstance(given, int) if step is int else step == given


def _check_shared(environment: Environment, owner: Environment) -> None:
    """Raises InputError where an environment cannot use the trail of another."""
    fault: tuple[str, str, str] | None = None
    trail = owner.own_trail
    if owner.name == environment.name:
        fault = (
            "this is the environment itself",
            "the name of another environment",
            "Leave trail out for a trail of its own, or name the environment that has one.",
        )
    elif trail is None:
        fault = (
            f"{owner.name} has no trail of its own, it uses another one itself",
            "an environment whose trail is its own",
            f"Write the same as in {owner.name}.",
        )
    elif (owner.account, owner.region) != (environment.account, environment.region):
        fault = (
            f"{owner.name} is in account {owner.account} and region {owner.region}; calls on its trail are recorded there",
            f"an environment of account {environment.account} in {environment.region}",
            f"Name the trail itself, as arn: {owner.names.trail_arn}.",
        )
    elif environment.production and isinstance(trail, OwnTrail) and trail.object_lock is None:
        fault = (
            f"the log files of {owner.name} are not locked: whoever may delete objects could remove production's record",
            "a trail with object_lock (production: true demands it)",
            f"Take object_lock: false out of {owner.name}, or leave trail out for a trail of its own.",
        )
    if fault:
        problem, allowed, remedy = fault
        raise InputError(field="trail.environment", value=owner.name, problem=problem, allowed=allowed, remedy=remedy)
