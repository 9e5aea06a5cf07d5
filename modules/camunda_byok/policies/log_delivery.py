"""The role with which CloudTrail writes into the log group: whom it trusts, what it may."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, document


def log_delivery_trust() -> Document:
    """Returns the trust policy.

    It has no condition on the trail: CloudTrail's documentation shows none, and only somebody of this account who may pass the
    role can give it to a trail.
    """
    return document(
        {
            "Sid": "CloudTrailAssumes",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": ["sts:AssumeRole"],
        }
    )


def log_delivery_permissions(names: Names) -> Document:
    """Returns what the role may: write CloudTrail's own streams of the one log group.

    Source: CloudTrail user guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
    """
    streams = f"{names.log_group_arn}:log-stream:{names.account}_CloudTrail_{names.region}*"
    return document(
        {
            "Sid": "WriteLogStreams",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": streams,
        }
    )
