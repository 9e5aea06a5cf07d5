"""The picture that rules judge: what matters of each thing, whether it is declared, synthesized, planned or live.

Each class is one kind of thing on AWS, each field holds a value, a `Ref` or an `Unknown` with its reason. Names follow the AWS
provider's arguments where it has one. A field is here because a rule reads it. Policies are documents (`dict`), event patterns
too; both may hold Terraform's interpolations as text. `None` is a value: the thing has none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, TypeVar, cast

from camunda_byok.inventory.values import Ref, Unknown

Text = str | Ref | Unknown
MaybeText = str | None | Ref | Unknown
Flag = bool | Ref | Unknown
Number = int | None | Ref | Unknown
Document = dict[str, Any] | None | Ref | Unknown
Texts = tuple[Text, ...] | Ref | Unknown
"""Elements may be references of their own: a list that is known in part."""


@dataclass(frozen=True, kw_only=True)
class Thing:
    """What every kind has. Things before and after belong together by their address."""

    address: str
    """Where the source speaks of it: a Terraform address such as `module.byok.aws_kms_key.key[0]`."""
    account: Text
    region: Text
    prevent_destroy: Flag
    """Whether the configuration refuses to destroy it. A plan does not say."""


@dataclass(frozen=True, kw_only=True)
class Key(Thing):
    """A KMS key: `aws_kms_key`, `aws_kms_replica_key`, `aws_kms_external_key`, `aws_kms_replica_external_key`."""

    arn: Text
    description: Text
    enabled: Flag
    rotation: Flag
    """A replica takes it from its primary: then `Ref` to the primary."""
    rotation_period_days: Number
    deletion_window_days: Number
    multi_region: Flag
    primary: MaybeText
    """ARN of, or reference to, the primary of which this is a replica; None for any other key."""
    spec: Text
    usage: Text
    imported_material: bool
    policy: Document
    lockout_check_bypassed: Flag

    @property
    def is_replica(self) -> bool:
        """Whether it surely is one."""
        return self.primary is not None and not isinstance(self.primary, Unknown)


@dataclass(frozen=True, kw_only=True)
class Alias(Thing):
    name: Text
    target: Text
    """Id, ARN or reference of the key."""


@dataclass(frozen=True, kw_only=True)
class Grant(Thing):
    key: Text
    grantee: Text
    operations: Texts


@dataclass(frozen=True, kw_only=True)
class Selector:
    """One event selector of a trail, basic or advanced, reduced to what decides whether key events are logged."""

    management_events: bool
    read_write: str
    """`All`, `ReadOnly` or `WriteOnly`."""
    excluded_sources: tuple[str, ...]
    """Event sources left out, such as `kms.amazonaws.com`."""
    narrowed_by: tuple[str, ...] = ()
    """Other fields by which an advanced selector leaves events out, such as `eventName`."""


@dataclass(frozen=True, kw_only=True)
class Trail(Thing):
    arn: Text
    name: Text
    logging: Flag
    multi_region: Flag
    global_events: Flag
    validation: Flag
    """Whether CloudTrail signs digests of the log files."""
    organization: Flag
    bucket: Text
    key: MaybeText
    log_group: MaybeText
    selectors: tuple[Selector, ...] | Ref | Unknown
    """Empty: CloudTrail's default, all management events."""


@dataclass(frozen=True, kw_only=True)
class Bucket(Thing):
    """An S3 bucket with what the provider keeps in resources of their own (policy, versioning, lock, ...)."""

    name: Text
    force_destroy: Flag
    policy: Document
    versioning: Text
    """`Enabled`, `Suspended` or `Disabled`."""
    encryption: Text
    """`aws:kms`, `aws:kms:dsse` or `AES256`, which S3 does where nothing is said."""
    encryption_key: MaybeText
    lock_mode: MaybeText
    """`GOVERNANCE` or `COMPLIANCE`; None without a default retention."""
    lock_days: Number
    """Years are counted as 365 days."""
    expiry_days: Number
    """Days until current versions expire, by the earliest enabled rule that has no tag or size filter; None: never."""
    public_access_blocked: Flag
    """Whether all four switches of the public access block are on."""
    access_logs_to: MaybeText


@dataclass(frozen=True, kw_only=True)
class LogGroup(Thing):
    name: Text
    key: MaybeText
    retention_days: Number
    """None: kept for ever (the API's 0)."""


@dataclass(frozen=True, kw_only=True)
class MetricFilter(Thing):
    name: Text
    log_group: Text
    pattern: Text
    metric: Text
    """`namespace/name` of the metric that it feeds."""


