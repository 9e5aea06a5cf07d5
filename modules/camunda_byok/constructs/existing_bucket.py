"""A bucket that exists already, for a trail that delivers to it."""

from dataclasses import dataclass

from camunda_byok.bindings import S3BucketPolicy
from camunda_byok.names import Names


@dataclass(frozen=True, kw_only=True)
class ExistingBucket:
    """A bucket that a trail is to deliver to and that nothing here makes, changes or watches over.

    Its policy must let the trail in before the trail is made, as `archive_bucket_policy` says it. It must be in the region of the
    trail's key, or CloudTrail refuses it. Source: CloudTrail API, KmsKeyNotFoundException.
    """

    names: Names
    """Names of the environment whose trail delivers to it."""
    name: str
    """Name of the bucket. Another one leaves the older log files where they are."""
    policy: S3BucketPolicy | None = None
    """The bucket policy, where the same stack has it: the trail then waits for it."""
