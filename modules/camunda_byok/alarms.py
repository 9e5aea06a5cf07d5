"""The alarm catalog: what is watched, how bad it is, what it means for the cluster and what to do first. Data only.

An alarm's id is the name of its EventBridge rule or CloudWatch alarm, and of its runbook.
"""

from typing import TypeVar

from camunda_byok.alarm_kinds import Alarm, EventAlarm, LogAlarm, QueueAlarm, SilenceAlarm
from camunda_byok.patterns.key_events import (
    AliasChanged,
    CamundaUsesKey,
    GrantChanged,
    KeyChanged,
    KeyDeleted,
    KeyDenied,
    KeyMaterialLost,
    KeyReplicated,
    KeyRotated,
    KeyUsedByOther,
    PolicyChangedByOther,
    UnavailableKeyUsed,
)
from camunda_byok.patterns.people_events import NamedRoleChanged
from camunda_byok.patterns.plumbing_events import Drill, MetricAlarmsChanged, PathChanged, RulesChanged
from camunda_byok.patterns.trail_events import LogBucketChanged, TrailChanged, TrailKeyEndangered
from camunda_byok.severity import Severity

__all__ = [
    "ALARMS",
    "EVENT_ALARMS",
    "LOG_ALARMS",
    "QUEUE_ALARMS",
    "SILENCE_ALARMS",
    "Alarm",
    "EventAlarm",
    "LogAlarm",
    "QueueAlarm",
    "Severity",
    "SilenceAlarm",
]

PAGE, NOTICE = Severity.PAGE, Severity.NOTICE

DESCRIBE_KEY = "aws kms describe-key --region {region} --key-id {key}"
LIST_TAGS = "aws kms list-resource-tags --region {region} --key-id {key}"
ENABLE_KEY = "aws kms enable-key --region {region} --key-id {key}"
GET_POLICY = "aws kms get-key-policy --region {region} --key-id {key} --policy-name default --output text"
LIST_GRANTS = "aws kms list-grants --region {region} --key-id {key}"
ROTATION_STATUS = "aws kms get-key-rotation-status --region {region} --key-id {key}"
START_LOGGING = "aws cloudtrail start-logging --region {region} --name {trail}"
LIST_RULES = "aws events list-rules --region {region} --name-prefix {prefix}"
RECENT_OF = (
    "aws cloudtrail lookup-events --region {region} --max-results 10 --lookup-attributes AttributeKey=EventSource,AttributeValue="
)

STATE_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="key-deletion-scheduled",
        title="Deletion of the encryption key was scheduled",
        severity=PAGE,
        meaning="Camunda reads and writes freeze within seconds. When the waiting period ends, all data of the cluster is lost "
        "for ever, backups included.",
        # Cancelling leaves the key disabled.
        first_command=f"aws kms cancel-key-deletion --region {{region}} --key-id {{key}} && {ENABLE_KEY}",
        event=KeyChanged(("ScheduleKeyDeletion",)),
    ),
    EventAlarm(
        id="key-deletion-cancelled",
        title="Deletion of the encryption key was cancelled",
        severity=NOTICE,
        meaning="The data is safe, but the key is disabled still: Camunda stays frozen until somebody enables it.",
        first_command=ENABLE_KEY,
        event=KeyChanged(("CancelKeyDeletion",)),
    ),
    EventAlarm(
        id="key-deleted",
        title="The encryption key was deleted",
        severity=PAGE,
        meaning="Nothing that was encrypted with it can be read again, by you, Camunda or AWS.",
        first_command=DESCRIBE_KEY,
        event=KeyDeleted(),
    ),
    EventAlarm(
        id="key-disabled",
        title="The encryption key was disabled",
        severity=PAGE,
        meaning="Camunda reads and writes freeze within seconds; its Console may go on saying Healthy for 15 minutes. No data is "
        "lost. Unless the key's tags say that somebody froze it on purpose, enable it: the cluster then recovers by itself.",
        # Not to enable it: whoever froze the key because of an intrusion has kept the intruder out.
        first_command=LIST_TAGS,
        event=KeyChanged(("DisableKey",)),
    ),
    EventAlarm(
        id="key-enabled",
        title="The encryption key was enabled",
        severity=NOTICE,
        meaning="If the key was disabled, the cluster recovers by itself now. If break-glass froze it on purpose, whoever was "
        "kept out can read again.",
        first_command=DESCRIBE_KEY,
        event=KeyChanged(("EnableKey",)),
    ),
    EventAlarm(
        id="key-material-lost",
        title="Imported material of the encryption key was deleted or expired",
        severity=PAGE,
        meaning="Camunda reads and writes freeze within seconds. The data comes back only if you still have the same key "
        "material and import it again; otherwise it is lost for ever.",
        first_command=DESCRIBE_KEY,
        event=KeyMaterialLost(),
    ),
    EventAlarm(
        id="key-unavailable-used",
        title="Somebody tried to use the encryption key while it is disabled or pending deletion",
        severity=PAGE,
        meaning="Whoever tried is standing still. If it is Camunda, the cluster is frozen; if the deletion is pending, it is a "
        "mistake that can still be stopped.",
        first_command=DESCRIBE_KEY,
        event=UnavailableKeyUsed(),
    ),
    EventAlarm(
        id="key-used-by-other",
        title="Somebody other than Camunda used the encryption key",
        severity=PAGE,
        meaning="The cluster goes on working. But somebody of your account, or of a third one, encrypted or decrypted with a key "
        "that is Camunda's alone to use: data of the cluster may have been read.",
        first_command=GET_POLICY,
        event=KeyUsedByOther(),
    ),
)

