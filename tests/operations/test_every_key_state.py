"""Every command on a key in every state: how it ends and what it says.

Commands that change something show their steps for the whole table (`--dry-run`); where they act, they are carried out below.
"""

import pytest

from camunda_byok.cli.main import app
from sandbox.emulator import Emulator
from tests.emulated import emptied
from tests.operations.every_command import (
    BY_STAGES,
    BY_TERRAFORM,
    COMMANDS,
    WITHOUT_AWS,
    World,
    nothing_is_shown,
    placed,
)
from tests.operations.key_states import STATES, key_that_is, own_key_that_is

Row = dict[str, tuple[int, str]]
"""How a command ends, by the state of the key: exit code, and words that it says."""

NO_MATERIAL = "takes no material: KMS or a key store made its own"
THERE = "there already and somebody else's"  # preflight is for who has deployed nothing yet
HEARD = "Every alarm is there, on and as declared, and somebody hears it."
STEPS = "Send the drill of PAGE alarms"
TABLE: dict[str, Row] = {
    "preflight": {
        "enabled": (1, THERE),
        "disabled": (1, THERE),
        "pending deletion": (1, THERE),
        "pending import": (1, THERE),
        "unavailable": (1, THERE),
        "replica": (1, THERE),
        "gone": (1, THERE),
    },
    "handover": {
        "enabled": (0, "Paste the ARN above"),
        "disabled": (1, "The key cannot be used: its state is Disabled. Enable it (byok thaw)."),
        "pending deletion": (1, "its state is PendingDeletion. Cancel the deletion (byok thaw)"),
        "pending import": (1, "its state is PendingImport."),
        "unavailable": (1, "its state is Unavailable."),
        "replica": (1, "leads to a key of nobody knows whom"),
        "gone": (1, "The key does not exist: alias/camunda/prod in eu-west-1."),
    },
    "status": {
        "enabled": (0, "prod: all is well"),
        "disabled": (1, "The key is disabled."),
        "pending deletion": (1, "KMS is about to delete the key."),
        "pending import": (1, "The key has no key material."),
        "unavailable": (1, "The key cannot be used: its state is Unavailable."),
        "replica": (1, "The alias is pointed at another key."),
        "gone": (1, "key"),
    },
    "alarms": dict.fromkeys(
        ("enabled", "disabled", "pending deletion", "pending import", "unavailable", "replica"),
        (0, HEARD),
    )
    | {"gone": (2, "the pattern of its rule names something that was not found, such as the key")},
    "alarms test": dict.fromkeys(
        ("enabled", "disabled", "pending deletion", "pending import", "unavailable", "replica"),
        (0, STEPS),
    )
    | {"gone": (0, "the pattern of its rule names something that was not found")},
    "rotate": {
        "enabled": (0, "Rotate the key in eu-west-1 (kms:RotateKeyOnDemand, eu-west-1)"),
        "disabled": (1, "its state is Disabled. Run byok thaw to bring it back, then rotate it."),
        "pending deletion": (1, "its state is PendingDeletion. Run byok thaw to bring it back, then rotate it."),
        "pending import": (1, "its state is PendingImport. Run byok import-material: it lacks its material."),
        "unavailable": (1, "its state is Unavailable. Run byok status: it says what can be done."),
        "replica": (1, "replica"),
        "gone": (1, "does not exist"),
    },
    "rotations": {
        "enabled": (0, "It rotates by itself every 365 days"),
        "disabled": (0, "not as long as its state is Disabled"),
        "pending deletion": (0, "It does not rotate any more: its state is PendingDeletion."),
        "pending import": (0, "Imported material: it rotates on demand alone"),
        "unavailable": (0, "not as long as its state is Unavailable"),
        "replica": (0, "replica"),
        "gone": (2, "there is no such key"),
    },
    "import-material": {
        "enabled": (1, NO_MATERIAL),
        "disabled": (1, NO_MATERIAL),
        "pending deletion": (1, NO_MATERIAL),
        "pending import": (0, "kms:ImportKeyMaterial"),
        "unavailable": (1, NO_MATERIAL),
        "replica": (1, NO_MATERIAL),
        "gone": (1, "does not exist"),
    },
    "freeze": {
        "enabled": (0, "Disable the key in eu-west-1 (kms:DisableKey, eu-west-1)"),
        "disabled": (0, "The key is disabled already. Steps 1. Write on the key in eu-west-1 who froze it"),
        "pending deletion": (1, "cannot be used anyway: its state is PendingDeletion. Run byok thaw within the window"),
        "pending import": (1, "cannot be used anyway: its state is PendingImport."),
        "unavailable": (1, "cannot be used anyway: its state is Unavailable."),
        "replica": (0, "Disable the key in eu-west-1 (kms:DisableKey, eu-west-1)"),
        "gone": (1, "does not exist. Run byok status: it says what became of it."),
    },
    "thaw": {
        "enabled": (0, "Nothing to do: The key is enabled already"),
        "disabled": (0, "Enable the key in eu-west-1 (kms:EnableKey, eu-west-1)"),
        "pending deletion": (0, "Cancel the deletion of the key in eu-west-1 (kms:CancelKeyDeletion, eu-west-1)"),
        "pending import": (1, "its state is PendingImport. Import its key material again: byok import-material."),
        "unavailable": (1, "its state is Unavailable."),
        "replica": (0, "Nothing to do: The key is enabled already"),
        "gone": (1, "does not exist"),
    },
    "can": {
        "enabled": (0, "ALLOWED by statement"),
        "disabled": (0, "The key's state is Disabled: while it lasts, nobody uses it, whoever may."),
        "pending deletion": (0, "The key's state is PendingDeletion: while it lasts, nobody uses it, whoever may."),
        "pending import": (0, "The key's state is PendingImport: while it lasts, nobody uses it, whoever may."),
        "unavailable": (0, "The key's state is Unavailable: while it lasts, nobody uses it, whoever may."),
        "replica": (0, "ALLOWED by statement"),
        "gone": (2, "no such key"),
    },
    "prove": {
        "enabled": (0, "Let everybody encrypt, decrypt, re-encrypt and generate data keys"),
        "disabled": (1, "Nothing can be proven on the key: its state is Disabled."),
        "pending deletion": (1, "Nothing can be proven on the key: its state is PendingDeletion."),
        "pending import": (1, "Nothing can be proven on the key: its state is PendingImport."),
        "unavailable": (1, "Nothing can be proven on the key: its state is Unavailable."),
        "replica": (0, "Let everybody encrypt"),
        "gone": (1, "does not exist"),
    },
}


