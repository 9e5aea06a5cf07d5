"""The bucket that keeps a record of who read the log files."""

from camunda_byok.bindings import Construct
from camunda_byok.constructs.private_bucket import PrivateBucket
from camunda_byok.limits import TRAIL_RETENTION
from camunda_byok.names import Names
from camunda_byok.policies.log_bucket_policy import access_log_bucket_policy


class AccessLogBucket(Construct):
    """The bucket for the log bucket's server access logs.

    It has neither a KMS key nor Object Lock: S3 delivers access logs to a bucket with either of them not at all. Source: S3 user
    guide, "Enabling Amazon S3 server access logging". It keeps no access logs of its own, or they would feed themselves.

    Result: `name`.
    """

    def __init__(self, scope: Construct, id: str, *, names: Names, retention_days: int = TRAIL_RETENTION.default) -> None:
        """Declares the bucket.

        id: becomes the Terraform address, `aws_s3_bucket.<id>`. Changing it plans to replace the bucket, which is refused.
        names: the environment's names; its log bucket alone may deliver here.
        retention_days: days after which access logs expire, seven years unless given.
        """
        super().__init__(scope, id)
        made = PrivateBucket(
            self,
            "private",
            address=id,
            name=names.access_log_bucket,
            policy=access_log_bucket_policy(names),
            kms_key_arn=None,
            retention_days=retention_days,
            object_lock=False,
        )
        self.name = made.name
        self.policy = made.policy
