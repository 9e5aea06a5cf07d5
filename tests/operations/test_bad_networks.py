"""Every command where AWS is throttled, cut off, silent or down: it ends in bounded time, and says what it could not see."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from camunda_byok.aws import together
from camunda_byok.aws.clients import ATTEMPTS, READ_SECONDS
from sandbox.emulator import Emulator
from sandbox.faulty_network import FaultyNetwork, reset, silence, throttling
from tests.emulated import emptied
from tests.operations.every_command import (
    ALIAS,
    COMMANDS,
    REGION,
    SECOND,
    SILENT,
    UNREACHABLE,
    Ended,
    World,
    nothing_is_shown,
    placed,
)

EVERY = pytest.mark.parametrize("name", COMMANDS)


@pytest.fixture(autouse=True)
def nobody_backs_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore tries as often as ever and waits for nothing in between: `tests/sandbox/test_emulated.py` bounds the waiting."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: True)


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
    given_up = re.search(r"was throttled until the retries were used up|ThrottlingException|could not be reached", ended.words)
    assert ended.code == sound.code or given_up, ended.output
    nothing_is_shown(world, ended)


@EVERY
def test_where_an_end_point_hangs_it_gives_up_in_bounded_time_and_says_so(name: str, world: World) -> None:
    assert ATTEMPTS * READ_SECONDS <= together.SECONDS, "one call ends before everything together does"
    with world.having(lambda *_: SILENT):
        ended = run(name, world)
        asked = world.calls.copy()
    assert (ended.code, ended.fault) == (2, None), ended.output
    assert "sts:GetCallerIdentity in eu-west-1 did not answer in time" in ended.words
    assert "See that AWS can be reached from here" in ended.words
    assert asked == ["sts:GetCallerIdentity"] * ATTEMPTS


@EVERY
def test_where_kms_alone_hangs_what_is_unknown_is_said(name: str, world: World) -> None:
    with world.having(lambda service, operation, region: SILENT if service == "kms" else None):
        ended = run(name, world)
        asked = world.calls.copy()
    assert ended.fault is None
    assert ended.code in ((0, 2) if name == "alarms test" else (1, 2)), ended.output
    unseen = r"kms:\w+ in eu-west-1 did not answer in time|names something that was not found, such as the key"
    assert re.search(unseen, ended.words), ended.output
    assert "AT FAULT" not in ended.output, "what nobody could look at is no fault"
    assert "At fault" not in ended.output
    assert max(Counter(asked).values()) <= ATTEMPTS * 40
    nothing_is_shown(world, ended)


# --- A region that is down --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two_regions(started_emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> World:
    return placed(emptied(started_emulator), tmp_path_factory.mktemp("two"), region=REGION, second_region=SECOND)


@EVERY
def test_where_the_second_region_is_down_that_is_said_and_the_first_is_seen(name: str, two_regions: World) -> None:
    with two_regions.having(lambda service, operation, region: UNREACHABLE if region == SECOND else None):
        ended = run(name, two_regions)
    assert ended.fault is None
    unseen = "in eu-central-1 is not proven here" if name == "prove" else "in eu-central-1 could not be reached"
    assert unseen in ended.words, ended.output
    assert REGION in ended.words or COMMANDS[name].changes
    assert ended.code in ((0, 1) if COMMANDS[name].changes else (1, 2)), ended.output


def test_where_the_second_region_is_down_the_first_key_is_frozen_and_the_other_named(two_regions: World) -> None:
    freeze = COMMANDS["freeze"]
    with two_regions.having(lambda service, operation, region: UNREACHABLE if region == SECOND else None):
        ended = two_regions.run(freeze, *freeze.agreed or ())
    assert (ended.code, ended.fault) == (2, None), ended.output
    assert two_regions.kms.describe_key(KeyId=two_regions.arn)["KeyMetadata"]["KeyState"] == "Disabled"
    assert f"in {SECOND}" in ended.words.partition("Was not")[2]
    thaw = COMMANDS["thaw"]
    with two_regions.having(lambda service, operation, region: UNREACHABLE if region == SECOND else None):
        assert two_regions.run(thaw, *thaw.agreed or ()).code == 2
        unseen = two_regions.run(thaw, *thaw.agreed or ())
        assert unseen.code == 1, "the other key was not seen: nobody knows whether it is well"
        assert f"in {SECOND}) cannot be looked at" in unseen.words
    again = two_regions.run(freeze, *freeze.agreed or ())
    assert (again.code, again.fault) == (0, None), again.output
    other = two_regions.emulated.root()("kms", SECOND).describe_key(KeyId=ALIAS)["KeyMetadata"]
    assert other["KeyState"] == "Disabled"