ACCESS_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="key-policy-changed",
        title="The policy of the encryption key was changed",
        severity=NOTICE,
        meaning="Expected when a deployer applied a reviewed plan just now. If not, Camunda may have lost the key, or somebody "
        "else may have gained it.",
        first_command=GET_POLICY,
        event=KeyChanged(("PutKeyPolicy",)),
    ),
    EventAlarm(
        id="key-policy-changed-by-other",
        title="Somebody who is no deployer changed the policy of the encryption key",
        severity=PAGE,
        meaning="No reviewed plan did this. Camunda may have lost the key, which freezes the cluster, or somebody else may have "
        "gained it, and you would see no denial.",
        first_command=GET_POLICY,
        event=PolicyChangedByOther(),
    ),
    EventAlarm(
        id="key-grant-created",
        title="Somebody other than Camunda granted use of the encryption key",
        severity=PAGE,
        meaning="The cluster goes on working. But the grantee may now use the key, and may do so until the grant is revoked, "
        "whatever the key policy says.",
        first_command=LIST_GRANTS,
        event=GrantChanged(("CreateGrant",)),
    ),
    EventAlarm(
        id="key-grant-ended",
        title="Somebody other than Camunda ended a grant on the encryption key",
        severity=PAGE,
        meaning="Camunda's disks are opened by grants. Without its grant a disk goes on while it is attached, and cannot be "
        "attached again: brokers may not come back after a restart.",
        first_command=LIST_GRANTS,
        event=GrantChanged(("RevokeGrant", "RetireGrant")),
    ),
    EventAlarm(
        id="key-access-denied",
        title="Somebody of your account was refused the encryption key",
        severity=NOTICE,
        meaning="No harm to the cluster: the policy held. It is a role of your own account; a refusal of Camunda would be "
        "recorded in Camunda's account and cannot be seen here.",
        first_command=GET_POLICY,
        event=KeyDenied(),
    ),
)

ROTATION_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="key-rotation-disabled",
        title="Rotation of the encryption key was switched off",
        severity=NOTICE,
        meaning="The cluster goes on working. The key's material will no longer be renewed, which your policy asks for.",
        first_command=ROTATION_STATUS,
        event=KeyChanged(("DisableKeyRotation",)),
    ),
    EventAlarm(
        id="key-rotation-changed",
        title="Rotation of the encryption key was switched on, or its period changed",
        severity=NOTICE,
        meaning="Nothing changes for the cluster. The next rotation is counted from now, by the period that was just set.",
        first_command=ROTATION_STATUS,
        event=KeyChanged(("EnableKeyRotation",)),
    ),
    EventAlarm(
        id="key-rotated",
        title="The encryption key was rotated",
        severity=NOTICE,
        meaning="Nothing to do: key id and ARN are the same, and what was encrypted before can still be read.",
        first_command="aws kms list-key-rotations --region {region} --key-id {key}",
        event=KeyRotated(),
    ),
)

