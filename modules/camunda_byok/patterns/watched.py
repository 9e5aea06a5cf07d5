"""What the alarms of one region watch, as the event patterns need to know it.

Every value but `deployers` and `people` may be a Terraform token, so none of those is ever taken apart: a key gives its ARN and
its id, a queue its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.severity import Severity

_Own = TypeVar("_Own")


@dataclass(frozen=True)
class Unwatched:
    """Something that cannot be watched from here, and why, in words that complete "left out, because"."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WatchedTrail:
    """A trail whose home is the key's account and region: what happens to it is an event only there."""

    name: str
    arn: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """The way by which alarms of one severity reach people."""

    topic_arn: str
    queue: str
    """Name of the queue that keeps what the topic or a subscriber did not take."""
    key: KeyReference
    """The key that encrypts the topic; the queue has SQS's own."""


@dataclass(frozen=True, kw_only=True)
class Plumbing:
    """What the alarms themselves are made of."""

    rules: tuple[str, ...]
    """Names of the rules, metric filters and CloudWatch alarms of the environment, such as `camunda-byok-prod-*`; a `*` stands
    for anything. An event bus takes few rules with wildcards, but one at the end counts as none."""
    log_group: str | Unwatched
    """The trail's log group, which metric filters read. Metric filters can be made only in the log group's own account."""
    page: Channel
    notice: Channel

    @classmethod
    def of_names(cls, names: Names, *, keys: Mapping[Severity, KeyReference], log_group: str | Unwatched) -> "Plumbing":
        """Returns what the alarms of an environment are made of in one region, by its names there and the keys of its topics."""
        page, notice = (
            Channel(topic_arn=names.topic_arn(severity), queue=names.dead_letter_queue(severity), key=keys[severity])
            for severity in (Severity.PAGE, Severity.NOTICE)
        )
        return cls(rules=names.rule_names, log_group=log_group, page=page, notice=notice)


@dataclass(frozen=True, kw_only=True)
class KeyBeside:
    """The key that is to take the place of the watched one, or whose place it took. What happens to either raises the alarm."""

    key: KeyReference
    camunda_account: str
    """Twelve digits: the account of the tenant role that uses it."""
    came_before: bool
    """Whether it is the earlier of the two. Patterns name the earlier first: a take-over changes none."""


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One key of one region, with everything around it that an alarm is about."""

    key: KeyReference
    """The key that the cluster uses, which messages name."""
    regions: tuple[str, ...]
    """Every region in which the configuration puts this key's material: the key's own, and that of a replica."""
    camunda_account: str
    """Twelve digits: the account of the tenant role."""
    deployers: tuple[str, ...]
    """ARNs of the roles and users who change things by a reviewed plan; a role of IAM Identity Center may hold a wildcard."""
    plumbing: Plumbing
    generation: int = 1
    """Which of the cluster's keys the key is, of whose alias messages speak."""
    beside: KeyBeside | None = None
    """A second key of the cluster in the same region, while one takes the place of the other."""
    aliases: tuple[str, ...] = ()
    """Names of the aliases that people and Terraform find the key by, such as `alias/camunda/prod`. Those that lead to the key
    are watched in any case."""
    others_may_use: bool = True
    """Whether anybody but Camunda may use the key, by IAM or because its policy is not the kit's. Then use by others is no
    alarm."""
    people: tuple[str, ...] | Unwatched = Unwatched("no role and no user is named")
    """ARNs of all roles and users whom the key policy names, deployers included; with wildcards in the same place."""
    silent_hours: int | Unwatched = Unwatched("no window is configured after which Camunda counts as silent")
    """Hours without any use by Camunda after which it counts as silent."""
    trail: WatchedTrail | Unwatched = Unwatched("no trail is named")
    """The trail that records the key."""
    bucket: str | Unwatched = Unwatched("no log bucket is named")
    """Name of the log bucket, where calls on it are recorded in the key's account and region."""
    trail_key: KeyReference | Unwatched = Unwatched("no key of a trail is named")
    """The key that encrypts the log files, in the key's account and region."""

    @property
    def key_arn(self) -> str:
        return self.key.arn

    @property
    def key_id(self) -> str:
        return self.key.key_id

    @property
    def keys(self) -> tuple[KeyReference, ...]:
        """The keys whose events raise alarms, the earlier first."""
        return self._in_order(self.key, self.beside and self.beside.key)

    @property
    def camunda_accounts(self) -> tuple[str, ...]:
        """The accounts of the tenant roles of these keys, each once."""
        return tuple(dict.fromkeys(self._in_order(self.camunda_account, self.beside and self.beside.camunda_account)))

    def _in_order(self, own: _Own, others: _Own | None) -> tuple[_Own, ...]:
        if self.beside is None or others is None:
            return (own,)
        return (others, own) if self.beside.came_before else (own, others)
