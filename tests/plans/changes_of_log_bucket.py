"""What can happen to a deployed log bucket, and to the bucket of its access logs."""

from functools import partial
from typing import Any

from tests.plans.edits import given, statement, together, unprotected, with_statement, without, without_statement
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


_bucket = partial(PlannedChange, stack="trail")

CHANGES_OF_LOG_BUCKET = (
    _bucket(
        name="log_bucket_destroyed",
        what="The log bucket was taken out, with all that is said about it; the trail goes on naming it.",
        told="The log files will be destroyed, and the trail delivers into nothing.",
        edit=without(BUCKET, *ABOUT_BUCKET),
    ),
    _bucket(
        name="log_bucket_replaced",
        what="The log bucket was given another name, and the protection was taken away with it.",
        told="The bucket is replaced: the log files will be destroyed, and the trail still names the old bucket.",
        edit=together(unprotected(BUCKET), given(BUCKET, {"bucket": f"{NAME}-blue"})),
    ),
    _bucket(
        name="log_bucket_emptied_when_destroyed",
        what="`force_destroy` was switched on.",
        told="A later destruction is no longer stopped by the log files in the bucket.",
        edit=given(BUCKET, {"force_destroy": True}),
    ),
    _bucket(
        name="log_bucket_policy_everybody_reads",
        what="Everybody may read the bucket.",
        told="The log files are public, as far as the public access block lets them.",
        edit=with_statement(POLICY, _allow("Everybody", "*", "s3:GetObject", "s3:ListBucket")),
    ),
    _bucket(
        name="log_bucket_policy_stranger_deletes",
        what="A third account may delete log files, whatever locks them.",
        told="Log files can be removed by another account.",
        edit=with_statement(
            POLICY,
            _allow("Cleaner", {"AWS": "arn:aws:iam::777788889999:root"}, "s3:DeleteObject*", "s3:BypassGovernanceRetention"),
        ),
    ),
    _bucket(
        name="log_bucket_policy_plain_http",
        what="The Deny of plain HTTP was taken out.",
        told="Log files can be fetched over connections that are not encrypted.",
        edit=without_statement(POLICY, "NoPlainHttp"),
    ),
    _bucket(
        name="log_bucket_policy_without_cloudtrail",
        what="CloudTrail may no longer deliver.",
        told="Log files are no longer delivered.",
        edit=without_statement(POLICY, "CloudTrailDeliversLogs"),
    ),
    _bucket(
        name="log_bucket_policy_any_trail",
        what="CloudTrail may deliver for whichever trail: the condition was taken out.",
        told="A trail of any account can write into the bucket.",
        edit=statement(POLICY, "CloudTrailDeliversLogs", {"Condition": None}),
    ),
    _bucket(
        name="log_bucket_policy_removed",
        what="The bucket's policy was taken out of the configuration.",
        told="Log files are no longer delivered, and plain HTTP is no longer refused.",
        edit=without(POLICY),
    ),
    _bucket(
        name="log_bucket_versioning_suspended",
        what="Versioning was suspended. AWS refuses that of a bucket with a lock; the plan does not know.",
        told="An overwritten or deleted log file would be gone.",
        edit=given(VERSIONING, {"versioning_configuration": {"status": "Suspended"}}),
    ),
    _bucket(
        name="log_bucket_encryption_removed",
        what="The bucket's default encryption was taken out of the configuration.",
        told="What is written without a key of its own falls back on the key of S3.",
        edit=without(ENCRYPTION),
    ),
    _bucket(
        name="log_bucket_encryption_of_s3",
        what="The bucket's default encryption became that of S3.",
        told="What is written without a key of its own is no longer encrypted with the trail's key.",
        edit=given(
            ENCRYPTION,
            {"rule": [{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}, "bucket_key_enabled": False}]},
        ),
    ),
    _bucket(
        name="log_bucket_public_access_possible",
        what="Two of the four settings that block public access were switched off.",
        told="A policy can make the log files public.",
        edit=given(BLOCK, {"block_public_policy": False, "restrict_public_buckets": False}),
    ),
    _bucket(
        name="log_bucket_public_access_block_removed",
        what="What blocks public access was taken out of the configuration.",
        told="Policies and ACLs can make the log files public.",
        edit=without(BLOCK),
    ),
    _bucket(
        name="log_bucket_acls_possible",
        what="Ownership was given back to whoever writes an object.",
        told="ACLs count again, and CloudTrail's log files may belong to somebody else.",
        edit=given(OWNERSHIP, {"rule": {"object_ownership": "ObjectWriter"}}),
    ),
    _bucket(
        name="log_bucket_lock_shortened",
        what="Log files are locked for seven days, in the YAML.",
        told="Whoever may delete can remove a log file after a week.",
        settings={"trail.object_lock": {"mode": "compliance", "days": 7}},
    ),
    _bucket(
        name="log_bucket_lock_lengthened",
        what="Log files are locked for two years, in the YAML.",
        told="Nothing: that is stricter.",
        settings={"trail.object_lock": {"mode": "compliance", "days": 730}},
    ),
    _bucket(
        name="log_bucket_lock_governed",
        what="The lock became one that whoever holds a certain permission may lift, in the YAML.",
        told="New log files can be deleted by those with s3:BypassGovernanceRetention.",
        settings={"trail.object_lock": {"mode": "governance", "days": 365}},
    ),
    _bucket(
        name="log_bucket_lock_removed",
        what="The lock's rule was taken out of the configuration.",
        told="New log files are no longer locked.",
        edit=without(LOCK),
    ),
    _bucket(
        name="log_bucket_expires_earlier",
        what="Log files are removed after 400 days instead of seven years, in the YAML.",
        told="Log files older than 400 days will be removed, those there are among them.",
        settings={"trail.retention_days": 400},
    ),
    _bucket(
        name="log_bucket_expires_later",
        what="Log files are removed after ten years, in the YAML.",
        told="Nothing: that is stricter.",
        settings={"trail.retention_days": 3650},
    ),
    _bucket(
        name="log_bucket_access_unlogged",
        what="Access to the log bucket is no longer logged.",
        told="Nobody sees any longer who reads the log files.",
        edit=without(LOGGING),
    ),
    _bucket(
        name="access_log_bucket_destroyed",
        what="The bucket of the access logs was taken out, with all that is said about it and the logging into it.",
        told="The record of who read the log files will be destroyed, and is no longer kept.",
        edit=without(ACCESS_BUCKET, LOGGING, *ABOUT_ACCESS_BUCKET),
    ),
)
