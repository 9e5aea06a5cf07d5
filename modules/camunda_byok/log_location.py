"""Where the log files of one account are, whoever keeps them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LogLocation:
    """The place that a trail delivers one account's log files to, and by which role they are read."""

    bucket: str
    prefix: str
    """Begins the names of the account's objects, up to and including the account and a slash; CloudTrail's folders follow."""
    bucket_account: str
    """The account that the bucket belongs to."""
    reader_role: str | None = None
    """ARN of the role to assume for reading; None where the readers' own permissions do."""


def log_prefix(account: str, *, prefix: str | None = None, organization: str | None = None) -> str:
    """Returns what begins the names of an account's log objects.

    Source: CloudTrail user guide, "Getting and viewing your CloudTrail log files".

    prefix: what the trail puts before everything else.
    organization: id of the organisation, where the trail is the organisation's.
    """
    return "/".join(part for part in (prefix, "AWSLogs", organization, account) if part) + "/"