ALIAS_AND_REGION_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="key-alias-changed",
        title="An alias of the encryption key was made, moved or deleted",
        severity=NOTICE,
        meaning="Camunda goes by the key's ARN and does not notice. People and plans that find the key by its alias may find "
        "another one, or none.",
        first_command="aws kms list-aliases --region {region} --key-id {key}",
        event=AliasChanged(),
    ),
    EventAlarm(
        id="key-replicated",
        title="The encryption key was replicated to its second region",
        severity=NOTICE,
        meaning="Expected once, when the second region is deployed. The replica has a policy of its own: who may use it may "
        "read everything.",
        first_command=DESCRIBE_KEY,
        event=KeyReplicated(elsewhere=False),
    ),
    EventAlarm(
        id="key-replicated-elsewhere",
        title="The encryption key was replicated to a region that nobody configured",
        severity=PAGE,
        meaning="The key's material now exists in another region under another policy. Whoever made the replica can read all "
        "data of the cluster there, and no alarm watches it.",
        first_command=DESCRIBE_KEY,
        event=KeyReplicated(elsewhere=True),
    ),
    EventAlarm(
        id="key-primary-moved",
        title="The primary of the encryption key was moved to another region",
        severity=PAGE,
        meaning="The cluster goes on working. But rotation and new replicas are decided in the other region now, and plans for "
        "the key fail until it is moved back.",
        first_command=DESCRIBE_KEY,
        event=KeyChanged(("UpdatePrimaryRegion",)),
    ),
)

CAMUNDA_ALARMS: tuple[Alarm, ...] = (
    SilenceAlarm(
        id="camunda-silent",
        title="Camunda has not used the encryption key for longer than usual",
        severity=PAGE,
        meaning="The cluster is stopped or idle, or it can no longer reach the key: being refused is recorded in Camunda's "
        "account alone, so silence is all that can be seen of it here.",
        first_command=DESCRIBE_KEY,
        event=CamundaUsesKey(),
    ),
)

TRAIL_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="trail-stopped",
        title="The audit trail was stopped",
        severity=PAGE,
        meaning="The cluster goes on working, but use of the key is no longer recorded, and the other alarms hear nothing while "
        "no trail logs in the region.",
        first_command=START_LOGGING,
        event=TrailChanged(("StopLogging",)),
    ),
    EventAlarm(
        id="trail-deleted",
        title="The audit trail was deleted",
        severity=PAGE,
        meaning="The cluster goes on working, but use of the key is no longer recorded, and the other alarms hear nothing while "
        "no trail logs in the region. The log files are still in their bucket.",
        first_command="aws cloudtrail describe-trails --region {region} --trail-name-list {trail}",
        event=TrailChanged(("DeleteTrail",)),
    ),
    EventAlarm(
        id="trail-changed",
        title="The audit trail was changed",
        severity=PAGE,
        meaning="The cluster goes on working, but the record may now go to another bucket, without its digests, or from one "
        "region only. Expected when a reviewed plan was applied just now.",
        first_command="aws cloudtrail get-trail --region {region} --name {trail}",
        event=TrailChanged(("UpdateTrail",)),
    ),
    EventAlarm(
        id="trail-selectors-changed",
        title="What the audit trail records was changed",
        severity=PAGE,
        meaning="The cluster goes on working, but use of the key may no longer be recorded: one setting leaves out all of KMS. "
        "Expected when a reviewed plan was applied just now.",
        first_command="aws cloudtrail get-event-selectors --region {region} --trail-name {trail}",
        event=TrailChanged(("PutEventSelectors",)),
    ),
    EventAlarm(
        id="log-bucket-access-changed",
        title="Access to the log bucket was changed",
        severity=PAGE,
        meaning="The cluster goes on working. But CloudTrail may be shut out of the bucket, or a stranger let in: the record may "
        "stop, be read or be spoilt.",
        first_command="aws s3api get-bucket-policy --region {region} --bucket {bucket}",
        event=LogBucketChanged(
            (
                "PutBucketPolicy",
                "DeleteBucketPolicy",
                "PutBucketAcl",
                "PutBucketPublicAccessBlock",
                "PutPublicAccessBlock",
                "DeleteBucketPublicAccessBlock",
                "DeletePublicAccessBlock",
                "PutBucketOwnershipControls",
                "DeleteBucketOwnershipControls",
            )
        ),
    ),
    EventAlarm(
        id="log-bucket-keeping-changed",
        title="How the log bucket keeps its files was changed",
        severity=PAGE,
        meaning="The cluster goes on working. But log files may be removed sooner than they should, and what Object Lock does "
        "not hold is gone within a day or two.",
        first_command="aws s3api get-bucket-lifecycle-configuration --region {region} --bucket {bucket}",
        event=LogBucketChanged(
            (
                "PutBucketLifecycle",
                "PutBucketLifecycleConfiguration",
                "DeleteBucketLifecycle",
                "PutBucketVersioning",
                "PutBucketEncryption",
                "DeleteBucketEncryption",
                "PutBucketObjectLockConfiguration",
                "PutObjectLockConfiguration",
                "PutBucketReplication",
                "DeleteBucketReplication",
                "PutBucketLogging",
                "DeleteBucket",
            )
        ),
    ),
    EventAlarm(
        id="trail-key-endangered",
        title="The key of the audit trail was disabled, its deletion scheduled or its policy changed",
        severity=PAGE,
        meaning="The cluster goes on working. But new log files may not be written, and old ones not be read; if this key is "
        "deleted, the whole record is lost, locked or not.",
        first_command="aws kms describe-key --region {region} --key-id {trail_key}",
        event=TrailKeyEndangered(),
    ),
)

