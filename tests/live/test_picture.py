"""What is live equals what is declared, for everything that an environment can declare; and what is otherwise shows itself."""

import re
import time
from dataclasses import fields
from pathlib import Path

import pytest

from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.inventory.declared import declared
from camunda_byok.inventory.model import Bucket, EventRule, Key, MetricFilter, Subscription, Trail, differences
from camunda_byok.live.picture import LivePicture, read_picture
from camunda_byok.live.reading import SAID_BY_CONFIGURATION
from camunda_byok.rules.catalog import findings
from camunda_byok.rules.living import live_case
from sandbox.deployment import REPOSITORY
from tests.emulated import Emulated
from tests.live.deeds import World
from tests.live.drifts import DRIFTS, GONE, NEW, Drift, rounds
from tests.live.placed import place, with_chat

NEVER_OTHERWISE = {
    (Bucket, "lock_mode"),  # a lock's mode cannot be told apart from its days by one drift
    (EventRule, "bus"),  # a rule of another bus is another rule
    (Key, "multi_region"), (Key, "primary"), (Key, "spec"), (Key, "usage"),  # of a key that is made they never change
    (MetricFilter, "log_group"),  # a filter of another group is another filter
    (Subscription, "topic"), (Subscription, "protocol"), (Subscription, "endpoint"),  # another one is another subscription
    (Trail, "organization"),  # which only the organisation's owner can make of it
}  # fmt: skip
ENVIRONMENTS = sorted(REPOSITORY.glob("environments/*.yaml"))


def of_file(file: Path) -> Environment:
    (environment,) = load(file).environments
    return environment


def otherwise(picture: LivePicture) -> dict[str, object]:
    """Returns what differs, by address."""
    meant, live = picture.declared.things, picture.live.things
    return {
        address: differences(meant[address], live[address]) if address in meant and address in live else address in live
        for address in sorted({*meant, *live})
        if meant.get(address) != live.get(address)
    }


def found(environment: Environment, picture: LivePicture) -> list[tuple[str, str]]:
    case = live_case(environment, declared=picture.declared, live=picture.live)
    return [(finding.rule, finding.address) for finding in findings(case)]


@pytest.mark.parametrize("file", ENVIRONMENTS, ids=lambda file: file.stem)
def test_what_is_placed_is_read_back_as_declared_and_no_rule_finds_anything(file: Path, emulated: Emulated) -> None:
    environment = of_file(file)
    clients = with_chat(environment, emulated.root(environment.account))
    begun = time.monotonic()
    place(environment, emulated)
    assert time.monotonic() - begun < 10

    picture = read_picture(environment, clients)

    assert otherwise(picture) == {}
    assert found(environment, picture) == []


@pytest.mark.parametrize("drifts", rounds(), ids=lambda drifts: f"{drifts[0].name} and {len(drifts) - 1} more")
def test_whatever_is_changed_by_hand_shows_in_the_picture_and_wakes_its_rules(drifts: list[Drift], emulated: Emulated) -> None:
    environment = of_file(REPOSITORY / "environments/sandbox.yaml")
    clients = emulated.root(environment.account)
    place(environment, emulated)

    for drift in drifts:
        drift.do(World(environment, clients))

    picture = read_picture(environment, clients)
    expected = {address: fields for drift in drifts for address, fields in drift.changes.items()}
    assert {_of_any_grant(address): fields for address, fields in changed(picture).items()} == expected
    assert {rule for rule, _ in found(environment, picture)} == {rule for drift in drifts for rule in drift.rules}


def test_the_drifts_touch_every_field_that_aws_can_say() -> None:
    """So no reader gives back what is declared without having asked."""
    kinds = {thing.address: thing for thing in declared(of_file(REPOSITORY / "environments/sandbox.yaml")).things.values()}
    touched = {
        (type(kinds[address]), name)
        for drift in DRIFTS
        for address, names in drift.changes.items()
        if isinstance(names, set)
        for name in names
    }
    every = {(type(thing), field.name) for thing in kinds.values() for field in fields(thing)}
    assert every - touched - {(kind, name) for kind, name in every if name in SAID_BY_CONFIGURATION} == NEVER_OTHERWISE


def changed(picture: LivePicture) -> dict[str, set[str] | str]:
    return {
        address: set(what) if isinstance(what, dict) else NEW if what else GONE for address, what in otherwise(picture).items()
    }


def _of_any_grant(address: str) -> str:
    return re.sub(r"^grant \S+ on", "grant on", address)
