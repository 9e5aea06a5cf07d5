"""Buckets as they are, part by part: what may not be read of one part is unknown in that part alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from botocore.exceptions import ClientError

from camunda_byok.aws.answers import Absence, code_of
from camunda_byok.inventory.model import Bucket, Flag, MaybeText, Number
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, account_of, document, name_of, of, region_of

_GONE: dict[str, Any] = {}
"""The answer of a bucket that is not there, told from a part that is not by being this very object."""
_SWITCHES = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
PARTS: dict[str, tuple[str, str]] = {
    "policy": ("s3:GetBucketPolicy", "get_bucket_policy"),
    "versioning": ("s3:GetBucketVersioning", "get_bucket_versioning"),
    "encryption": ("s3:GetEncryptionConfiguration", "get_bucket_encryption"),
    "lock": ("s3:GetBucketObjectLockConfiguration", "get_object_lock_configuration"),
    "lifecycle": ("s3:GetLifecycleConfiguration", "get_bucket_lifecycle_configuration"),
    "public_access": ("s3:GetBucketPublicAccessBlock", "get_public_access_block"),
    "logging": ("s3:GetBucketLogging", "get_bucket_logging"),
}
"""Of each part the permission to read it and the operation that does."""

Answers = dict[str, dict[str, Any] | Absence | Unknown]


def read_bucket(declared: Bucket, reading: Reading) -> Bucket | None:
    """Returns the bucket, or None where there is none. A bucket of this name in another account is not it: asking is denied."""
    name, account, region = name_of(declared.name), account_of(declared), region_of(declared)
    said: Answers = {}
    for part, (action, operation) in PARTS.items():
        said[part] = reading.ask(action, region, _unless_gone(operation, name, account))
        if said[part] is _GONE:
            return None
    encryption = of(said["encryption"], _encryption, absent=("AES256", None))
    lock = of(said["lock"], _lock, absent=(None, None))
    algorithm, key = (encryption, encryption) if isinstance(encryption, Unknown) else encryption
    mode, days = (lock, lock) if isinstance(lock, Unknown) else lock
    return replace(
        declared,
        policy=of(said["policy"], lambda answer: document(answer["Policy"]), absent=None),
        versioning=of(said["versioning"], lambda answer: answer.get("Status", "Disabled"), absent="Disabled"),
        encryption=algorithm,
        encryption_key=reading.key_arn(key, declared) if isinstance(key, str) else key,
        lock_mode=mode,
        lock_days=days,
        expiry_days=of(said["lifecycle"], _expiry, absent=None),
        public_access_blocked=of(said["public_access"], _blocked, absent=False),
        access_logs_to=of(said["logging"], _logs_to, absent=None),
    )


def _unless_gone(operation: str, bucket: str, account: str) -> Callable[[Any], dict[str, Any]]:
    def call(s3: Any) -> dict[str, Any]:
        try:
            return getattr(s3, operation)(Bucket=bucket, ExpectedBucketOwner=account)
        except ClientError as error:
            if code_of(error) == "NoSuchBucket":
                return _GONE
            raise

    return call


def _encryption(answer: dict[str, Any]) -> tuple[str, str | None]:
    rules: list[dict[str, Any]] = answer["ServerSideEncryptionConfiguration"].get("Rules", [])
    for rule in rules:
        default: dict[str, Any] = rule.get("ApplyServerSideEncryptionByDefault") or {}
        if default:
            return default.get("SSEAlgorithm", "AES256"), default.get("KMSMasterKeyID")
    return "AES256", None


def _lock(answer: dict[str, Any]) -> tuple[str | None, int | None]:
    retention = answer["ObjectLockConfiguration"].get("Rule", {}).get("DefaultRetention", {})
    years = retention.get("Years")
    return retention.get("Mode"), years * 365 if years else retention.get("Days")


def _blocked(answer: dict[str, Any]) -> Flag:
    switches = answer["PublicAccessBlockConfiguration"]
    return all(switches.get(each) for each in _SWITCHES)


def _logs_to(answer: dict[str, Any]) -> MaybeText:
    return answer.get("LoggingEnabled", {}).get("TargetBucket")


def _expiry(answer: dict[str, Any]) -> Number:
    """Returns after how many days current versions expire, by the earliest rule that asks for neither tags nor sizes."""
    days: list[int] = []
    for rule in cast("list[dict[str, Any]]", answer.get("Rules", [])):
        expiration = rule.get("Expiration", {})
        if rule.get("Status") != "Enabled" or _is_filtered(rule):
            continue
        if "Date" in expiration:
            return Unknown("objects expire on a date and not after days")
        if expiration.get("Days"):
            days.append(expiration["Days"])
    return min(days, default=None)


def _is_filtered(rule: dict[str, Any]) -> bool:
    within: dict[str, Any] = rule.get("Filter") or {}
    conditions: dict[str, Any] = {**within, **(within.get("And") or {})}
    return any(conditions.get(name) for name in ("Tag", "Tags", "ObjectSizeGreaterThan", "ObjectSizeLessThan"))
