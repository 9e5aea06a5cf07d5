"""What can happen to a deployed log bucket, and to the bucket of its access logs."""

from typing import Any

from tests.plans.edits import Edit, given, statement, together, unprotected, with_statement, without, without_statement
from tests.plans.planned_change import PlannedChange

BUCKET, ACCESS_BUCKET = "aws_s3_bucket.log_bucket", "aws_s3_bucket.access_log_bucket"
POLICY = "aws_s3_bucket_policy.log_bucket"
VERSIONING, LOCK = "aws_s3_bucket_versioning.log_bucket", "aws_s3_bucket_object_lock_configuration.log_bucket"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration.log_bucket"
BLOCK, OWNERSHIP = "aws_s3_bucket_public_access_block.log_bucket", "aws_s3_bucket_ownership_controls.log_bucket"
LIFECYCLE, LOGGING = "aws_s3_bucket_lifecycle_configuration.log_bucket", "aws_s3_bucket_logging.log_bucket"
ABOUT_BUCKET = (POLICY, VERSIONING, LOCK, ENCRYPTION, BLOCK, OWNERSHIP, LIFECYCLE, LOGGING)
ABOUT_ACCESS_BUCKET = tuple(
    f"aws_s3_bucket_{kind}.access_log_bucket"
    for kind in (
        "policy",
        "versioning",
        "server_side_encryption_configuration",
        "public_access_block",
        "ownership_controls",
        "lifecycle_configuration",
    )
)
NAME = "byok-logs-orders-111122223333-eu-west-1"
BOTH = [f"arn:aws:s3:::{NAME}", f"arn:aws:s3:::{NAME}/*"]


def _allow(sid: str, principal: Any, *actions: str) -> Any:
    return {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": list(actions), "Resource": BOTH}


def _bucket(name: str, what: str, told: str, edit: Edit | None = None, settings: Any = ()) -> PlannedChange:
    return PlannedChange(name=f"log_bucket_{name}", stack="trail", what=what, told=told, edit=edit, settings=dict(settings))


CHANGES_OF_LOG_BUCKET = (
    _bucket(
        "destroyed",
        "The log bucket was taken out, with all that is said about it; the trail goes on naming it.",
        "The log files will be destroyed, and the trail delivers into nothing.",
        without(BUCKET, *ABOUT_BUCKET),
    ),
    _bucket(
        "replaced",
        "The log bucket was given another name, and the protection was taken away with it.",
        "The bucket is replaced: the log files will be destroyed, and the trail still names the old bucket.",
        together(unprotected(BUCKET), given(BUCKET, {"bucket": f"{NAME}-blue"})),
    ),
    _bucket(
        "emptied_when_destroyed",
        "`force_destroy` was switched on.",
        "A later destruction is no longer stopped by the log files in the bucket.",
        given(BUCKET, {"force_destroy": True}),
    ),
    _bucket(
        "policy_everybody_reads",
        "Everybody may read the bucket.",
        "The log files are public, as far as the public access block lets them.",
        with_statement(POLICY, _allow("Everybody", "*", "s3:GetObject", "s3:ListBucket")),
    ),
    _bucket(
        "policy_stranger_deletes",
        "A third account may delete log files, whatever locks them.",
        "Log files can be removed by another account.",
        with_statement(
            POLICY,
            _allow("Cleaner", {"AWS": "arn:aws:iam::777788889999:root"}, "s3:DeleteObject*", "s3:BypassGovernanceRetention"),
        ),
    ),
    _bucket(
        "policy_plain_http",
        "The Deny of plain HTTP was taken out.",
        "Log files can be fetched over connections that are not encrypted.",
        without_statement(POLICY, "NoPlainHttp"),
    ),
    _bucket(
        "policy_without_cloudtrail",
        "CloudTrail may no longer deliver.",
        "Log files are no longer delivered.",
        without_statement(POLICY, "CloudTrailDeliversLogs"),
    ),
    _bucket(
        "policy_any_trail",
        "CloudTrail may deliver for whichever trail: the condition was taken out.",
        "A trail of any account can write into the bucket.",
        statement(POLICY, "CloudTrailDeliversLogs", {"Condition": None}),
    ),
    _bucket(
        "policy_removed",
        "The bucket's policy was taken out of the configuration.",
        "Log files are no longer delivered, and plain HTTP is no longer refused.",
        without(POLICY),
    ),
    _bucket(
        "versioning_suspended",
        "Versioning was suspended. AWS refuses that of a bucket with a lock; the plan does not know.",
        "An overwritten or deleted log file would be gone.",
        given(VERSIONING, {"versioning_configuration": {"status": "Suspended"}}),
    ),
    _bucket(
        "encryption_removed",
        "The bucket's default encryption was taken out of the configuration.",
        "What is written without a key of its own falls back on the key of S3.",
        without(ENCRYPTION),
    ),
    _bucket(
        "encryption_of_s3",
        "The bucket's default encryption became that of S3.",
        "What is written without a key of its own is no longer encrypted with the trail's key.",
        given(
            ENCRYPTION,
            {"rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}, "bucket_key_enabled": False}]},
        ),
    ),
    _bucket(
        "public_access_possible",
        "Two of the four settings that block public access were switched off.",
        "A policy can make the log files public.",
        given(BLOCK, {"block_public_policy": False, "restrict_public_buckets": False}),
    ),
    _bucket(
        "public_access_block_removed",
        "What blocks public access was taken out of the configuration.",
        "Policies and ACLs can make the log files public.",
        without(BLOCK),
    ),
    _bucket(
        "acls_possible",
        "Ownership was given back to whoever writes an object.",
        "ACLs count again, and CloudTrail's log files may belong to somebody else.",
        given(OWNERSHIP, {"rule": {"object_ownership": "ObjectWriter"}}),
    ),
    _bucket(
        "lock_shortened",
        "Log files are locked for seven days, in the YAML.",
        "Whoever may delete can remove a log file after a week.",
        settings={"trail.object_lock": {"mode": "compliance", "days": 7}},
    ),
    _bucket(
        "lock_lengthened",
        "Log files are locked for two years, in the YAML.",
        "Nothing: that is stricter.",
        settings={"trail.object_lock": {"mode": "compliance", "days": 730}},
    ),
    _bucket(
        "lock_governed",
        "The lock became one that whoever holds a certain permission may lift, in the YAML.",
        "New log files can be deleted by those with s3:BypassGovernanceRetention.",
        settings={"trail.object_lock": {"mode": "governance", "days": 365}},
    ),
    _bucket(
        "lock_removed",
        "The lock's rule was taken out of the configuration.",
        "New log files are no longer locked.",
        without(LOCK),
    ),
    _bucket(
        "expires_earlier",
        "Log files are removed after 400 days instead of seven years, in the YAML.",
        "Log files older than 400 days will be removed, those there are among them.",
        settings={"trail.retention_days": 400},
    ),
    _bucket(
        "expires_later",
        "Log files are removed after ten years, in the YAML.",
        "Nothing: that is stricter.",
        settings={"trail.retention_days": 3650},
    ),
    _bucket(
        "access_unlogged",
        "Access to the log bucket is no longer logged.",
        "Nobody sees any longer who reads the log files.",
        without(LOGGING),
    ),
    PlannedChange(
        name="access_log_bucket_destroyed",
        stack="trail",
        what="The bucket of the access logs was taken out, with all that is said about it and the logging into it.",
        told="The record of who read the log files will be destroyed, and is no longer kept.",
        edit=without(ACCESS_BUCKET, LOGGING, *ABOUT_ACCESS_BUCKET),
    ),
)