@dataclass(frozen=True, kw_only=True)
class MetricAlarm(Thing):
    name: Text
    metric: Text
    """`namespace/name`."""
    comparison: Text
    threshold: Number
    statistic: MaybeText
    period_seconds: Number
    evaluation_periods: Number
    treat_missing_data: Text
    actions_enabled: Flag
    actions: Texts


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where an event rule sends what it matches. A part of its rule, not a thing of its own."""

    arn: Text
    role: MaybeText
    dead_letter_queue: MaybeText


@dataclass(frozen=True, kw_only=True)
class EventRule(Thing):
    name: Text
    pattern: Document
    state: Text
    """`ENABLED`, `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` or `DISABLED`."""
    bus: Text
    targets: tuple[Target, ...]
    """In the order of their ARNs."""


@dataclass(frozen=True, kw_only=True)
class Topic(Thing):
    arn: Text
    name: Text
    key: MaybeText
    policy: Document


@dataclass(frozen=True, kw_only=True)
class Subscription(Thing):
    topic: Text
    protocol: Text
    endpoint: Text
    dead_letter_queue: MaybeText
    filter_policy: Document
    """Which messages it takes; None: all of them."""


@dataclass(frozen=True, kw_only=True)
class Queue(Thing):
    name: Text
    policy: Document
    key: MaybeText
    retention_seconds: Number


@dataclass(frozen=True, kw_only=True)
class ChatChannel(Thing):
    """Slack or Teams through Amazon Q Developer in chat applications."""

    topics: Texts


@dataclass(frozen=True, kw_only=True)
class Role(Thing):
    """An IAM role with its inline policies."""

    name: Text
    trust: Document
    policies: tuple[Document, ...]
    permissions_boundary: MaybeText


@dataclass(frozen=True, kw_only=True)
class OtherUse(Thing):
    """Any other resource whose configuration names a KMS key: a rule asks only whether the key is taken away from it."""

    type: str
    keys: Mapping[str, MaybeText]
    """By attribute, such as `kms_key_id`."""


K = TypeVar("K", bound=Thing)

KINDS: tuple[type[Thing], ...] = (
    Key, Alias, Grant, Trail, Bucket, LogGroup, MetricFilter, MetricAlarm, EventRule, Topic, Subscription, Queue, ChatChannel,
    Role, OtherUse,
)  # fmt: skip


@dataclass(frozen=True)
class Inventory:
    """All things that one source speaks of, by address."""

    things: Mapping[str, Thing] = field(default_factory=dict[str, Thing])

    def all(self, kind: type[K]) -> Iterator[K]:
        """Gives the things of one kind, or of every kind (`Thing`), in the order of their addresses."""
        return iter(cast("list[K]", self._by_kind.get(kind, [])))

    def called(self, kind: type[K], text: str) -> Iterator[K]:
        """Gives the things of one kind whose name, ARN or end of the ARN is this text, in the order of their addresses."""
        return iter(cast("list[K]", self._by_text.get((kind, text), [])))

    def get(self, kind: type[K], address: str) -> K | None:
        """Returns the thing of this kind at the address, or None where there is none."""
        thing = self.things.get(address)
        return thing if isinstance(thing, kind) else None

    @cached_property
    def _by_kind(self) -> dict[type[Thing], list[Thing]]:
        found: dict[type[Thing], list[Thing]] = {}
        for _, thing in sorted(self.things.items()):
            for kind in (type(thing), Thing):
                found.setdefault(kind, []).append(thing)
        return found

    @cached_property
    def _by_text(self) -> dict[tuple[type[Thing], str], list[Thing]]:
        found: dict[tuple[type[Thing], str], list[Thing]] = {}
        for thing in self.all(Thing):
            for text in _texts(thing):
                found.setdefault((type(thing), text), []).append(thing)
        return found


def _texts(thing: Thing) -> set[str]:
    """Returns what others may call a thing by."""
    name, arn = getattr(thing, "name", None), getattr(thing, "arn", None)
    end = arn.rpartition("/")[2] if isinstance(arn, str) else None
    return {text for text in (name, arn, end) if isinstance(text, str)}


NOTHING = Inventory()


def differences(before: Thing, after: Thing) -> dict[str, tuple[object, object]]:
    """Returns the fields in which two things differ, with the value before and after."""
    names = [each.name for each in fields(after) if type(before) is type(after)]
    return {
        name: (getattr(before, name), getattr(after, name)) for name in names if getattr(before, name) != getattr(after, name)
    }
