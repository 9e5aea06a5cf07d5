"""Commands that are left, or overtaken: Ctrl-C and end of input at every prompt, Ctrl-C in a wait, a second operator."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from camunda_byok.cli import operating
from sandbox.emulator import Emulator
from sandbox.people import BREAK_GLASS, DEPLOYER
from tests.emulated import COMMAND, emptied
from tests.operations.every_command import COMMANDS, World, nothing_is_shown, placed
from tests.operations.key_states import key_that_is, own_key_that_is

CHANGING = [name for name, command in COMMANDS.items() if command.changes]
STATES = {"thaw": "disabled", "import-material": "pending import"}
"""Of the key before a command has something to do; else it is enabled."""


@pytest.fixture(scope="module")
def world(started_emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> World:
    return placed(emptied(started_emulator), tmp_path_factory.mktemp("world"))


def started(name: str, world: World, *options: str) -> "subprocess.Popen[str]":
    command = COMMANDS[name]
    arguments = [str(world.material) if each == "material" else each for each in command.arguments]
    variables = {**world.emulated.variables(command.person, world.folder / "environments"), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, *arguments, *options], env=variables, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.parametrize("name", CHANGING)
def test_ctrl_c_at_the_prompt_changes_nothing(name: str, world: World) -> None:
    with own_key_that_is(STATES.get(name, "enabled"), world) as arn:
        before = world.kms.describe_key(KeyId=arn)["KeyMetadata"]
        with started(name, world) as process:
            assert process.stderr
            asked = ""
            while not asked.endswith((": ", "]:", "prod:")) and (letter := process.stderr.read(1)):
                asked += letter
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
        assert process.returncode == 1, asked + said
        assert "Nothing was changed." in said
        assert "Traceback" not in said
        assert world.kms.describe_key(KeyId=arn)["KeyMetadata"] == before
    assert not world.records


@pytest.mark.parametrize("typed", ["", "\n", "no\n", "alias/camunda/other\n"])
@pytest.mark.parametrize("name", CHANGING)
def test_whatever_is_typed_but_a_yes_changes_nothing(name: str, typed: str, world: World) -> None:
    """Also the end of input, as where a pipeline forgets --yes."""
    with key_that_is(STATES.get(name, "enabled"), world):
        before = world.seen()
        ended = world.run(COMMANDS[name], typed=typed)
        assert (ended.code, ended.fault) == (1, None), ended.output
        assert "Nothing was changed." in ended.words
        assert world.seen() == before
    assert not world.records


def test_ctrl_c_in_a_wait_ends_with_a_word_and_the_next_run_sees_what_was_begun(world: World) -> None:
    with own_key_that_is("enabled", world) as arn:
        with started("rotate", world, "--yes") as process:
            until(lambda: any(has_rotated(json.loads(each)) for each in world.records))
            process.send_signal(signal.SIGINT)
            assert process.stdout
            assert process.stderr
            said = process.stdout.read() + process.stderr.read()
        assert process.returncode == 2, said
        assert "Run the same command again" in said
        assert "Traceback" not in said
        (record,) = [json.loads(each) for each in world.records]
        assert record["result"] == "interrupted"
        again = world.run(COMMANDS["rotate"], "--yes")
        print(again.output)
        assert again.fault is None
        assert len(world.kms.list_key_rotations(KeyId=arn)["Rotations"]) == 1, "it is not rotated twice"


def has_rotated(record: dict[str, Any]) -> bool:
    return any("RotateKeyOnDemand" in json.dumps(step) and step["result"] == "done" for step in record["steps"])


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


OVERTAKEN: dict[tuple[str, str], tuple[int, str, str]] = {
    ("rotate", "rotates"): (2, "Enabled", "Not done"),
    ("rotate", "disables"): (2, "Disabled", "Not done"),
    ("rotate", "deletes"): (2, "PendingDeletion", "Not done"),
    ("freeze", "disables"): (0, "Disabled", "Done"),
    ("freeze", "deletes"): (2, "PendingDeletion", "Not done"),
    ("thaw", "enables"): (2, "Enabled", "Not done"),
    ("thaw", "deletes"): (2, "PendingDeletion", "Not done"),
    ("import-material", "deletes"): (2, "PendingDeletion", "Not done"),
}
"""What a second operator does between the showing and the first step: how it ends, the key's state then, and what is said."""


@pytest.mark.parametrize(("name", "deed"), OVERTAKEN)
def test_a_second_operator_is_noticed(name: str, deed: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    deeds: dict[str, Callable[[str], object]] = {
        "rotates": lambda arn: (world.kms.rotate_key_on_demand(KeyId=arn), time.sleep(1.1)),
        "disables": lambda arn: world.kms.disable_key(KeyId=arn),
        "enables": lambda arn: world.kms.enable_key(KeyId=arn),
        "deletes": lambda arn: world.kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7),
    }
    code, state, words = OVERTAKEN[name, deed]
    with own_key_that_is(STATES.get(name, "enabled"), world) as arn:
        monkeypatch.setattr(operating, "_agreed", lambda plans, asked: deeds[deed](arn))
        ended = world.run(COMMANDS[name])
        assert (ended.code, ended.fault) == (code, None), ended.output
        assert words in ended.words
        assert world.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == state
        rotations = world.kms.list_key_rotations(KeyId=arn)["Rotations"] if name == "rotate" else []
        assert len(rotations) == (1 if deed == "rotates" else 0)
    nothing_is_shown(world, ended)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_role_that_cannot_be_assumed_is_named(name: str, world: World) -> None:
    command = COMMANDS[name]
    arguments = [str(world.material) if each == "material" else each for each in command.arguments]
    ended = world.emulated.run(
        DEPLOYER, *arguments, *command.agreed or (), "--role", BREAK_GLASS.arn, environments=world.folder / "environments"
    )
    said = " ".join(ended.output.split()) + str(ended.exception)
    assert ended.exit_code in (1, 2), said
    assert "sts:AssumeRole" in said
    assert "the role may be assumed by you" in said
