"""What only AWS knows of a thing and no declaration has: how it fares at this moment.

Each class is one kind of fact, in the same picture as the thing that it is about (`of`), at an address of its own. Nothing that
is declared, synthesized or planned holds one, so rules that look at these kinds judge what is live alone. `None` is a value here
too: it never happened, or there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from camunda_byok.inventory.model import Document, Flag, Inventory, MaybeText, Text, Thing
from camunda_byok.inventory.values import Unknown

Moment = datetime | None | Unknown
"""With its time zone. None: it never was, or is not to come."""
NO_RESOURCE = Unknown("it is a fact about a resource and no resource")


@dataclass(frozen=True, kw_only=True)
class Fact(Thing):
    """What every fact has. Its address is that of its thing, with what is said of it in brackets."""

    of: str
    """Address of the thing in the same picture. Where no declaration has the thing, what AWS calls it."""
    prevent_destroy: Flag = NO_RESOURCE


@dataclass(frozen=True, kw_only=True)
class KeyLife(Fact):
    """How a KMS key fares."""

    arn: str
    state: Text
    """As KMS names it: `Enabled`, `Disabled`, `PendingDeletion`, `PendingReplicaDeletion`, `PendingImport`, `Unavailable`,
    `Creating` or `Updating`."""
    created: Moment
    deletion: Moment
    """When KMS deletes the key; None where no deletion is scheduled, or replicas have to be deleted first."""
    origin: Text
    """Where the material comes from: `AWS_KMS`, `EXTERNAL` for what was imported, `AWS_CLOUDHSM`, `EXTERNAL_KEY_STORE`."""
    material_expires: Moment
    """When imported material expires; None where it never does."""
    last_rotation: Moment
    last_rotation_kind: MaybeText
    """`AUTOMATIC` or `ON_DEMAND`; None before the first."""
    rotates: bool | Unknown
    """Whether KMS rotates it by itself."""
    rotation_period_days: int | Unknown | None
    """Of automatic rotation; None where it is off or the key has none."""
    next_rotation: Moment
    """Of automatic rotation; None where it is off or the key has none."""
    rotating_since: Moment
    """When an on-demand rotation was asked for that still runs."""
    on_demand_rotations: int | Unknown
    """How many there were in the key's life."""
    further_policies: Mapping[str, Document] | Unknown
    """Key policies besides the one called `default`, by name."""
    last_used: Moment
    """When anybody last encrypted or decrypted with the key; None: never since `tracked_since`. KMS says it up to an hour late
    and does not see disks that stay attached."""
    last_use: MaybeText
    """What that was, such as `Decrypt`."""
    tracked_since: Moment
    """Since when KMS keeps the last use of this key."""
    tags: Mapping[str, str] | Unknown
    primary_region: MaybeText
    """Region of the primary of a multi-Region key, be it this one or another; None for a key of one region."""
    replica_regions: tuple[str, ...] | Unknown
    """Regions of all replicas of the same primary."""


@dataclass(frozen=True, kw_only=True)
class Delivery(Fact):
    """What a trail has delivered."""

    arn: str
    logging: bool | Unknown
    started: Moment
    """When recording last began."""
    last_delivery: Moment
    delivery_error: MaybeText
    """What S3 answered to the last log file, such as `AccessDenied`; None where it took it."""
    last_digest: Moment
    digest_error: MaybeText
    last_logs_delivery: Moment
    """To the log group."""
    logs_error: MaybeText


@dataclass(frozen=True, kw_only=True)
class Confirmation(Fact):
    """Whether who is to hear of alarms has confirmed that. Until then SNS delivers nothing."""

    endpoint: str
    """Whom it is about, for people."""
    pending: bool | Unknown


@dataclass(frozen=True, kw_only=True)
class Analysis(Fact):
    """What IAM Access Analyzer looks at in a region: `of` is the region."""

    analyzers: tuple[str, ...] | Unknown
    """Names of those that are at work and look for access from outside, as far as this account knows of them."""


@dataclass(frozen=True, kw_only=True)
class OutsideAccess:
    """One open finding of an analyzer. A part of `ExternalAccess`, not a thing of its own."""

    principal: str
    """Whom the policy or the grant lets in: an ARN, an account, `*`."""
    actions: tuple[str, ...]
    public: bool


@dataclass(frozen=True, kw_only=True)
class ExternalAccess(Fact):
    """Open findings about a key or bucket: somebody outside of the account, or of the organisation, can reach it."""

    found: tuple[OutsideAccess, ...] | Unknown


@dataclass(frozen=True, kw_only=True)
class NamedPerson(Fact):
    """A role or user whom the environment names: `of` is the ARN, which may hold a wildcard for roles of IAM Identity Center."""

    named_by: tuple[str, ...]
    """Fields of the environment, such as `key.break_glass`."""
    elsewhere: bool
    """Whether it is another account's: nobody can look it up from here, and that is no fault."""
    found: MaybeText
    """ARN of who has this name; None: nobody. Another path than in `of` means that conditions on the ARN do not match."""


LIVE_KINDS: tuple[type[Fact], ...] = (KeyLife, Delivery, Confirmation, Analysis, ExternalAccess, NamedPerson)


def address(of: str, said: str) -> str:
    """Returns the address of a fact, such as `aws_kms_key.key (life)`."""
    return f"{of} ({said})"


def life_of(picture: Inventory, key: str) -> KeyLife | None:
    """Returns how the key at an address fares, or None where nobody looked."""
    return picture.get(KeyLife, address(key, LIFE))


LIFE = "life"
