"""The role with which CloudTrail writes into the log group: whom it trusts, what it may."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, document, statement


def log_delivery_trust(names: Names) -> Document:
    made = statement(
        "CloudTrailAssumes",
        "Allow",
        {"Service": "cloudtrail.amazonaws.com"},
        ["sts:AssumeRole"],
        condition={"StringEquals": {"aws:SourceArn": names.trail_arn, "aws:SourceAccount": names.account}},
    )
    del made["Resource"]  # a trust policy has none
    return document(made)


def log_delivery_permissions(names: Names) -> Document:
    """Source: CloudTrail user guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring"."""
    streams = f"{names.log_group_arn}:log-stream:{names.account}_CloudTrail_{names.region}*"
    return document(
        {
            "Sid": "WriteLogStreams",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": streams,
        }
    )
