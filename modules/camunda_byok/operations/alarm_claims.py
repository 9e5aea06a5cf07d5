"""Tries the alarms as they are deployed: their patterns, and the whole way to a subscriber.

What `byok alarms test` (`alarm_drill.py`) does not see is proven here, with a queue of one's own: that rules hear of whole
records of CloudTrail, and what a message that arrives says.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from camunda_byok.alarms import ALARMS, EVENT_ALARMS, Alarm, EventAlarm, SilenceAlarm
from camunda_byok.environment import Environment
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.operations.claims import Claim, Client, claim
from camunda_byok.patterns.plumbing_events import Drill, drill_entry
from camunda_byok.patterns.watched import Watched
from camunda_byok.regions import IAM_HOME_REGIONS
from camunda_byok.severity import Severity
from camunda_byok.watching import watched_in

Event = dict[str, Any]
Records = Mapping[str, tuple[Mapping[str, Event], Mapping[str, Event]]]
"""For an alarm's id: events that must raise it, and events that nearly do, each with a name."""

SECONDS_TO_ARRIVE = 30.0
SUBSCRIBER_POLL_SECONDS = 1


def watched_as_deployed(environment: Environment, names: Names, client: Client) -> Watched:
    """Returns what the alarms of a region watch, with the keys that are found there."""
    kms = client("kms")

    def found(key: str) -> KeyReference:
        metadata = kms.describe_key(KeyId=key)["KeyMetadata"]
        return KeyReference(arn=metadata["Arn"], key_id=metadata["KeyId"])

    is_first = names.region == environment.region
    keys = {each.generation: each.in_region(names.region) for each in environment.key_generations}
    alias = environment.trail_reference.key_alias if is_first else None
    return watched_in(
        environment,
        names,
        keys={
            generation: KeyReference.of_arn(key.arn) if key.arn else found(names.key_alias_of(generation))
            for generation, key in keys.items()
        },
        topic_keys={severity: found(names.topic_key_alias(severity)) for severity in Severity},
        trail_key=found(alias) if alias else None,
    )


def rule_claims(environment: Environment, names: Names, watched: Watched, client: Client, records: Records) -> Iterator[Claim]:
    """Yields, for every rule of a region, that it is on, tells its topics, and matches what it should and no more."""
    events = client("events")
    for alarm in EVENT_ALARMS:
        if alarm.why_not(watched):
            continue
        said = f"{names.region}, {alarm.id}"
        rule = events.describe_rule(Name=names.rule(alarm.id))
        targets = events.list_targets_by_rule(Rule=names.rule(alarm.id))["Targets"]
        told = [(one["Arn"], one.get("DeadLetterConfig", {}).get("Arn")) for one in targets]
        topics = (names.topic_arn(alarm.travels_by), *environment.alarms.topics(alarm.travels_by, names.region))
        expected = [(arn, names.dead_letter_queue_arn(alarm.travels_by)) for arn in topics]
        yield claim(f"{said}: the rule is on", rule["State"].startswith("ENABLED"), True)
        yield claim(f"{said}: tells its topics, or else the queue", sorted(told), sorted(expected))
        matching, near_misses = records[alarm.id]
        for wanted, events_of_kind in ((True, matching), (False, near_misses)):
            for name, event in events_of_kind.items():
                answer = events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(event))
                verb = "is raised by" if wanted else "is not raised by"
                yield claim(f"{said}: {verb} {name}", answer["Result"], wanted)


def forwarding_claims(environment: Environment, watched: Watched, client: Client) -> Iterator[Claim]:
    """Yields, for every event of a service that is one for all regions, that a rule in its region passes it on.

    client: of IAM's region.
    """
    names, events = environment.names, client("events")
    home = IAM_HOME_REGIONS[names.partition]
    for alarm in EVENT_ALARMS:
        if alarm.event.global_service and not alarm.why_not(watched) and environment.region != home:
            rule = events.describe_rule(Name=names.rule(alarm.id))
            targets = events.list_targets_by_rule(Rule=names.rule(alarm.id))["Targets"]
            seen = (rule["State"], json.loads(rule["EventPattern"]), [one["Arn"] for one in targets])
            expected = ("ENABLED", alarm.event.pattern(watched), [names.arn("events", "event-bus/default")])
            yield claim(f"{home}, {alarm.id}: passed on to {environment.region}", seen, expected)


def arrival_claims(
    names: Names,
    watched: Watched,
    client: Client,
    sqs: Any,
    queue_url: str,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Claim]:
    """Yields, for each drill and each metric alarm of a region, that what it says arrives by the right topic.

    A metric alarm is put into ALARM by hand and back to OK afterwards, which its subscribers are told of as well.

    sqs: a client that reads the queue, which is subscribed to both topics and may be in another region.
    """
    subscriber = _Subscriber(sqs, queue_url, clock)
    subscriber.empty()
    for alarm in ALARMS:
        if isinstance(alarm, EventAlarm) and isinstance(alarm.event, Drill):
            client("events").put_events(Entries=[drill_entry(alarm.event.severity)])
            yield _arrived(alarm, names, subscriber.wait_for(alarm.title))
    cloudwatch = client("cloudwatch")
    for alarm in ALARMS:
        if isinstance(alarm, EventAlarm) or alarm.why_not(watched):
            continue
        name = names.rule(alarm.id)
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="The path of this alarm is tried")
        try:
            yield _arrived(alarm, names, subscriber.wait_for(name))
        finally:
            cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="The trial is over")


def _arrived(alarm: Alarm, names: Names, message: "_Message | None") -> Claim:
    kind = "an event" if isinstance(alarm, EventAlarm) else "silence" if isinstance(alarm, SilenceAlarm) else "a metric"
    sentence = f"{names.region}, {alarm.id}: {kind} reaches a subscriber by the topic of {alarm.travels_by.value}"
    if message is None:
        return Claim(sentence, False, f"nothing came in {SECONDS_TO_ARRIVE:.0f} s")
    missing = [text for text in (alarm.title, alarm.meaning[:40]) if text not in message.text]
    if missing:
        return Claim(sentence, False, f"the message lacks {missing}")
    return claim(sentence, message.topic, names.topic_arn(alarm.travels_by))


class _Message(NamedTuple):
    topic: str
    text: str


class _Subscriber:
    """Reads what arrives in a queue that is subscribed to the topic."""

    def __init__(self, sqs: Any, url: str, clock: Callable[[], float]) -> None:
        self._sqs, self._url, self._clock = sqs, url, clock

    def empty(self) -> None:
        while self._receive(0):
            pass

    def wait_for(self, text: str) -> _Message | None:
        """Returns the first message that holds the text, or None when none came in time."""
        deadline = self._clock() + SECONDS_TO_ARRIVE
        while self._clock() < deadline:
            for message in self._receive(SUBSCRIBER_POLL_SECONDS):
                if text in message.text:
                    return message
        return None

    def _receive(self, seconds: int) -> list[_Message]:
        answer = self._sqs.receive_message(QueueUrl=self._url, WaitTimeSeconds=seconds, MaxNumberOfMessages=10)
        messages = answer.get("Messages", [])
        for message in messages:
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        bodies = [json.loads(message["Body"]) for message in messages]
        return [_Message(body["TopicArn"], body["Message"]) for body in bodies]