PLUMBING_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="alarm-rules-changed",
        title="Somebody who is no deployer changed an alarm's rule",
        severity=PAGE,
        meaning="The cluster goes on working, but an alarm about the key may have been switched off. Somebody who wants to harm "
        "the key might begin here.",
        first_command=LIST_RULES,
        event=RulesChanged(),
    ),
    EventAlarm(
        id="metric-alarms-changed",
        title="Somebody who is no deployer changed a CloudWatch alarm, its filter or its log group",
        severity=PAGE,
        meaning="The cluster goes on working, but the alarms that CIS asks for, and those about silence and lost messages, may "
        "have been switched off.",
        first_command="aws cloudwatch describe-alarms --region {region} --alarm-name-prefix {prefix}",
        event=MetricAlarmsChanged(),
    ),
    EventAlarm(
        id="page-path-changed",
        title="Somebody who is no deployer changed the way by which PAGE alarms travel",
        severity=PAGE,
        by_topic_of=NOTICE,
        meaning="The cluster goes on working, but the alarms that should wake somebody may no longer arrive. This one comes by "
        "the way of NOTICE for that reason; act on it at once.",
        first_command="aws sns list-subscriptions-by-topic --region {region} --topic-arn {page_topic}",
        event=PathChanged(PAGE),
    ),
    EventAlarm(
        id="notice-path-changed",
        title="Somebody who is no deployer changed the way by which NOTICE alarms travel",
        severity=NOTICE,
        by_topic_of=PAGE,
        meaning="The cluster goes on working, but the alarms that somebody should know of may no longer arrive. This one comes "
        "by the way of PAGE for that reason; it can wait for the morning.",
        first_command="aws sns list-subscriptions-by-topic --region {region} --topic-arn {notice_topic}",
        event=PathChanged(NOTICE),
    ),
    QueueAlarm(
        id="page-undelivered",
        title="A PAGE alarm did not reach everybody whom it should",
        severity=PAGE,
        by_topic_of=NOTICE,
        meaning="Something happened that should have woken somebody, and at least one message of it is lying in the queue of "
        "undelivered ones. Read it there and act on it.",
        first_command="aws sqs get-queue-url --region {region} --queue-name {page_queue}",
        of=PAGE,
    ),
    QueueAlarm(
        id="notice-undelivered",
        title="A NOTICE alarm did not reach everybody whom it should",
        severity=NOTICE,
        by_topic_of=PAGE,
        meaning="Something happened that somebody should know of, and at least one message of it is lying in the queue of "
        "undelivered ones. It can wait for the morning.",
        first_command="aws sqs get-queue-url --region {region} --queue-name {notice_queue}",
        of=NOTICE,
    ),
)

PEOPLE_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="named-role-changed",
        title="A role or user whom the key policy names was made, deleted or opened to somebody",
        severity=PAGE,
        meaning="The cluster goes on working. But whoever can now act as this role or user has its power over the key, up to "
        "deleting it, without any change of the key policy.",
        # IAM is one for all regions, and its history is found in its home region alone.
        first_command=RECENT_OF.replace("{region}", "{iam_region}") + "iam.amazonaws.com",
        event=NamedRoleChanged(),
    ),
)

