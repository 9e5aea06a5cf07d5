"""What the alarms of one region watch, as the event patterns need to know it.

Every value may be a Terraform token, so none of them is ever taken apart: a key gives its ARN and its id, a queue its name.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Unwatched:
    """Something that cannot be watched from here, and why, in words that complete "left out, because"."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class WatchedKey:
    """A KMS key; CloudTrail records name it by either."""

    arn: str
    key_id: str


@dataclass(frozen=True, kw_only=True)
class WatchedTrail:
    """A trail whose home is the key's account and region: what happens to it is an event only there."""

    name: str
    arn: str
    bucket: str | Unwatched
    """Name of the log bucket, in the same account and region as the trail."""
    key: WatchedKey | Unwatched
    """The key that encrypts the log files."""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """The way by which alarms of one severity reach people."""

    topic_arn: str
    queue: str
    """Name of the queue that keeps what the topic or a subscriber did not take."""
    key: WatchedKey
    """The key that encrypts topic and queue."""


@dataclass(frozen=True, kw_only=True)
class Plumbing:
    """What the alarms themselves are made of."""

    rules: str
    """EventBridge wildcard that covers the name of every rule of the environment, and the names of its metric filters and
    CloudWatch alarms, which are called alike."""
    log_group: str | Unwatched
    """The trail's log group, which metric filters read. Metric filters can be made only in the log group's own account."""
    page: Channel
    notice: Channel


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One key of one region, with everything around it that an alarm is about."""

    key_arn: str
    key_id: str
    aliases: tuple[str, ...]
    """Names of the aliases that people and Terraform find the key by, such as `alias/camunda/prod`."""
    regions: tuple[str, ...]
    """Every region in which the configuration puts this key's material: the key's own, and that of a replica."""
    camunda_account: str
    """Twelve digits: the account of the tenant role."""
    deployers: tuple[str, ...]
    """ARNs of the roles and users who change things by a reviewed plan; a role of IAM Identity Center may hold a wildcard."""
    people: tuple[str, ...]
    """ARNs of all roles and users whom the key policy names, deployers included; with wildcards in the same place."""
    silent_hours: int | None
    """Hours without any use by Camunda after which it counts as silent, or None where no window is configured."""
    trail: WatchedTrail | Unwatched
    plumbing: Plumbing

    @property
    def key(self) -> WatchedKey:
        return WatchedKey(arn=self.key_arn, key_id=self.key_id)
