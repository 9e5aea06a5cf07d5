"""The alarms of an environment as they are: each with its faults, who hears it, what lies undelivered, when it was last tried."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from camunda_byok.alarms import ALARMS, Alarm
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import SECONDS, together
from camunda_byok.destinations import Channel
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared_alarms import region_names, watched_as_declared
from camunda_byok.inventory.live_kinds import Confirmation
from camunda_byok.inventory.model import (
    ChatChannel,
    EventRule,
    Inventory,
    MetricAlarm,
    MetricFilter,
    Queue,
    Subscription,
    Thing,
    Topic,
)
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.alarm_states import MetricAlarmState, Undelivered, read_states, read_topic_tags, read_undelivered
from camunda_byok.live.confirmations import confirmations
from camunda_byok.live.picture import LivePicture, read_picture
from camunda_byok.live.questions import answered
from camunda_byok.live.reading import Reading
from camunda_byok.live.subscriptions import TopicSubscriptions
from camunda_byok.names import Names
from camunda_byok.operation_tags import DRILL_MARK, TESTED_AT, received_tag
from camunda_byok.operations.alarm_faults import Seen, seen
from camunda_byok.severity import Severity

KINDS = (EventRule, MetricAlarm, MetricFilter, Topic, Queue, Subscription, ChatChannel)
PARTS = (EventRule, MetricFilter, MetricAlarm)
RAISED = "ALARM"


@dataclass(frozen=True, kw_only=True)
class AlarmSeen:
    """One alarm of the catalog in one region."""

    alarm: Alarm
    region: str
    name: str
    """Of its rule or CloudWatch alarm."""
    why_not: str
    """Why there is none here, completing "left out, because"; empty where there is one."""
    seen: Seen
    state: MetricAlarmState | Unknown | None
    """Of a CloudWatch alarm; None of an alarm by event alone, which has no state."""
    runbook: str

    @property
    def is_raised(self) -> bool:
        return isinstance(self.state, MetricAlarmState) and self.state.value == RAISED


@dataclass(frozen=True, kw_only=True)
class Hearer:
    """Somebody whom a topic tells."""

    name: str
    """Its address, of a secret one the host alone."""
    protocol: str
    confirmed: bool | Unknown | None
    """None: it has nothing to confirm."""
    received: datetime | Unknown | None
    """When somebody last said that it got a drill; None: never."""
    seen: Seen

    @property
    def hears(self) -> bool:
        """Whether it surely is told."""
        return self.confirmed is True or self.confirmed is None


@dataclass(frozen=True, kw_only=True)
class WaySeen:
    """The way of one severity in one region: topic, queue of what is undelivered, and who hears."""

    severity: Severity
    region: str
    topic: str
    """Its ARN."""
    queue: str
    """Name of the queue of what is undelivered."""
    hearers: tuple[Hearer, ...]
    undelivered: Undelivered | Unknown | None
    """None: there is no such queue."""
    tested: datetime | Unknown | None
    """When a drill last went all the way; None: never."""
    seen: Seen


@dataclass(frozen=True, kw_only=True)
class AlarmsSeen:
    """All alarms of an environment."""

    environment: Environment
    alarms: tuple[AlarmSeen, ...]
    ways: tuple[WaySeen, ...]
    picture: LivePicture
    """What it was made of."""

    @property
    def faults(self) -> int:
        return sum(bool(each.faults) for each in self._all())

    @property
    def unknown(self) -> int:
        return sum(bool(each.unknown) for each in self._all())

    def _all(self) -> Iterator[Seen]:
        yield from (each.seen for each in self.alarms)
        for way in self.ways:
            yield way.seen
            yield from (hearer.seen for hearer in way.hearers)


def alarms_seen(environment: Environment, clients: Clients, *, seconds: float = SECONDS) -> AlarmsSeen:
    """Returns all alarms as they are. Raises InputError where no call can succeed."""
    regions = region_names(environment)
    reading = Reading(clients)
    said = together(
        {
            "picture": lambda: read_picture(environment, clients, kinds=KINDS, seconds=seconds),
            **{name: job for prefix, names in regions.items() for name, job in _jobs(prefix, names, environment, reading)},
        },
        seconds=2 * seconds,
    )
    picture = said["picture"]
    if isinstance(picture, Unknown):  # each of its two rounds ends in time
        raise AssertionError(picture.reason)
    confirmed = _confirmations(picture, clients, seconds)
    alarms = [
        _alarm(alarm, prefix, names, environment, picture, said[prefix, "states"])
        for prefix, names in regions.items()
        for alarm in ALARMS
    ]
    ways = [
        _way(severity, prefix, names, environment, picture, confirmed, said)
        for prefix, names in regions.items()
        for severity in Severity
    ]
    return AlarmsSeen(environment=environment, alarms=tuple(alarms), ways=tuple(ways), picture=picture)


def _jobs(
    prefix: str, names: Names, environment: Environment, reading: Reading
) -> Iterator[tuple[tuple[str, object], Callable[[], Any]]]:
    watched = watched_as_declared(environment, names, prefix)
    with_state = [names.rule(alarm.id) for alarm in ALARMS if not alarm.why_not(watched)]
    yield (prefix, "states"), partial(read_states, with_state, names.region, reading)
    for severity in Severity:
        queue, topic = names.dead_letter_queue(severity), names.topic_arn(severity)
        yield (prefix, "undelivered", severity), partial(read_undelivered, queue, names.region, reading)  # type: ignore[misc]
        yield (prefix, "tags", severity), partial(read_topic_tags, topic, names.region, reading)  # type: ignore[misc]


def _confirmations(picture: LivePicture, clients: Clients, seconds: float) -> Inventory:
    declared = picture.declared
    return answered(
        (
            confirmations(TopicSubscriptions.of(topic, declared), clients)
            for topic in declared.all(Topic)
            if isinstance(topic.arn, str)
        ),
        seconds=seconds,
    )


def _alarm(alarm: Alarm, prefix: str, names: Names, environment: Environment, picture: LivePicture, states: Any) -> AlarmSeen:
    addresses = {f"{prefix}_{alarm.id}", *([f"forward_{alarm.id}"] if prefix == "alarm" else [])}
    found = Seen()
    has_state = False
    for declared in _parts(picture.declared, addresses):
        forwards = ".forward_" in declared.address
        called = f"the rule in {declared.region} that passes its events on" if forwards else ""
        found += seen(declared, picture.live.things.get(declared.address), called)
        has_state = has_state or isinstance(declared, MetricAlarm)
    state: MetricAlarmState | Unknown | None = None
    if has_state:
        state = states if isinstance(states, Unknown) else states.get(names.rule(alarm.id))
    if isinstance(state, Unknown):
        found += Seen(unknown=(state.reason,))
    if isinstance(state, MetricAlarmState) and state.value == RAISED and state.reason.startswith(DRILL_MARK):
        found += Seen(faults=("A drill that was stopped left it raised: byok alarms test puts it back.",))
    return AlarmSeen(
        alarm=alarm,
        region=names.region,
        name=names.rule(alarm.id),
        why_not=alarm.why_not(watched_as_declared(environment, names, prefix)) or "",
        seen=found,
        state=state,
        runbook=f"{environment.alarms.runbooks}/{alarm.id}.md",
    )


def _parts(declared: Inventory, names: set[str]) -> Iterator[Thing]:
    for kind in PARTS:
        yield from (thing for thing in declared.all(kind) if thing.address.partition(".")[2] in names)


def _way(
    severity: Severity,
    prefix: str,
    names: Names,
    environment: Environment,
    picture: LivePicture,
    confirmed: Inventory,
    said: Mapping[Any, Any],
) -> WaySeen:
    address = f"{prefix}s_{severity.value.lower()}"
    topic, queue = f"aws_sns_topic.{address}", f"aws_sqs_queue.{address}_undelivered"
    declared, live = picture.declared.things, picture.live.things
    found = seen(declared[topic], live.get(topic), "the topic") + seen(declared[queue], live.get(queue), "the dead-letter queue")
    undelivered = said[prefix, "undelivered", severity]
    if isinstance(undelivered, Unknown):
        found += Seen(unknown=(undelivered.reason,))
    elif undelivered and undelivered.messages:
        found += Seen(
            faults=(f"{undelivered.messages} messages that did not arrive lie in {names.dead_letter_queue(severity)}.",)
        )
    tags = said[prefix, "tags", severity]
    hearers = tuple(_hearers(severity, prefix, names, environment, picture, confirmed, tags))
    if not any(hearer.hears for hearer in hearers):
        unclear = [hearer.confirmed.reason for hearer in hearers if isinstance(hearer.confirmed, Unknown)]
        found += (
            Seen(unknown=tuple(unclear)) if unclear else Seen(faults=(f"Nobody hears {severity.value} alarms of this region.",))
        )
    return WaySeen(
        severity=severity,
        region=names.region,
        topic=names.topic_arn(severity),
        queue=names.dead_letter_queue(severity),
        hearers=hearers,
        undelivered=undelivered,
        tested=_moment(tags, TESTED_AT),
        seen=found,
    )


def _hearers(
    severity: Severity,
    prefix: str,
    names: Names,
    environment: Environment,
    picture: LivePicture,
    confirmed: Inventory,
    tags: Mapping[str, str] | Unknown,
) -> Iterator[Hearer]:
    topic = names.topic_arn(severity)

    def hearer(name: str, protocol: str, confirmed: bool | Unknown | None, found: Seen) -> Hearer:
        received = _moment(tags, received_tag(name))
        return Hearer(name=name, protocol=protocol, confirmed=confirmed, received=received, seen=found)

    declared = {each.address: each for each in picture.declared.all(Subscription) if each.topic == topic}
    facts = {each.of: each for each in confirmed.all(Confirmation)}
    for address, subscription in declared.items():
        fact = facts.pop(address, None)
        live = picture.live.things.get(address)
        name = fact.endpoint if fact else str(subscription.endpoint)
        hears, found = _subscribed(fact, seen(subscription, live, "the subscription"), exists=live is not None)
        yield hearer(name, str(subscription.protocol), hears, found)
    for of, fact in facts.items():
        if of.endswith(f" on aws_sns_topic.{prefix}s_{severity.value.lower()}"):
            yield hearer(fact.endpoint, "not declared", _not(fact.pending), Seen())
    for arn in environment.alarms.topics(severity, names.region):
        yield hearer(arn, "topic", None, Seen())
    for channel in environment.alarms.destinations:
        if isinstance(channel, Channel) and channel.hears(severity):
            yield hearer(channel.receiver, channel.kind, *_chat(channel, topic, picture))


def _subscribed(fact: Confirmation | None, found: Seen, *, exists: bool) -> tuple[bool | Unknown, Seen]:
    confirmed = _not(fact.pending) if fact else False
    if not exists:
        return False, found
    if confirmed is False:
        return False, Seen(faults=("It has not confirmed that it wants to hear: until then it hears nothing.",))
    if isinstance(confirmed, Unknown):
        found += Seen(unknown=(confirmed.reason,))
    return confirmed, found


def _chat(channel: Channel, topic: str, picture: LivePicture) -> tuple[bool | Unknown | None, Seen]:
    declared = next(each for each in picture.declared.all(ChatChannel) if each.address.endswith(channel.digest))
    live = picture.live.get(ChatChannel, declared.address)
    found = seen(declared, live, "the chat channel")
    if live is not None and isinstance(live.topics, Unknown):
        return live.topics, found
    listens = live is not None and isinstance(live.topics, tuple) and topic in live.topics
    return None if listens else False, found


def _not(pending: bool | Unknown) -> bool | Unknown:
    return pending if isinstance(pending, Unknown) else not pending


def _moment(tags: Mapping[str, str] | Unknown, tag: str) -> datetime | Unknown | None:
    """Returns the moment with which a tag begins; None where there is no such tag."""
    if isinstance(tags, Unknown) or tag not in tags:
        return tags if isinstance(tags, Unknown) else None
    try:
        return datetime.fromisoformat(tags[tag].partition(" ")[0])
    except ValueError:
        return Unknown(f"the tag {tag} holds {tags[tag]}, which is no date")