ACCOUNT_ALARMS: tuple[Alarm, ...] = (
    LogAlarm(
        id="cis-key-disabled-or-deleted",
        title="Somebody disabled a KMS key of the account or scheduled its deletion, or tried to",
        severity=PAGE,
        meaning="Any key of the account, in any region, as the CIS AWS Foundations Benchmark asks. If it was the encryption key "
        "and it succeeded, the key's own alarm has come as well.",
        first_command=RECENT_OF + "kms.amazonaws.com",
        # Verbatim: Security Hub compares it as text (control CloudWatch.7).
        filter_pattern="{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}",
    ),
    LogAlarm(
        id="cis-trail-changed",
        title="Somebody made, changed, deleted, started or stopped a trail of the account, or tried to",
        severity=NOTICE,
        meaning="Any trail of the account, as the CIS AWS Foundations Benchmark asks. If it was the trail of the key and it "
        "succeeded, the trail's own alarm has come as well.",
        first_command=RECENT_OF + "cloudtrail.amazonaws.com",
        # Verbatim: Security Hub compares it as text (control CloudWatch.5).
        filter_pattern="{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || "
        "($.eventName=StartLogging) || ($.eventName=StopLogging)}",
    ),
    LogAlarm(
        id="cis-bucket-policy-changed",
        title="Somebody changed who may reach an S3 bucket of the account or how long it keeps, or tried to",
        severity=NOTICE,
        meaning="Any bucket of the account, as the CIS AWS Foundations Benchmark asks. If it was the log bucket and it "
        "succeeded, the bucket's own alarm has come as well.",
        first_command=RECENT_OF + "s3.amazonaws.com",
        # Verbatim: Security Hub compares it as text (control CloudWatch.8).
        filter_pattern="{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || "
        "($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || "
        "($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || ($.eventName=DeleteBucketLifecycle) || "
        "($.eventName=DeleteBucketReplication))}",
    ),
    LogAlarm(
        id="pending-deletion-used",
        title="Somebody tried to use a KMS key of the account whose deletion is pending",
        severity=PAGE,
        meaning="Any key of the account, in any region. Somebody still needs it: if it is the encryption key, the cluster is "
        "frozen, and at the end of the waiting period its data is lost for ever.",
        first_command=RECENT_OF + "kms.amazonaws.com",
        # As AWS documents it: KMS developer guide, "Create an alarm that detects use of a KMS key pending deletion".
        filter_pattern='{ $.eventSource = kms* && $.errorMessage = "* is pending deletion."}',
    ),
)

DRILL_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="alarm-drill",
        title="This is a drill",
        severity=NOTICE,
        meaning="Nothing happened to the key. Somebody tried whether alarms arrive.",
        first_command=DESCRIBE_KEY,
        event=Drill(NOTICE),
    ),
    EventAlarm(
        id="alarm-drill-page",
        title="This is a drill of PAGE alarms",
        severity=PAGE,
        meaning="Nothing happened to the key. Somebody tried whether the alarms arrive that wake somebody.",
        first_command=DESCRIBE_KEY,
        event=Drill(PAGE),
    ),
)

ALARMS: tuple[Alarm, ...] = (
    *STATE_ALARMS,
    *ACCESS_ALARMS,
    *ROTATION_ALARMS,
    *ALIAS_AND_REGION_ALARMS,
    *CAMUNDA_ALARMS,
    *TRAIL_ALARMS,
    *PLUMBING_ALARMS,
    *PEOPLE_ALARMS,
    *ACCOUNT_ALARMS,
    *DRILL_ALARMS,
)
"""The catalog. Which of them cannot exist in an environment, and why, `Alarm.why_not` says."""

_Kind = TypeVar("_Kind", bound=Alarm)


def _of_kind(kind: type[_Kind]) -> tuple[_Kind, ...]:
    return tuple(alarm for alarm in ALARMS if isinstance(alarm, kind))


EVENT_ALARMS = _of_kind(EventAlarm)
LOG_ALARMS = _of_kind(LogAlarm)
QUEUE_ALARMS = _of_kind(QueueAlarm)
SILENCE_ALARMS = _of_kind(SilenceAlarm)
