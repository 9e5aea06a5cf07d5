"""Tries the alarms as they are deployed: their patterns, and the whole way to a subscriber."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from camunda_byok.alarms import EVENT_ALARMS, LOG_ALARMS, Alarm, EventAlarm
from camunda_byok.environment import Environment
from camunda_byok.left_out import why_left_out
from camunda_byok.operations.claims import Claim, Client, claim
from camunda_byok.patterns.plumbing_events import drill_entry
from camunda_byok.severity import Severity

Event = dict[str, Any]
Records = Mapping[str, tuple[Mapping[str, Event], Mapping[str, Event]]]
"""For an alarm's id: events that must raise it, and events that nearly do, each with a name."""

SECONDS_TO_ARRIVE = 30.0
SUBSCRIBER_POLL_SECONDS = 1


def rule_claims(environment: Environment, client: Client, records: Records) -> Iterator[Claim]:
    """Yields, for every rule as it is deployed, that it is on, tells its topics, and matches what it should and no more."""
    names, events = environment.names, client("events")
    for alarm in EVENT_ALARMS:
        if why_left_out(alarm, environment.trail_reference):
            continue
        rule = events.describe_rule(Name=names.rule(alarm.id))
        targets = events.list_targets_by_rule(Rule=names.rule(alarm.id))["Targets"]
        told = [(one["Arn"], one.get("DeadLetterConfig", {}).get("Arn")) for one in targets]
        topics = (names.topic_arn(alarm.severity), *environment.alarms.topics(alarm.severity))
        expected = [(arn, names.dead_letter_queue_arn(alarm.severity)) for arn in topics]
        yield claim(f"{alarm.id}: the rule is on", rule["State"].startswith("ENABLED"), True)
        yield claim(f"{alarm.id}: tells its topics, or else the queue", sorted(told), sorted(expected))
        matching, near_misses = records[alarm.id]
        for wanted, events_of_kind in ((True, matching), (False, near_misses)):
            for name, event in events_of_kind.items():
                answer = events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(event))
                verb = "is raised by" if wanted else "is not raised by"
                yield claim(f"{alarm.id}: {verb} {name}", answer["Result"], wanted)


def arrival_claims(
    environment: Environment, client: Client, queue_url: str, clock: Callable[[], float] = time.monotonic
) -> Iterator[Claim]:
    """Yields, for the drill and for each metric alarm, that what it says arrives at a queue that is subscribed.

    A metric alarm is put into ALARM by hand and back to OK afterwards, which its subscribers are told of as well.
    """
    names, subscriber = environment.names, _Subscriber(client("sqs"), queue_url, clock)
    drill = next(alarm for alarm in EVENT_ALARMS if alarm.id == "alarm-drill")
    subscriber.empty()
    client("events").put_events(Entries=[drill_entry(Severity.NOTICE)])
    yield _arrived(drill, subscriber.wait_for(drill.title))
    cloudwatch = client("cloudwatch")
    for alarm in LOG_ALARMS:
        if why_left_out(alarm, environment.trail_reference):
            continue
        name = names.rule(alarm.id)
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="The path of this alarm is tried")
        try:
            yield _arrived(alarm, subscriber.wait_for(name))
        finally:
            cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="The trial is over")


def _arrived(alarm: Alarm, message: str | None) -> Claim:
    kind = "an event" if isinstance(alarm, EventAlarm) else "a metric"
    missing = [text for text in (alarm.title, alarm.meaning[:40]) if text not in (message or "")]
    if message is None:
        return Claim(f"{alarm.id}: {kind} reaches a subscriber", False, f"nothing came in {SECONDS_TO_ARRIVE:.0f} s")
    return Claim(f"{alarm.id}: {kind} reaches a subscriber", not missing, f"the message lacks {missing}" if missing else "")


class _Subscriber:
    """Reads what arrives in a queue that is subscribed to the topic."""

    def __init__(self, sqs: Any, url: str, clock: Callable[[], float]) -> None:
        self._sqs, self._url, self._clock = sqs, url, clock

    def empty(self) -> None:
        while self._receive(0):
            pass

    def wait_for(self, text: str) -> str | None:
        """Returns the first message that holds the text, or None when none came in time."""
        deadline = self._clock() + SECONDS_TO_ARRIVE
        while self._clock() < deadline:
            for message in self._receive(SUBSCRIBER_POLL_SECONDS):
                if text in message:
                    return message
        return None

    def _receive(self, seconds: int) -> list[str]:
        answer = self._sqs.receive_message(QueueUrl=self._url, WaitTimeSeconds=seconds, MaxNumberOfMessages=10)
        messages = answer.get("Messages", [])
        for message in messages:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"])["Message"] for message in messages]
