"""What the alarms of one region watch, as the event patterns need to know it.

Every value but `deployers` and `people` may be a Terraform token, so none of those is ever taken apart: a key gives its ARN and
its id, a queue its name.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
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
    """The key that encrypts the topic; the queue has SQS's own."""


@dataclass(frozen=True, kw_only=True)
class Plumbing:
    """What the alarms themselves are made of."""

    prefix: str
    """Begins the name of every rule, metric filter and CloudWatch alarm of the environment, such as `camunda-byok-prod-`."""
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
    others_may_use: bool
    """Whether anybody but Camunda may use the key, by IAM or because its policy is not the kit's. Then use by others is no
    alarm."""
    people: tuple[str, ...]
    """ARNs of all roles and users whom the key policy names, deployers included; with wildcards in the same place."""
    silent_hours: int | None
    """Hours without any use by Camunda after which it counts as silent, or None where no window is configured."""
    trail: WatchedTrail | Unwatched
    plumbing: Plumbing

    @property
    def key(self) -> WatchedKey:
        """The key by its ARN and its id."""
        return WatchedKey(arn=self.key_arn, key_id=self.key_id)
