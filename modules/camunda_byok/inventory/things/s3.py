"""Buckets, with what the provider keeps in resources of their own."""

from camunda_byok.inventory.model import Bucket, Number, Text
from camunda_byok.inventory.resource import Parts, Resource, Values
from camunda_byok.inventory.values import AFTER_APPLY, Ref, Unknown, known

POLICY = "aws_s3_bucket_policy"
VERSIONING = "aws_s3_bucket_versioning"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"
LOCK = "aws_s3_bucket_object_lock_configuration"
LIFECYCLE = "aws_s3_bucket_lifecycle_configuration"
PUBLIC_ACCESS = "aws_s3_bucket_public_access_block"
LOGGING = "aws_s3_bucket_logging"
PARTS = (POLICY, VERSIONING, ENCRYPTION, LOCK, LIFECYCLE, PUBLIC_ACCESS, LOGGING)
NO_BLOCK = Unknown("its public access block is not in the configuration, and S3 makes one only for buckets since April 2023")
SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def bucket(resource: Resource, parts: Parts) -> Bucket:
    """Makes a bucket. Where it has no part of a kind, the arguments count that older configurations put into the bucket itself,
    and that the provider fills with what it found."""
    values = resource.values
    encryption = _encryption(values, parts)
    lock = _retention(values, parts)
    return Bucket(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=values.text("bucket", AFTER_APPLY),
        force_destroy=values.flag("force_destroy", False),
        policy=parts.values(POLICY, values).document("policy"),
        versioning=_versioning(values, parts),
        encryption=encryption.text("sse_algorithm", "AES256"),
        encryption_key=encryption.text("kms_master_key_id", None),
        lock_mode=lock.text("mode", None),
        lock_days=_days(lock),
        expiry_days=_expiry(values, parts),
        public_access_blocked=_public_access_blocked(parts.values(PUBLIC_ACCESS, Values({}, values.otherwise or NO_BLOCK))),
        access_logs_to=_block(values, parts, LOGGING, "logging").text("target_bucket", None),
    )


def _block(values: Values, parts: Parts, type: str, inline: str) -> Values:
    return parts.values(type, values.block(inline) if values.has(inline) else None)


def _versioning(values: Values, parts: Parts) -> Text:
    if parts.of_type(VERSIONING) or VERSIONING in parts.removed:
        return parts.values(VERSIONING).block("versioning_configuration").text("status", "Disabled")
    enabled = values.block("versioning").flag("enabled", False) if values.has("versioning") else False
    if isinstance(enabled, Ref | Unknown):
        return enabled
    return "Enabled" if enabled else "Disabled"


def _encryption(values: Values, parts: Parts) -> Values:
    whole = _block(values, parts, ENCRYPTION, "server_side_encryption_configuration")
    return whole.block("rule").block("apply_server_side_encryption_by_default")


def _retention(values: Values, parts: Parts) -> Values:
    return _block(values, parts, LOCK, "object_lock_configuration").block("rule").block("default_retention")


def _days(lock: Values) -> Number:
    years = lock.number("years", None)
    if isinstance(years, int) and years:
        return years * 365
    return lock.number("days", None) or None


def _expiry(values: Values, parts: Parts) -> Number:
    if parts.of_type(LIFECYCLE) or LIFECYCLE in parts.removed:
        rules = parts.values(LIFECYCLE).blocks("rule")
    else:
        rules = values.blocks("lifecycle_rule") if values.has("lifecycle_rule") else ()
    if isinstance(rules, Ref | Unknown):
        return rules
    found: list[int] = []
    for rule in rules:
        days = _days_of_rule(rule)
        if isinstance(days, Ref | Unknown):
            return days
        if days:
            found.append(days)
    return min(found, default=None)


def _days_of_rule(rule: Values) -> Number:
    if rule.text("status", "Enabled") == "Disabled" or rule.flag("enabled", True) is False or _is_filtered(rule):
        return None
    expiration = rule.block("expiration")
    if expiration.has("date"):
        return Unknown("objects expire on a date and not after days")
    return expiration.number("days", None)


def _is_filtered(rule: Values) -> bool:
    """Whether tags or sizes decide what expires. A prefix is no filter here: log files may be beneath it."""
    within = rule.block("filter")
    conditions = (within, within.block("and"))
    return rule.has("tags") or any(
        each.has(name) for each in conditions for name in ("tag", "tags", "object_size_greater_than", "object_size_less_than")
    )


def _public_access_blocked(block: Values) -> bool | Ref | Unknown:
    switches = [block.flag(name, False) for name in SWITCHES]
    if False in switches:
        return False
    return next((each for each in switches if not known(each)), True)
