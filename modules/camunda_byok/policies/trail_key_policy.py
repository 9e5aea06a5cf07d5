"""The policy of the key under the audit trail: its log files and its log group.

Object Lock keeps the objects, not the key that opens them: this key is guarded like the one that Camunda uses. It is never that
one, for disabling it would stop the log of who disabled it.
"""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, Statement, document, statement
from camunda_byok.policies.guardians import Guardians, account_manages, denies, people_may


def trail_key_policy(
    names: Names, *, guardians: Guardians, deletion_window_days: int = 30, archive_readers: tuple[str, ...] = ()
) -> Document:
    """Returns the key policy: CloudTrail encrypts for this trail alone, CloudWatch Logs for its log group alone.

    Auditors, administrators and break-glass may decrypt; where none is named, whom the account's IAM allows, or nobody could
    read the evidence. Readers of an archive are of other accounts, so they are named as principals and must exist; they open
    this trail's log files, not its log group.
    Sources: CloudTrail user guide, "Configure AWS KMS key policies for CloudTrail"; CloudWatch Logs user guide, "Encrypt log
    data".
    """
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    this_trail = {"aws:SourceArn": names.trail_arn}
    return document(
        account_manages(names),
        statement(
            "CloudTrailEncryptsLogs",
            "Allow",
            cloudtrail,
            ["kms:GenerateDataKey*"],
            condition={
                "StringEquals": this_trail,
                "StringLike": {
                    "kms:EncryptionContext:aws:cloudtrail:arn": (f"arn:{names.partition}:cloudtrail:*:{names.account}:trail/*")
                },
            },
        ),
        statement(
            "CloudTrailChecksKey",
            "Allow",
            cloudtrail,
            ["kms:DescribeKey", "kms:Decrypt"],
            condition={"StringEquals": this_trail},
        ),
        statement(
            "LogGroupUsesKey",
            "Allow",
            {"Service": f"logs.{names.region}.amazonaws.com"},
            ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": names.log_group_arn}},
        ),
        *(
            people_may("GuardiansReadLogs", names, guardians.log_readers, ("kms:Decrypt",))
            or [statement("AccountReadsLogs", "Allow", {"AWS": names.account_root}, ["kms:Decrypt"])]
        ),
        *_archive_readers(names, archive_readers),
        *denies(guardians, deletion_window_days=deletion_window_days),
    )


def _archive_readers(names: Names, readers: tuple[str, ...]) -> list[Statement]:
    if not readers:
        return []
    return [
        statement(
            "ArchiveReadersReadLogs",
            "Allow",
            {"AWS": list(readers)},
            ["kms:Decrypt"],
            condition={"StringEquals": {"kms:EncryptionContext:aws:cloudtrail:arn": names.trail_arn}},
        )
    ]
