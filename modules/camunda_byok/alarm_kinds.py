"""The kinds of alarm: what raises it, and by which topic it travels."""

from dataclasses import dataclass

from camunda_byok.patterns.event import Event
from camunda_byok.patterns.watched import Unwatched, Watched
from camunda_byok.severity import Severity


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What every alarm says of itself.

    In `first_command`, these stand for what is watched: `{region}`, `{iam_region}` (where IAM's events are found), `{key}` (the
    key's ARN), `{trail}`, `{trail_key}`, `{bucket}`, `{prefix}` (of rules and alarms), `{page_topic}`, `{notice_topic}`,
    `{page_queue}`, `{notice_queue}`.
    """

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
        if isinstance(watched.silent_hours, Unwatched):
            return watched.silent_hours.reason
        return self.event.why_not(watched)
