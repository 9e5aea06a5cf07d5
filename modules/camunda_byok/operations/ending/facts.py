"""What is known of a key that comes to its end, and of the one that takes its place. Pure: read elsewhere, judged elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import TO_BE_DELETED
from camunda_byok.operations.checks import CheckResult

GONE = "Gone"
"""State of a key of which KMS says that there is none."""


class Kind(Enum):
    """Why a key comes to its end; the value is the command."""

    REPLACE = "replace"
    """Another key takes its place."""
    RETIRE = "retire"
    """Its cluster is gone."""


@dataclass(frozen=True, kw_only=True)
class KeyFacts:
    """What is known of the key of one region, whether it ends or succeeds."""

    title: str
    """What people call it, such as `old key`."""
    region: str
    reference: str
    """The alias or ARN by which it was looked for."""
    arn: str | None
    """None where KMS did not give it."""
    tags: Mapping[str, str] | Unknown

    @property
    def id(self) -> str:
        """How KMS is told which key."""
        return self.arn or self.reference


@dataclass(frozen=True, kw_only=True)
class EndingKey(KeyFacts):
    """The key of one region that comes to its end."""

    state: str | Unknown
    """As KMS calls it, or `GONE`."""
    is_replica: bool
    grants: int | Unknown
    last_use: datetime | Unknown | None
    """When anybody last used it; None where KMS remembers no use."""
    remembered_since: datetime | None
    """Since when KMS remembers that; None where it does not say."""
    deletion_at: datetime | None = None
    """When KMS deletes it; None where no such day is fixed."""
    doubt: str = ""
    """Why it is perhaps another key than the one that is meant; empty where it is not."""

    def tag(self, name: str) -> str:
        """Returns what a tag says; nothing where there is none, or where nobody can say."""
        return "" if isinstance(self.tags, Unknown) else self.tags.get(name, "")

    def since(self, name: str) -> datetime | None:
        """Returns the time that a tag begins with, or None where there is none."""
        try:
            at = datetime.fromisoformat(self.tag(name).partition(" ")[0])
        except ValueError:
            return None
        return at if at.tzinfo else None

    @property
    def is_to_be_deleted(self) -> bool:
        return self.state in TO_BE_DELETED


@dataclass(frozen=True, kw_only=True)
class SucceedingKey(KeyFacts):
    """The key of one region that takes the place of another."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the trail's records tell."""

    latest: datetime | Unknown | None
    """When it last happened; None where everything was read and it never did."""
    says: str = ""
    """Where it was looked for, or what it was: one sentence."""
    unkept: str = ""
    """Why there are no records to read; nothing where there are. Completes "cannot tell, because ..."."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything by which the end of a key is judged, at one time."""

    kind: Kind
    environment: str
    account: str
    region: str
    now: datetime
    old: tuple[EndingKey, ...]
    """The first region's first."""
    new: tuple[SucceedingKey, ...] = ()
    """In the same regions; none where the cluster is gone."""
    new_checks: tuple[CheckResult, ...] = ()
    """Whether the new keys may be handed over."""
    new_arns: tuple[str, ...] = ()
    """What may be handed over: nothing where a check failed or could not be made."""
    new_signs: tuple[str, ...] = ()
    """By what Camunda's use of the new key is seen, one sentence each without its full stop."""
    new_unread: tuple[str, ...] = ()
    """What of that could not be looked at: each completes "cannot tell, because ..."."""
    new_cluster: bool = False
    """Whether another cluster takes over, rather than Camunda's support exchanging the key."""
    is_declared_old: bool = True
    """Whether the file says that another key has taken its place, or is out of what is deployed."""
    is_let_go: bool = True
    """Whether Terraform has nothing to do with it any more, as far as the file says."""
    recorded_use: Recorded
    """Camunda's use of the old key."""
    attempts: Recorded
    """Tries to use the old key since it is disabled."""
    idle_days: int
    quarantine_days: int

    @property
    def called(self) -> str:
        """What people call what comes to its end: `old key`, or `key` where none takes its place."""
        return self.old[0].title

    @property
    def idle_since(self) -> datetime:
        """Since when nothing may have used the key for it to be disabled."""
        return self.now - timedelta(days=self.idle_days)

    @property
    def last_first(self) -> tuple[EndingKey, ...]:
        """The old keys in the order in which they end: a primary waits for its replicas."""
        return tuple(reversed(self.old))
