"""Every command where AWS is throttled, cut off, silent or down: it ends in bounded time, and says what it could not see."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox.emulator import Emulator
from sandbox.faulty_network import FaultyNetwork, reset, silence, throttling
from tests.emulated import emptied
from tests.operations.every_command import COMMANDS, Ended, World, nothing_is_shown, placed

EVERY = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture(scope="module")
def world(started_emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> World:
    return placed(emptied(started_emulator), tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def network(started_emulator: Emulator) -> Iterator[FaultyNetwork]:
    with FaultyNetwork(started_emulator) as network:
        yield network


@contextmanager
def through(network: FaultyNetwork, world: World, *rules: dict[str, object]) -> Iterator[None]:
    network.replace(*rules)
    world.url = network.url
    try:
        yield
    finally:
        world.url = ""


def run(name: str, world: World) -> Ended:
    return world.run(COMMANDS[name], *(("--dry-run",) if COMMANDS[name].changes else ()))


@EVERY
def test_when_a_third_of_all_calls_is_throttled_and_some_are_cut(name: str, world: World, network: FaultyNetwork) -> None:
    """It takes longer and ends as on any other day, or says what was throttled until it gave up."""
    sound = run(name, world)
    started = time.monotonic()
    with through(network, world, throttling(0.3), reset(0.02), silence(100, 0.02)):
        ended = run(name, world)
    print(name, time.monotonic() - started, sound.code, ended.code, len(network.fired()))
    assert ended.fault is None
    assert ended.code == sound.code or "throttled until the retries were used up" in ended.words, ended.output
    nothing_is_shown(world, ended)
