"""An environment as it is on AWS, beside what it declares: two pictures at the same addresses.

Keys are found first, since everything else names them; then everything is read side by side.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TypeVar

from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import SECONDS, together
from camunda_byok.destinations import Channel, address_part
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared import declared
from camunda_byok.inventory.model import (
    KINDS,
    Alias,
    Bucket,
    ChatChannel,
    EventRule,
    Inventory,
    Key,
    LogGroup,
    MetricAlarm,
    MetricFilter,
    Queue,
    Role,
    Thing,
    Topic,
    Trail,
)
from camunda_byok.inventory.relied_on import relied_on
from camunda_byok.inventory.resolved import resolved
from camunda_byok.inventory.spelling import spelled_as
from camunda_byok.inventory.values import LEFT_ALONE, Unknown
from camunda_byok.live.alarms import read_metric_alarm
from camunda_byok.live.aliases import read_aliases, undeclared_aliases
from camunda_byok.live.buckets import read_bucket
from camunda_byok.live.chat import read_chat_channel
from camunda_byok.live.event_rules import read_event_rule
from camunda_byok.live.found_keys import FoundKeys, find_keys, reference_values
from camunda_byok.live.grants import read_grants, unknown_grants
from camunda_byok.live.keys import read_key
from camunda_byok.live.log_groups import read_log_group, read_metric_filter
from camunda_byok.live.queues import read_queue
from camunda_byok.live.reading import Reading, unreadable
from camunda_byok.live.roles import read_role
from camunda_byok.live.subscriptions import TopicSubscriptions, read_subscriptions, unknown_subscriptions
from camunda_byok.live.topics import read_topic
from camunda_byok.live.trails import read_trail

K = TypeVar("K", bound=Thing)


@dataclass(frozen=True, kw_only=True)
class LivePicture:
    """An environment as it is meant to be and as it is."""

    declared: Inventory
    """With the values that AWS has given in the place of Terraform's references, and with the live ones of what the environment
    leaves alone."""
    live: Inventory
    """Declared things at their addresses, as far as they are there; what nobody declared at addresses that say what it is."""
    keys: Mapping[str, str]
    """ARN of every key that was found, by its address."""


@dataclass(frozen=True)
class _Job:
    """One thing, or some that are asked for together."""

    read: Callable[[], Iterable[Thing]]
    otherwise: Callable[[Unknown], Iterable[Thing]]
    """What is known of them where no answer came in time."""


def read_picture(
    environment: Environment, clients: Clients, *, kinds: Collection[type[Thing]] = KINDS, seconds: float = SECONDS
) -> LivePicture:
    """Returns both pictures. What may not be read, or does not answer in time, is `Unknown` in the fields that hang on it.

    kinds: of what is read; everything unless given. Keys are looked for in any case, since everything else names them.
    seconds: how long each of the two rounds may take at most.
    Raises InputError where there are no credentials, or AWS takes them no longer.
    """
    asked = Inventory({**declared(environment).things, **{each.address: each for each in relied_on(environment)}})
    found = find_keys(asked, Reading(clients), seconds=seconds)
    whole = resolved(asked, reference_values(environment, asked, found))
    meant = Inventory({address: thing for address, thing in whole.things.items() if type(thing) in kinds})
    reading = Reading(clients, found.arn_by_alias(asked))
    jobs = dict(_jobs(environment, meant, found, reading))
    answers = together({name: partial(_listed, job) for name, job in jobs.items()}, seconds=seconds)
    things: list[Thing] = [*read_aliases(asked, found), *undeclared_aliases(asked, found)] if Alias in kinds else []
    for name, answer in answers.items():
        things += jobs[name].otherwise(answer) if isinstance(answer, Unknown) else answer
    live = {thing.address: _spelled(thing, meant) for thing in things}
    return LivePicture(
        declared=Inventory({address: _as_it_is(thing, live.get(address)) for address, thing in meant.things.items()}),
        live=Inventory(live),
        keys=found.arns,
    )


def cluster_keys(environment: Environment, picture: Inventory) -> Iterator[Key]:
    """Gives the keys that Camunda uses, of those that an environment declares or names."""
    for generation in environment.key_generations:
        for declared_key in generation.keys:
            if key := picture.get(Key, declared_key.place):
                yield key


def _jobs(environment: Environment, meant: Inventory, found: FoundKeys, reading: Reading) -> Iterator[tuple[str, _Job]]:
    for key in meant.all(Key):
        yield from _one(key, partial(read_key, said=found.described[key.address], arn=found.arns.get(key.address)), reading)
    for kind, read in (
        (Trail, read_trail),
        (Bucket, read_bucket),
        (LogGroup, read_log_group),
        (MetricFilter, read_metric_filter),
        (MetricAlarm, read_metric_alarm),
        (EventRule, read_event_rule),
        (Topic, read_topic),
        (Queue, read_queue),
    ):
        for thing in meant.all(kind):
            yield from _one(thing, read, reading)  # type: ignore[arg-type] # each reader takes its own kind
    attached = frozenset({environment.names.iam_arn(f"policy/{environment.names.chat_role}")})
    for role in meant.all(Role):
        yield from _one(role, partial(read_role, attached=attached), reading)
    for channel, declared_channel in _channels(environment, meant):
        yield from _one(declared_channel, partial(read_chat_channel, channel=channel), reading)
    for topic in meant.all(Topic):
        ours = TopicSubscriptions.of(topic, meant)
        yield (
            f"subscriptions on {topic.address}",
            _Job(partial(read_subscriptions, ours, reading), partial(unknown_subscriptions, ours)),
        )
    for key in cluster_keys(environment, meant):
        if key.address in found.arns:
            arn = found.arns[key.address]
            yield f"grants on {key.address}", _Job(partial(read_grants, key, arn, reading), partial(unknown_grants, key, arn))


def _one(thing: K, read: Callable[..., K | None], reading: Reading) -> Iterator[tuple[str, _Job]]:
    def answer() -> list[Thing]:
        made = read(thing, reading=reading)
        return [] if made is None else [made]

    yield thing.address, _Job(answer, lambda why: [unreadable(thing, why)])


def _listed(job: _Job) -> list[Thing]:
    return list(job.read())


def _channels(environment: Environment, meant: Inventory) -> Iterator[tuple[Channel, ChatChannel]]:
    for destination in environment.alarms.destinations:
        if isinstance(destination, Channel):
            ends = f".chat_{address_part(destination)}"
            yield from ((destination, each) for each in meant.all(ChatChannel) if each.address.endswith(ends))


def _spelled(thing: Thing, meant: Inventory) -> Thing:
    wanted = meant.things.get(thing.address)
    return thing if wanted is None else spelled_as(thing, wanted)


def _as_it_is(thing: Thing, live: Thing | None) -> Thing:
    """Returns what is declared with the live values of what it leaves alone: nothing of that can be otherwise than declared."""
    if live is None or type(live) is not type(thing):
        return thing
    left = {each.name: getattr(live, each.name) for each in fields(thing) if getattr(thing, each.name) is LEFT_ALONE}
    if isinstance(thing, Key) and "enabled" in left:
        left["enabled"] = True  # a cluster's key has to be, whoever decides on it
    return replace(thing, **left)
