"""The alarm catalog: what is watched, how bad it is, what it means for the cluster and what to do first. Data only.

An alarm's id is the name of its EventBridge rule or CloudWatch alarm, and of its runbook.
"""

from dataclasses import dataclass

from camunda_byok.patterns.event import Event
from camunda_byok.patterns.event_patterns import (
    Drill,
    KeyChanged,
    KeyDeleted,
    KeyDenied,
    KeyRotated,
    TrailChanged,
)
from camunda_byok.patterns.watched import Unwatched, Watched
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


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What every alarm says of itself. In `first_command`, `{key}` stands for the key's ARN, `{trail}` for the trail's name and
    `{region}` for the region."""

    id: str
    """At most 30 characters: rule names then stay within EventBridge's 64."""
    title: str
    severity: Severity
    meaning: str
    first_command: str
    by_topic_of: Severity | None = None
    """Whose topic carries the alarm, where it is not its own severity's: an alarm about a topic must not travel through it."""

    @property
    def travels_by(self) -> Severity:
        """The severity whose topic carries the alarm."""
        return self.by_topic_of or self.severity

    def why_not(self, watched: Watched) -> str | None:
        """Returns why there cannot be this alarm here, in words that complete "left out, because"; None where there can."""
        del watched
        return None


@dataclass(frozen=True, kw_only=True)
class EventAlarm(Alarm):
    """An alarm raised by an event, within a minute or so of it."""

    event: Event

    def why_not(self, watched: Watched) -> str | None:
        return self.event.why_not(watched)


@dataclass(frozen=True, kw_only=True)
class LogAlarm(Alarm):
    """An alarm raised by a metric filter on the trail's log group, some minutes after the event."""

    filter_pattern: str

    def why_not(self, watched: Watched) -> str | None:
        group = watched.plumbing.log_group
        return group.reason if isinstance(group, Unwatched) else None


@dataclass(frozen=True, kw_only=True)
class QueueAlarm(Alarm):
    """An alarm raised by a message in the dead-letter queue of a severity: something was said that did not arrive."""

    of: Severity


@dataclass(frozen=True, kw_only=True)
class SilenceAlarm(Alarm):
    """An alarm raised by the absence of an event for `Watched.silent_hours`.

    A rule without a target matches the event; EventBridge counts what it matches (namespace AWS/Events, metric MatchedEvents,
    dimension RuleName). The CloudWatch alarm asks for a Sum below 1 in every period of an hour, missing data breaching.
    """

    event: Event

    def why_not(self, watched: Watched) -> str | None:
        if watched.silent_hours is None:
            return "no window is configured after which Camunda counts as silent"
        return self.event.why_not(watched)


DESCRIBE_KEY = "aws kms describe-key --region {region} --key-id {key}"

KEY_ALARMS: tuple[Alarm, ...] = (
    EventAlarm(
        id="key-deletion-scheduled",
        title="Deletion of the encryption key was scheduled",
        severity=Severity.PAGE,
        meaning="Camunda reads and writes freeze within seconds. When the waiting period ends, all data of the cluster is lost "
        "for ever, backups included.",
        # Cancelling leaves the key disabled.
        first_command="aws kms cancel-key-deletion --region {region} --key-id {key} && "
        "aws kms enable-key --region {region} --key-id {key}",
        event=KeyChanged(("ScheduleKeyDeletion",)),
    ),
    EventAlarm(
        id="key-deleted",
        title="The encryption key was deleted",
        severity=Severity.PAGE,
        meaning="Nothing that was encrypted with it can be read again, by you, Camunda or AWS.",
        first_command=DESCRIBE_KEY,
        event=KeyDeleted(),
    ),
    EventAlarm(
        id="key-disabled",
        title="The encryption key was disabled",
        severity=Severity.PAGE,
        meaning="Camunda reads and writes freeze within seconds; its Console may go on saying Healthy for 15 minutes. The "
        "cluster recovers by itself once the key is enabled.",
        first_command="aws kms enable-key --region {region} --key-id {key}",
        event=KeyChanged(("DisableKey",)),
    ),
    EventAlarm(
        id="key-policy-changed",
        title="The policy of the encryption key was changed",
        severity=Severity.PAGE,
        meaning="Camunda may have lost the key, or somebody else may have gained it. Expected when a deployer applied a reviewed "
        "plan just now.",
        first_command="aws kms get-key-policy --region {region} --key-id {key} --policy-name default --output text",
        event=KeyChanged(("PutKeyPolicy",)),
    ),
    EventAlarm(
        id="key-access-denied",
        title="Somebody of your account was refused the encryption key",
        severity=Severity.NOTICE,
        meaning="No harm to the cluster: the policy held. It is a role of your own account; a refusal of Camunda would be "
        "recorded in Camunda's account and cannot be seen here.",
        first_command="aws kms get-key-policy --region {region} --key-id {key} --policy-name default --output text",
        event=KeyDenied(),
    ),
    EventAlarm(
        id="key-rotation-disabled",
        title="Rotation of the encryption key was switched off",
        severity=Severity.NOTICE,
        meaning="The cluster goes on working. The key's material will no longer be renewed, which your policy asks for.",
        first_command="aws kms get-key-rotation-status --region {region} --key-id {key}",
        event=KeyChanged(("DisableKeyRotation",)),
    ),
    EventAlarm(
        id="key-rotated",
        title="The encryption key was rotated",
        severity=Severity.NOTICE,
        meaning="Nothing to do: key id and ARN are the same, and what was encrypted before can still be read.",
        first_command="aws kms list-key-rotations --region {region} --key-id {key}",
        event=KeyRotated(),
    ),
    EventAlarm(
        id="trail-changed",
        title="The audit trail was stopped or changed",
        severity=Severity.PAGE,
        meaning="The cluster goes on working, but use of the key may no longer be recorded, and alarms rest on that record.",
        first_command="aws cloudtrail get-trail-status --region {region} --name {trail}",
        event=TrailChanged(("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")),
    ),
    EventAlarm(
        id="alarm-drill",
        title="This is a drill",
        severity=Severity.NOTICE,
        meaning="Nothing happened to the key. Somebody tried whether alarms arrive.",
        first_command=DESCRIBE_KEY,
        event=Drill(),
    ),
)

TRAIL_LOG_ALARMS: tuple[Alarm, ...] = (
    LogAlarm(
        id="cis-key-disabled-or-deleted",
        title="Somebody disabled a KMS key of the account or scheduled its deletion, or tried to",
        severity=Severity.PAGE,
        meaning="Any key of the account, in any region, as the CIS AWS Foundations Benchmark asks. If it was the encryption key "
        "and it succeeded, the key's own alarm has come as well.",
        first_command="aws cloudtrail lookup-events --region {region} --max-results 10 "
        "--lookup-attributes AttributeKey=EventSource,AttributeValue=kms.amazonaws.com",
        # Verbatim: Security Hub compares it as text (control CloudWatch.7).
        filter_pattern="{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}",
    ),
)

ALARMS: tuple[Alarm, ...] = (*KEY_ALARMS, *TRAIL_LOG_ALARMS)
"""The catalog. Which of them exist in an environment, `why_not` says."""

EVENT_ALARMS = tuple(alarm for alarm in ALARMS if isinstance(alarm, EventAlarm))
LOG_ALARMS = tuple(alarm for alarm in ALARMS if isinstance(alarm, LogAlarm))
QUEUE_ALARMS = tuple(alarm for alarm in ALARMS if isinstance(alarm, QueueAlarm))
SILENCE_ALARMS = tuple(alarm for alarm in ALARMS if isinstance(alarm, SilenceAlarm))
