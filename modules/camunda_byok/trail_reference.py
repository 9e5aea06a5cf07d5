"""A trail, whoever owns it, as alarms need to know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from camunda_byok.names import Names


class Part(Enum):
    """What of a trail can be watched."""

    TRAIL = "the trail"
    BUCKET = "the bucket of the log files"
    KEY = "the key under the log files"
    LOG_GROUP = "the log group"


@dataclass(frozen=True, kw_only=True)
class TrailReference:
    """What alarms in one account and region need to know of a trail, and why they cannot watch what they cannot.

    An event arrives only in the account and region in which it is recorded, and a metric filter stands in the account and region
    of its log group. So a part that is elsewhere is None here, or `unseen`.
    """

    name: str
    arn: str
    bucket: str | None
    """The bucket of the log files, where calls on it are recorded in this account and region."""
    log_group: str | None
    """Name of the log group, where this environment may put metric filters on it."""
    key_alias: str | None = None
    """Alias of the key under log files and log group, where calls on it are recorded in this account and region."""
    unseen: Mapping[Part, str] = field(default_factory=dict[Part, str])
    """For each part that cannot be watched from here, why not."""

    @classmethod
    def of_names(cls, names: Names) -> "TrailReference":
        """Returns the reference to the trail that `AuditTrail` makes for an environment, with a bucket of this kit."""
        return cls(
            name=names.trail,
            arn=names.trail_arn,
            bucket=names.log_bucket,
            log_group=names.log_group,
            key_alias=names.trail_key_alias,
        )

    def why_unseen(self, part: Part) -> str:
        """Returns why a part cannot be watched from here; nothing where it can."""
        known = {Part.TRAIL: self.arn, Part.BUCKET: self.bucket, Part.KEY: self.key_alias, Part.LOG_GROUP: self.log_group}
        return self.unseen.get(part, "" if known[part] else f"{part.value} is not known here")
