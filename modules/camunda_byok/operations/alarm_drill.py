"""Tries the way of every alarm to those who hear it, harmlessly: nothing about the key happens, and states are put back.

A queue is looked into only where that harms nobody: without hiding a message from whoever works it off, and only where the queue
counts no receives (a redrive policy would move what is received too often). Source: SQS API reference, ReceiveMessage. A person
or a tool behind an e-mail or web address cannot be asked, so the command says what must have come.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from camunda_byok import arns
from camunda_byok.alarms import ALARMS, EventAlarm
from camunda_byok.aws.answers import Absence
from camunda_byok.aws.together import together
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.alarm_states import MetricAlarmState, Undelivered
from camunda_byok.live.reading import Reading
from camunda_byok.operation_tags import DRILL_MARK, TESTED_AT, TESTED_BY, received_tag, tag_value
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.alarm_faults import Seen
from camunda_byok.operations.alarm_trials import tried_patterns
from camunda_byok.operations.alarms_seen import RAISED, AlarmSeen, AlarmsSeen, Hearer, WaySeen, alarms_seen
from camunda_byok.operations.steps import Change, Check, Procedure, Refusal, Step, Wait
from camunda_byok.patterns.plumbing_events import Drill, drill_entry

SECONDS_TO_ARRIVE = 60
LEFT_BEHIND = re.compile(re.escape(DRILL_MARK) + r".*, before: (OK|ALARM|INSUFFICIENT_DATA)$")


@dataclass(frozen=True, kw_only=True)
class _ReadableQueue:
    """A queue that may be looked into without harm."""

    arn: str
    url: str


def alarm_drill(acting: Acting, *, now: datetime) -> Procedure:
    """Returns what trying every alarm of an environment takes. Raises InputError where no call can succeed."""
    environment = acting.environment
    seen = alarms_seen(environment, acting.clients)
    tried, patterns = tried_patterns(seen, acting.clients)
    queues, cautions = _queues(seen, Reading(acting.clients))
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    drill = _Drill(seen, queues, stamp, acting.identity.arn)
    faults = [*(fault for name, one in _all(seen) for fault in _said(name, one.faults)), *patterns.faults]
    unknown = [reason for _, one in _all(seen) for reason in one.unknown] + list(patterns.unknown)
    return Procedure(
        command="alarms-test",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=f"the way of every alarm, drill of {stamp}",
        effects=(
            f"{tried} events were tried on the patterns of the rules as they are; nothing was sent for that.",
            "Everybody who hears alarms gets messages of a drill: tell whoever is on call before.",
            "CloudWatch alarms are raised by hand for moments, and whoever hears them gets those messages too.",
        ),
        no_effects=(
            "Nothing happens to the key, the cluster or the trail.",
            "No message is taken from a queue, and nobody is subscribed or unsubscribed.",
        ),
        cautions=(*cautions, *drill.left_alone(), *(f"Cannot tell: {reason}." for reason in dict.fromkeys(unknown))),
        found=tuple(faults),
        steps=tuple(drill.steps()),
        afterwards=tuple(drill.to_ask()),
    )


def received(acting: Acting, *, who: Sequence[str], now: datetime) -> Procedure:
    """Returns what recording takes that somebody who cannot be asked by machine has got the messages of a drill.

    who: the addresses, as `byok alarms` shows them. It stands in the evidence, and on the topics that tell them.
    """
    environment = acting.environment
    seen = alarms_seen(environment, acting.clients)
    known = {hearer.name for way in seen.ways for hearer in way.hearers}
    told = [(way, name) for name in who for way in seen.ways if name in {hearer.name for hearer in way.hearers}]
    return Procedure(
        command="alarms-received",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=f"a drill was received by {', '.join(who)}",
        no_effects=("No message is sent.",),
        refusals=tuple(
            Refusal(problem=f"Nobody called {name} hears alarms here.", remedy=f"Name one of these: {', '.join(sorted(known))}.")
            for name in who
            if name not in known
        ),
        steps=tuple(
            Change(
                says=f"Write on the topic of {_called(way)} that {name} got a drill",
                service="sns",
                operation="TagResource",
                region=way.region,
                parameters={
                    "ResourceArn": way.topic,
                    "Tags": [{"Key": received_tag(name), "Value": tag_value(f"{now.isoformat(timespec='seconds')} {name}")}],
                },
            )
            for way, name in told
        ),
    )


class _Drill:
    def __init__(self, seen: AlarmsSeen, queues: Mapping[str, _ReadableQueue], stamp: str, who: str) -> None:
        self._seen, self._queues, self._stamp, self._who = seen, queues, stamp, who

    def steps(self) -> Iterator[Step]:
        for alarm in self._seen.alarms:
            if (before := _left_behind(alarm)) is not None:
                yield self._set(alarm, before, f"Put back what a drill that was stopped left raised: {alarm.name}")
        for way in self._seen.ways:
            yield from self._events(way)
            yield from self._metric_alarms(way)
            yield from self._nothing_undelivered(way)
        for way in self._seen.ways:
            yield Change(
                says=f"Write on the topic of {_called(way)} that it was tried",
                service="sns",
                operation="TagResource",
                region=way.region,
                parameters={
                    "ResourceArn": way.topic,
                    "Tags": [
                        {"Key": TESTED_AT, "Value": self._stamp.replace("Z", "+00:00")},
                        {"Key": TESTED_BY, "Value": tag_value(self._who)},
                    ],
                },
                unless_found=True,
            )

    def left_alone(self) -> Iterator[str]:
        """Gives what is not tried, and why."""
        for alarm in self._seen.alarms:
            if alarm.is_raised and _left_behind(alarm) is None:
                yield f"{alarm.alarm.id} in {alarm.region} is raised, and left as it is: see {alarm.runbook}."

    def to_ask(self) -> Iterator[str]:
        """Gives whom to ask by hand, and for what."""
        for way in self._seen.ways:
            for hearer in way.hearers:
                if hearer.name not in self._queues:
                    yield (
                        f"Ask {hearer.name} ({hearer.protocol}) whether the drill of {_called(way)} of {self._stamp} "
                        f"has come, then run byok alarms test {self._seen.environment.name} "
                        f"--confirm-received {hearer.name}"
                    )

    def _events(self, way: WaySeen) -> Iterator[Step]:
        for alarm in ALARMS:
            if isinstance(alarm, EventAlarm) and isinstance(alarm.event, Drill) and alarm.travels_by is way.severity:
                yield Change(
                    says=f"Send the drill of {_called(way)}",
                    service="events",
                    operation="PutEvents",
                    region=way.region,
                    parameters={"Entries": [drill_entry(alarm.event.severity, self._stamp)]},
                    holds="FailedEntryCount == `0`",
                    is_trial=True,
                )
                yield from self._arrivals(way, f"the drill of {_called(way)}", (way.topic, self._stamp))

    def _metric_alarms(self, way: WaySeen) -> Iterator[Step]:
        for alarm in self._seen.alarms:
            if alarm.region != way.region or alarm.alarm.travels_by is not way.severity or _without_drill(alarm).faults:
                continue
            state = alarm.state
            if not isinstance(state, MetricAlarmState):
                continue
            before = _left_behind(alarm) or state.value
            if before == RAISED:
                continue
            reason = f"{DRILL_MARK} {self._stamp}, before: {before}"
            yield self._set(
                alarm, RAISED, f"Raise {alarm.name}", reason, undo=self._set(alarm, before, f"Put {alarm.name} back to {before}")
            )
            yield from self._arrivals(way, f"{alarm.name}", (way.topic, alarm.name, f"{DRILL_MARK} {self._stamp}"))

    def _set(self, alarm: AlarmSeen, value: str, says: str, reason: str = "", *, undo: Change | None = None) -> Change:
        return Change(
            says=says,
            service="cloudwatch",
            operation="SetAlarmState",
            region=alarm.region,
            parameters={
                "AlarmName": alarm.name,
                "StateValue": value,
                "StateReason": reason or "As it was before a drill of camunda-byok",
            },
            undo=undo,
            is_trial=True,
        )

    def _arrivals(self, way: WaySeen, what: str, texts: tuple[str, ...]) -> Iterator[Step]:
        for hearer in way.hearers:
            queue = self._queues.get(hearer.name)
            if queue is None or not hearer.hears:
                continue
            held = " && ".join(f"contains(Body, '{text}')" for text in texts)
            yield Wait(
                says=f"See {what} arrive in {queue.arn}",
                service="sqs",
                operation="ReceiveMessage",
                region=arns.parts(queue.arn).region,
                parameters={"QueueUrl": queue.url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0, "WaitTimeSeconds": 1},
                holds=f"length(not_null(Messages, `[]`)[?{held}]) > `0`",
                otherwise="It was not seen there: it did not come, somebody took it before, or too much lies before it.",
                every_seconds=1,
                at_most_seconds=SECONDS_TO_ARRIVE,
                is_trial=True,
            )

    def _nothing_undelivered(self, way: WaySeen) -> Iterator[Step]:
        if not isinstance(way.undelivered, Undelivered):
            return
        yield Check(
            says=f"See that nothing of the drill of {_called(way)} is undelivered",
            service="sqs",
            operation="GetQueueAttributes",
            region=way.region,
            parameters={"QueueUrl": way.undelivered.url, "AttributeNames": ["ApproximateNumberOfMessages"]},
            holds=f"to_number(Attributes.ApproximateNumberOfMessages) <= `{way.undelivered.messages}`",
            otherwise=f"More than before lies in {way.queue}: somebody was not reached.",
            is_trial=True,
        )


def _left_behind(alarm: AlarmSeen) -> str | None:
    """Returns the state that an alarm had before a drill that was stopped; None where none was."""
    state = alarm.state
    if not isinstance(state, MetricAlarmState) or state.value != RAISED:
        return None
    found = LEFT_BEHIND.match(state.reason)
    return found[1] if found else None


def _queues(seen: AlarmsSeen, reading: Reading) -> tuple[dict[str, _ReadableQueue], list[str]]:
    """Returns the queues that may be looked into, by ARN, and of the others why not."""
    subscribed = [hearer for way in seen.ways for hearer in way.hearers if hearer.protocol == "sqs" and hearer.hears]
    named = {hearer.name: hearer for hearer in subscribed}
    said = together({arn: lambda arn=arn: _readable(arn, reading) for arn in named})
    found = {arn: each for arn, each in said.items() if isinstance(each, _ReadableQueue)}
    return found, [f"{arn} is not looked into, because {why.reason}." for arn, why in said.items() if isinstance(why, Unknown)]


def _readable(arn: str, reading: Reading) -> _ReadableQueue | Unknown:
    parts = arns.parts(arn)
    url = reading.ask(
        "sqs:GetQueueUrl",
        parts.region,
        lambda sqs: str(sqs.get_queue_url(QueueName=parts.resource, QueueOwnerAWSAccountId=parts.account)["QueueUrl"]),
    )
    if isinstance(url, Unknown | Absence):
        return url if isinstance(url, Unknown) else Unknown("there is no such queue")
    attributes = reading.ask(
        "sqs:GetQueueAttributes",
        parts.region,
        lambda sqs: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"]).get("Attributes", {}),
    )
    if isinstance(attributes, Unknown):
        return attributes
    if not isinstance(attributes, Absence) and attributes.get("RedrivePolicy"):
        return Unknown("it counts how often a message is received, and looking would count")
    looked = reading.ask(
        "sqs:ReceiveMessage",
        parts.region,
        lambda sqs: sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1, VisibilityTimeout=0, WaitTimeSeconds=0),
    )
    return looked if isinstance(looked, Unknown) else _ReadableQueue(arn=arn, url=url)


def _all(seen: AlarmsSeen) -> Iterator[tuple[str, Seen]]:
    for way in seen.ways:
        yield _called(way), way.seen
        yield from ((_heard_by(hearer, way), hearer.seen) for hearer in way.hearers)
    yield from ((f"{alarm.alarm.id} in {alarm.region}", _without_drill(alarm)) for alarm in seen.alarms)


def _without_drill(alarm: AlarmSeen) -> Seen:
    """Returns what is at fault with an alarm besides that a drill left it raised, which the drill puts right."""
    return Seen(unknown=alarm.seen.unknown) if _left_behind(alarm) is not None else alarm.seen


def _heard_by(hearer: Hearer, way: WaySeen) -> str:
    return f"{hearer.name} for {_called(way)}"


def _said(name: str, faults: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{name}: {fault}" for fault in faults)


def _called(way: WaySeen) -> str:
    return f"{way.severity.value} alarms in {way.region}"