@pytest.fixture(scope="module")
def world(started_emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> World:
    return placed(emptied(started_emulator), tmp_path_factory.mktemp("world"))


def test_every_command_has_a_row_and_every_row_every_state() -> None:
    commands = {
        command.name or (command.callback and command.callback.__name__.replace("_", "-")) for command in app.registered_commands
    }
    assert {name.partition(" ")[0] for name in COMMANDS} | WITHOUT_AWS | BY_TERRAFORM | BY_STAGES == commands
    assert set(TABLE) == set(COMMANDS)
    assert all(set(row) == set(STATES) for row in TABLE.values())


@pytest.mark.parametrize("state", STATES)
def test_on_a_key_that_is(state: str, world: World) -> None:
    """Everything that is not as the table says is told at once."""
    wrong: list[str] = []
    with key_that_is(state, world):
        before = world.seen()
        for name, command in COMMANDS.items():
            ended = world.run(command, *(("--dry-run",) if command.changes else ()))
            nothing_is_shown(world, ended)
            code, words = TABLE[name][state]
            if ended.fault or ended.code != code or words not in ended.words:
                wrong.append(f"{name}: {ended.fault!r} {ended.code} is not {code}, or lacks {words!r}:\n{ended.output}")
        assert world.seen() == before, "showing the steps changed something"
    assert not wrong, "\n".join(wrong)
    assert not world.records, "a dry run leaves no record"


ACTS = {
    ("enabled", "rotate"): ("Enabled", "Done"),
    ("enabled", "freeze"): ("Disabled", "Done"),
    ("disabled", "freeze"): ("Disabled", "Done"),
    ("replica", "freeze"): ("Disabled", "Done"),
    ("disabled", "thaw"): ("Enabled", "Done"),
    ("pending deletion", "thaw"): ("Enabled", "Done"),
    ("pending import", "import-material"): ("Enabled", "Done"),
    ("enabled", "prove"): ("Enabled", "Done"),
}
"""Where a command that changes something acts, without the drill: the state in which it leaves the key, and what it says."""


@pytest.mark.parametrize(("state", "name"), ACTS)
def test_it_does_what_it_showed_on_a_key_that_is(state: str, name: str, world: World) -> None:
    command = COMMANDS[name]
    with own_key_that_is(state, world) as arn:
        ended = world.run(command, *command.agreed or ())
        after, words = ACTS[state, name]
        assert (ended.code, ended.fault) == (0, None), ended.output
        assert words in ended.words
        assert world.kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == after
    nothing_is_shown(world, ended)
