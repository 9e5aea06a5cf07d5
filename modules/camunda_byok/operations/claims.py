"""Looks at what was deployed and says, claim by claim, whether it is what the environment asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from camunda_byok.environment import Environment
from camunda_byok.trail_settings import OwnTrail

Client = Callable[[str], Any]
"""Gives the client for a service, of somebody who may read."""


@dataclass(frozen=True)
class Claim:
    """One sentence about the environment and whether it holds."""

    sentence: str
    holds: bool
    seen: str = ""
    """What was found instead; empty when the claim holds."""


def claim(sentence: str, seen: object, expected: object) -> Claim:
    holds = seen == expected
    return Claim(sentence, holds, "" if holds else f"found {seen!r}, expected {expected!r}")


def key_claims(environment: Environment, key_arn: str, client: Client) -> Iterator[Claim]:
    """Yields what can be read of the key: its kind, state, rotation and alias."""
    kms = client("kms")
    described = kms.describe_key(KeyId=environment.current_key.first.alias or environment.names.key_alias)["KeyMetadata"]
    yield claim("The alias leads to the key", described["Arn"], key_arn)
    yield claim("The key is enabled", described["KeyState"], "Enabled")
    yield claim("The key is symmetric", described.get("KeySpec"), "SYMMETRIC_DEFAULT")
    settings = environment.managed_key
    if settings:
        rotation = kms.get_key_rotation_status(KeyId=key_arn)
        seen = (rotation["KeyRotationEnabled"], rotation.get("RotationPeriodInDays"))
        yield claim(f"The key rotates every {settings.rotation_days} days", seen, (True, settings.rotation_days))


def trail_claims(environment: Environment, client: Client) -> Iterator[Claim]:
    """Yields what can be read of the trail: that it logs, everything, everywhere, provably unaltered."""
    reference, cloudtrail = environment.trail_reference, client("cloudtrail")
    trail = cloudtrail.get_trail(Name=reference.arn)["Trail"]
    yield claim("The trail is logging", cloudtrail.get_trail_status(Name=reference.arn)["IsLogging"], True)
    yield claim("The trail records every region", trail.get("IsMultiRegionTrail"), True)
    yield claim("The trail's files are signed", trail.get("LogFileValidationEnabled"), True)
    yield claim("The trail delivers to the log bucket", trail.get("S3BucketName"), environment.log_location.bucket)
    if reference.log_group:
        log_group = (trail.get("CloudWatchLogsLogGroupArn") or "").removesuffix(":*")
        expected = environment.names.arn("logs", f"log-group:{reference.log_group}")
        yield claim("The trail delivers to the log group", log_group, expected)
    selectors = cloudtrail.get_event_selectors(TrailName=reference.arn).get("EventSelectors", [])
    seen = [
        (one.get("ReadWriteType"), one.get("IncludeManagementEvents"), bool(one.get("ExcludeManagementEventSources")))
        for one in selectors
    ]
    yield claim("The trail records reading and writing, KMS included", seen, [("All", True, False)])


def bucket_claims(environment: Environment, client: Client) -> Iterator[Claim]:
    """Yields what can be read of the environment's own buckets: private, versioned, encrypted, locked. Nothing without them."""
    if not isinstance(environment.trail, OwnTrail):
        return
    names, s3 = environment.names, client("s3")
    blocked = {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }
    for bucket in (names.log_bucket, names.access_log_bucket):
        seen = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        yield claim(f"{bucket}: public access is blocked", seen, blocked)
        yield claim(f"{bucket}: versions are kept", s3.get_bucket_versioning(Bucket=bucket).get("Status"), "Enabled")
    encryption = s3.get_bucket_encryption(Bucket=names.log_bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    default = encryption["ApplyServerSideEncryptionByDefault"]
    trail_key = client("kms").describe_key(KeyId=names.trail_key_alias)["KeyMetadata"]["Arn"]
    yield claim(
        "Log files are encrypted with the trail's own key",
        (default["SSEAlgorithm"], default.get("KMSMasterKeyID")),
        ("aws:kms", trail_key),
    )
    lock = environment.trail.object_lock
    if lock:
        rule = s3.get_object_lock_configuration(Bucket=names.log_bucket)["ObjectLockConfiguration"].get("Rule", {})
        retention = rule.get("DefaultRetention", {})
        yield claim(
            f"Log files are locked for {lock.days} days",
            (retention.get("Mode"), retention.get("Days")),
            (lock.mode.upper(), lock.days),
        )
