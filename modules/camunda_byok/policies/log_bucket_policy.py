"""Policies of the bucket that keeps the log files and of the one that keeps its access logs."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, Statement, document, refuse_plain_http, statement


def _tls_only(bucket_arn: str) -> Statement:
    return refuse_plain_http("NoPlainHttp", ["s3:*"], [bucket_arn, f"{bucket_arn}/*"])


def _delivery(names: Names, bucket_arn: str, suffix: str = "") -> list[Statement]:
    """Returns the statements that let CloudTrail deliver for the environment's trail alone, beneath its account's prefix.

    Source: CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail". CloudTrail sends the ACL header although the
    bucket has ACLs switched off, and its documented policy asks for it.
    """
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    this_trail = {"aws:SourceArn": names.trail_arn, "aws:SourceAccount": names.account}
    return [
        statement(
            f"CloudTrailChecksBucket{suffix}",
            "Allow",
            cloudtrail,
            ["s3:GetBucketAcl"],
            resources=bucket_arn,
            condition={"StringEquals": this_trail},
        ),
        statement(
            f"CloudTrailDeliversLogs{suffix}",
            "Allow",
            cloudtrail,
            ["s3:PutObject"],
            resources=f"{bucket_arn}/AWSLogs/{names.account}/*",
            condition={"StringEquals": {**this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        ),
    ]


def log_bucket_policy(names: Names) -> Document:
    """Returns the policy that lets CloudTrail deliver for this trail alone."""
    return document(_tls_only(names.log_bucket_arn), *_delivery(names, names.log_bucket_arn))


def archive_bucket_policy(names: Names, bucket: str) -> Document:
    """Returns what the owner of an archive's bucket adds to its policy, so that CloudTrail delivers for this trail.

    Statement ids carry the environment's name and account, because several environments may deliver to one archive.

    bucket: name of the archive's bucket.
    """
    arn = f"arn:{names.partition}:s3:::{bucket}"
    suffix = "".join(word.capitalize() for word in names.environment.split("-")) + names.account
    return document(_tls_only(arn), *_delivery(names, arn, suffix))


def access_log_bucket_policy(names: Names) -> Document:
    """Returns the policy that lets S3 deliver the log bucket's access logs and nothing else.

    Source: S3 user guide, "Enabling Amazon S3 server access logging".
    """
    return document(
        _tls_only(names.access_log_bucket_arn),
        statement(
            "S3DeliversAccessLogs",
            "Allow",
            {"Service": "logging.s3.amazonaws.com"},
            ["s3:PutObject"],
            resources=f"{names.access_log_bucket_arn}/*",
            condition={
                "ArnEquals": {"aws:SourceArn": names.log_bucket_arn},
                "StringEquals": {"aws:SourceAccount": names.account},
            },
        ),
    )
