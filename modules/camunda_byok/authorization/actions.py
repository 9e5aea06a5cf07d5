"""The actions of the services whose policies are compared, and what those of KMS mean.

Source: AWS Service Authorization Reference, "Actions, resources, and condition keys" of each service, November 2026. All
are listed, of S3 those that are about a bucket or its objects.
"""


def _of(service: str, names: str) -> tuple[str, ...]:
    return tuple(f"{service}:{name}" for name in names.split())


CRYPTOGRAPHIC_USE = _of(
    "kms",
    "Decapsulate Decrypt DeriveSharedSecret Encapsulate Encrypt GenerateDataKey GenerateDataKeyPair "
    "GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac ReEncryptFrom ReEncryptTo Sign Verify "
    "VerifyMac",
)
"""Whoever may do one of these uses what the key protects."""

GRANTS = _of("kms", "CreateGrant ListGrants RetireGrant RevokeGrant")
"""Whoever may create a grant hands on the use of the key; whoever may revoke one takes it away from Camunda's volumes."""

POLICY = _of("kms", "PutKeyPolicy")
"""Whoever may do this can give himself everything else."""

REPLICATION = _of("kms", "ReplicateKey SynchronizeMultiRegionKey UpdatePrimaryRegion")
"""A replica shares the key's material and takes a policy of its own."""

READING = _of(
    "kms",
    "DescribeKey GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus GetParametersForImport GetPublicKey ListKeyPolicies "
    "ListKeyRotations ListResourceTags",
)
"""These change nothing and reveal nothing that the key protects."""

ENDING = _of("kms", "DeleteImportedKeyMaterial DisableKey ScheduleKeyDeletion")
"""Each of them freezes or destroys the data under the key."""

ADMINISTRATION = _of(
    "kms",
    "CancelKeyDeletion CreateAlias DeleteAlias DisableKeyRotation EnableKey EnableKeyRotation ImportKeyMaterial "
    "RotateKeyOnDemand TagResource UntagResource UpdateAlias UpdateKeyDescription",
)
"""Care of a key that neither uses nor ends it, nor says who may."""

ACCOUNT_WIDE = _of(
    "kms",
    "ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore DescribeCustomKeyStores "
    "DisconnectCustomKeyStore GenerateRandom ListAliases ListKeys ListRetirableGrants UpdateCustomKeyStore",
)
"""Actions on no key in particular: a key's policy can name them, and decides none of them."""

ACROSS_ACCOUNTS = frozenset(
    {
        *CRYPTOGRAPHIC_USE,
        "kms:CreateGrant",
        "kms:DescribeKey",
        "kms:GetKeyRotationStatus",
        "kms:GetPublicKey",
        "kms:ListGrants",
        "kms:RetireGrant",
        "kms:RevokeGrant",
    }
)
"""What KMS lets another account do at all.

Source: AWS KMS developer guide, "Allowing users in other accounts to use a KMS key".
"""

S3_BUCKET = _of(
    "s3",
    "AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket "
    "DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration "
    "GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging "
    "GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration "
    "GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment "
    "GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration "
    "GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket "
    "ListBucketMultipartUploads ListBucketVersions ListTagsForResource PauseReplication PutAccelerateConfiguration "
    "PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification "
    "PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock "
    "PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration "
    "PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration "
    "PutReplicationConfiguration TagResource UntagResource UpdateBucketMetadataAnnotationTableConfiguration "
    "UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration",
)

S3_OBJECT = _of(
    "s3",
    "AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging "
    "DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl "
    "GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent "
    "GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAnnotationForReplication "
    "GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent "
    "InitiateReplication ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations "
    "ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention "
    "PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete "
    "ReplicateObject ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption",
)

CATALOGUE: dict[str, tuple[str, ...]] = {
    "kms": tuple(sorted(CRYPTOGRAPHIC_USE + GRANTS + POLICY + REPLICATION + READING + ENDING + ADMINISTRATION + ACCOUNT_WIDE)),
    "s3": S3_BUCKET + S3_OBJECT,
    "sns": _of(
        "sns",
        "AddPermission CheckIfPhoneNumberIsOptedOut ConfirmSubscription CreatePlatformApplication CreatePlatformEndpoint "
        "CreateSMSSandboxPhoneNumber CreateTopic DeleteEndpoint DeletePlatformApplication DeleteSMSSandboxPhoneNumber "
        "DeleteTopic GetDataProtectionPolicy GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes "
        "GetSMSSandboxAccountStatus GetSubscriptionAttributes GetTopicAttributes ListEndpointsByPlatformApplication "
        "ListOriginationNumbers ListPhoneNumbersOptedOut ListPlatformApplications ListSMSSandboxPhoneNumbers "
        "ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics OptInPhoneNumber Publish "
        "PutDataProtectionPolicy RemovePermission SetEndpointAttributes SetPlatformApplicationAttributes SetSMSAttributes "
        "SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource "
        "VerifySMSSandboxPhoneNumber",
    ),
    "sqs": _of(
        "sqs",
        "AddPermission CancelMessageMoveTask ChangeMessageVisibility CreateQueue DeleteMessage DeleteQueue "
        "GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags ListQueues "
        "PurgeQueue ReceiveMessage RemovePermission SendMessage SetQueueAttributes StartMessageMoveTask TagQueue "
        "UntagQueue",
    ),
    "sts": _of(
        "sts",
        "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot DecodeAuthorizationMessage GetAccessKeyInfo "
        "GetCallerIdentity GetDelegatedAccessToken GetFederationToken GetServiceBearerToken GetSessionToken "
        "GetWebIdentityToken SetContext SetSourceIdentity TagGetWebIdentityToken TagSession",
    ),
}
"""The actions of a service, by the prefix of their names."""


def possible(action: str, resource: str) -> bool:
    """Returns whether a request can have this action on this resource: in S3 some are about a bucket, some about an object."""
    if not action.startswith("s3:") or resource == "*":
        return True
    return action not in (S3_BUCKET if "/" in resource else S3_OBJECT)
