"""What every bucket of this kit has in common."""

from camunda_byok.bindings import (
    Construct,
    S3Bucket,
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
    S3BucketPolicy,
    S3BucketPublicAccessBlock,
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
    TerraformResourceLifecycle,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.limits import TRAIL_RETENTION
from camunda_byok.policies.documents import Document, to_json

NONCURRENT_DAYS = 1
UPLOAD_DAYS = 7


class PrivateBucket(Construct):
    """A versioned bucket without ACLs or public access, with a policy, encryption and an expiry; Terraform refuses to destroy it.

    Nothing is moved to cheaper storage: most log objects are smaller than the 128 KB below which that costs more than it saves.

    Results: `bucket`, `policy` (to depend on), `versioning` (Object Lock needs it first), `name`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        address: str,
        name: str,
        policy: Document,
        kms_key_arn: str | None,
        retention_days: int | None,
        object_lock: bool,
        noncurrent_days: int = NONCURRENT_DAYS,
    ) -> None:
        """Declares the bucket.

        address: name in every Terraform address. Changing it plans to replace the bucket, which Terraform then refuses.
        name: the bucket's name. Changing it does the same.
        policy: the whole bucket policy.
        kms_key_arn: key of the default encryption; S3's own keys (SSE-S3) where None.
        retention_days: days after which objects expire; never where None. Shortening it removes older objects within a day.
        object_lock: whether the bucket is made with Object Lock. Cannot be taken back.
        noncurrent_days: days after which a replaced or deleted version is removed; a day unless given.
        """
        super().__init__(scope, id)
        if retention_days is not None:
            TRAIL_RETENTION.check(retention_days, "retention_days")
        self.name = name
        self.bucket = frozen(
            self,
            S3Bucket(
                self,
                "bucket",
                bucket=name,
                object_lock_enabled=object_lock,
                force_destroy=False,
                lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
            ),
            address,
        )
        self.public_access_block = frozen(
            self,
            S3BucketPublicAccessBlock(
                self,
                "public_access_block",
                bucket=self.bucket.id,
                block_public_acls=True,
                block_public_policy=True,
                ignore_public_acls=True,
                restrict_public_buckets=True,
            ),
            address,
        )
        frozen(
            self,
            S3BucketOwnershipControls(
                self,
                "ownership",
                bucket=self.bucket.id,
                rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
            ),
            address,
        )
        self.versioning = frozen(
            self,
            S3BucketVersioningA(
                self,
                "versioning",
                bucket=self.bucket.id,
                versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
            ),
            address,
        )
        frozen(
            self,
            S3BucketServerSideEncryptionConfigurationA(
                self,
                "encryption",
                bucket=self.bucket.id,
                rule=[
                    S3BucketServerSideEncryptionConfigurationRuleA(
                        apply_server_side_encryption_by_default=(
                            S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                                sse_algorithm="aws:kms" if kms_key_arn else "AES256",
                                kms_master_key_id=kms_key_arn,
                            )
                        ),
                        # A bucket key changes the encryption context to the bucket's ARN, which the key's statement for
                        # CloudTrail does not allow; the requests it would save cost cents a month.
                        bucket_key_enabled=False,
                    )
                ],
            ),
            address,
        )
        frozen(
            self,
            S3BucketLifecycleConfiguration(
                self,
                "lifecycle",
                bucket=self.bucket.id,
                rule=_expiry(retention_days, noncurrent_days),
                depends_on=[self.versioning],
            ),
            address,
        )
        self.policy = frozen(
            self,
            S3BucketPolicy(
                self,
                "policy",
                bucket=self.bucket.id,
                policy=to_json(policy),
                # S3 refuses two changes of a bucket's access at once.
                depends_on=[self.public_access_block],
            ),
            address,
        )


def _expiry(retention_days: int | None, noncurrent_days: int) -> list[S3BucketLifecycleConfigurationRule]:
    everything = [S3BucketLifecycleConfigurationRuleFilter(prefix="")]
    return [
        S3BucketLifecycleConfigurationRule(
            id="expire",
            status="Enabled",
            filter=everything,
            expiration=None if retention_days is None else [S3BucketLifecycleConfigurationRuleExpiration(days=retention_days)],
            noncurrent_version_expiration=[
                S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(noncurrent_days=noncurrent_days)
            ],
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(days_after_initiation=UPLOAD_DAYS)
            ],
        ),
        S3BucketLifecycleConfigurationRule(
            # S3 takes the marker's expiry only in a rule without days.
            id="remove-delete-markers",
            status="Enabled",
            filter=everything,
            expiration=[S3BucketLifecycleConfigurationRuleExpiration(expired_object_delete_marker=True)],
        ),
    ]
