"""The only importer of cdktf, constructs and the AWS provider's classes.

The provider package imports its 1,500 resources when it is imported: many seconds and half a gigabyte, for an application that
uses thirty. Under a parent package whose `__init__` has not run, the same submodules load alone. The imports stay ordinary
ones, so that editors and type checkers see every type.
"""

# pyright: reportUnusedImport=false

import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import Any

from cdktf import (
    App,
    CloudBackend,
    DataResource,
    ITerraformDependable,
    NamedCloudWorkspace,
    Postcondition,
    Precondition,
    S3Backend,
    S3BackendAssumeRoleConfig,
    TerraformElement,
    TerraformOutput,
    TerraformProvider,
    TerraformResourceLifecycle,
    TerraformStack,
)
from constructs import Construct


@contextmanager
def _submodules_alone(package: str) -> Generator[None, None, None]:
    """Lets submodules of a package be imported without running its `__init__`.

    A host application notices nothing: where it imported the package before, that one is used; where it imports it afterwards,
    the parent left here loads each submodule when it is first asked for, with the same classes.
    """
    if package in sys.modules:
        yield
        return
    spec = PathFinder.find_spec(package)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    parent = module_from_spec(spec)
    loader = spec.loader

    def submodule(name: str) -> Any:
        if name == "__all__":  # `from package import *` wants the whole of it, at its price
            loader.exec_module(parent)
            return parent.__all__
        if not name.startswith("__"):
            try:
                return import_module(f"{package}.{name}")
            except ModuleNotFoundError as missing:
                if missing.name != f"{package}.{name}":
                    raise
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    parent.__getattr__ = submodule  # type: ignore[method-assign]
    sys.modules[package] = parent
    try:
        yield
    except BaseException:
        sys.modules.pop(package, None)
        raise


with _submodules_alone("cdktf_cdktf_provider_aws"):
    from cdktf_cdktf_provider_aws.chatbot_slack_channel_configuration import ChatbotSlackChannelConfiguration
    from cdktf_cdktf_provider_aws.chatbot_teams_channel_configuration import ChatbotTeamsChannelConfiguration
    from cdktf_cdktf_provider_aws.cloudtrail import Cloudtrail, CloudtrailEventSelector
    from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
    from cdktf_cdktf_provider_aws.cloudwatch_event_target import (
        CloudwatchEventTarget,
        CloudwatchEventTargetDeadLetterConfig,
        CloudwatchEventTargetInputTransformer,
    )
    from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
    from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
        CloudwatchLogMetricFilter,
        CloudwatchLogMetricFilterMetricTransformation,
    )
    from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
    from cdktf_cdktf_provider_aws.data_aws_kms_alias import DataAwsKmsAlias
    from cdktf_cdktf_provider_aws.data_aws_secretsmanager_secret_version import DataAwsSecretsmanagerSecretVersion
    from cdktf_cdktf_provider_aws.data_aws_ssm_parameter import DataAwsSsmParameter
    from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
    from cdktf_cdktf_provider_aws.iam_role import IamRole
    from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
    from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
    from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
    from cdktf_cdktf_provider_aws.kms_key import KmsKey
    from cdktf_cdktf_provider_aws.kms_replica_key import KmsReplicaKey
    from cdktf_cdktf_provider_aws.provider import (
        AwsProvider,
        AwsProviderAssumeRole,
        AwsProviderDefaultTags,
        AwsProviderIgnoreTags,
    )
    from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
    from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
        S3BucketLifecycleConfiguration,
        S3BucketLifecycleConfigurationRule,
        S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
        S3BucketLifecycleConfigurationRuleExpiration,
        S3BucketLifecycleConfigurationRuleFilter,
        S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    )
    from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
    from cdktf_cdktf_provider_aws.s3_bucket_object_lock_configuration import (
        S3BucketObjectLockConfigurationA,
        S3BucketObjectLockConfigurationRuleA,
        S3BucketObjectLockConfigurationRuleDefaultRetentionA,
    )
    from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
        S3BucketOwnershipControls,
        S3BucketOwnershipControlsRule,
    )
    from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
    from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
    from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
        S3BucketServerSideEncryptionConfigurationA,
        S3BucketServerSideEncryptionConfigurationRuleA,
        S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
    )
    from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
        S3BucketVersioningA,
        S3BucketVersioningVersioningConfiguration,
    )
    from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
    from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
    from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
    from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
