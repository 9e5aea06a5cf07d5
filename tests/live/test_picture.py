"""What is live equals what is declared, for everything that an environment can declare; and what is otherwise shows itself."""

import time
from pathlib import Path

import pytest

from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.inventory.model import differences
from camunda_byok.live.picture import LivePicture, read_picture
from camunda_byok.rules.catalog import findings
from camunda_byok.rules.living import live_case
from sandbox.deployment import REPOSITORY
from tests.emulated import Emulated
from tests.live.placed import place, with_chat

ENVIRONMENTS = sorted(REPOSITORY.glob("environments/*.yaml"))


def of_file(file: Path) -> Environment:
    (environment,) = load(file).environments
    return environment


def otherwise(picture: LivePicture) -> dict[str, object]:
    """Returns what differs, by address."""
    declared, live = picture.declared.things, picture.live.things
    return {
        address: differences(declared[address], live[address]) if address in declared and address in live else address in live
        for address in sorted({*declared, *live})
        if declared.get(address) != live.get(address)
    }


def found(environment: Environment, picture: LivePicture) -> list[tuple[str, str]]:
    case = live_case(environment, declared=picture.declared, live=picture.live)
    return [(finding.rule, finding.address) for finding in findings(case)]


@pytest.mark.parametrize("file", ENVIRONMENTS, ids=lambda file: file.stem)
def test_what_is_placed_is_read_back_as_declared_and_no_rule_finds_anything(file: Path, emulated: Emulated) -> None:
    environment = of_file(file)
    clients = with_chat(environment, emulated.root(environment.account))
    begun = time.monotonic()
    place(environment, clients)
    assert time.monotonic() - begun < 10

    picture = read_picture(environment, clients)

    assert otherwise(picture) == {}
    assert found(environment, picture) == []
