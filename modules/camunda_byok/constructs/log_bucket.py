"""The bucket that keeps the log files."""

from dataclasses import dataclass
from typing import Literal

from camunda_byok.bindings import (
    Construct,
    S3BucketLoggingA,
    S3BucketObjectLockConfigurationA,
    S3BucketObjectLockConfigurationRuleA,
    S3BucketObjectLockConfigurationRuleDefaultRetentionA,
)
from camunda_byok.constructs.access_log_bucket import AccessLogBucket
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.private_bucket import PrivateBucket
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.errors import InputError
from camunda_byok.limits import OBJECT_LOCK, TRAIL_RETENTION
from camunda_byok.names import Names
from camunda_byok.policies.log_bucket_policy import log_bucket_policy


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long a log file cannot be removed by anybody.

    Raises InputError when the days are outside S3's limits.
    """

    mode: Literal["governance", "compliance"] = "governance"
    """`governance` unless given: who has s3:BypassGovernanceRetention may still remove. `compliance`: nobody may, AWS included,
    and a file once written cannot be freed from it."""
    days: int = OBJECT_LOCK.default
    """Days counted from when the file was written. A change holds for files written after it."""

    def __post_init__(self) -> None:
        OBJECT_LOCK.check(self.days, "days")


class LogBucket(Construct):
    """The bucket that CloudTrail delivers one trail's log files to.

    Results: `name`, `names` and `policy`, which a trail depends on.

    Raises InputError when the objects would expire before their lock ends.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        key: TrailKey,
        access_logs: AccessLogBucket,
        retention_days: int = TRAIL_RETENTION.default,
        object_lock: Retention | None = Retention(),
    ) -> None:
        """Declares the bucket.

        id: becomes the Terraform address, `aws_s3_bucket.<id>`. Changing it plans to replace the bucket, which is refused.
        names: the environment's names; its trail alone may deliver here.
        key: encrypts the log files. Another key holds for files written after the change.
        access_logs: where S3 records who read the log files.
        retention_days: days after which log files expire, seven years unless given. Shortening it removes the older ones.
        object_lock: governance for a year unless given; None for no lock. A bucket keeps the lock it was made with.
        """
        super().__init__(scope, id)
        if object_lock and object_lock.days > retention_days:
            raise InputError(
                field="object_lock",
                value=f"{object_lock.days} days, with retention_days {retention_days}",
                problem="log files would expire before their lock ends",
                remedy="Keep them at least as long as they are locked.",
            )
        self.names = names
        made = PrivateBucket(
            self,
            "private",
            address=id,
            name=names.log_bucket,
            policy=log_bucket_policy(names),
            kms_key_arn=key.arn,
            retention_days=retention_days,
            object_lock=object_lock is not None,
        )
        self.name = made.name
        self.policy = made.policy
        if object_lock:
            frozen(
                self,
                S3BucketObjectLockConfigurationA(
                    self,
                    "object_lock",
                    bucket=made.bucket.id,
                    rule=S3BucketObjectLockConfigurationRuleA(
                        default_retention=S3BucketObjectLockConfigurationRuleDefaultRetentionA(
                            mode=object_lock.mode.upper(), days=object_lock.days
                        )
                    ),
                    depends_on=[made.versioning],
                ),
                id,
            )
        frozen(
            self,
            S3BucketLoggingA(
                self,
                "logging",
                bucket=made.bucket.id,
                target_bucket=access_logs.name,
                target_prefix="log-bucket/",
                depends_on=[access_logs.policy],
            ),
            id,
        )
