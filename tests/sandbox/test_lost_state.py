"""The states of a deployed environment are lost: everything is imported again, and nothing in AWS is changed by it."""

import json
import shutil
from typing import Any

import pytest

from camunda_byok.terraform.synthesis import SYNTHESIZED
from sandbox.deployment import NO_CHANGES, Deployment
from sandbox.session import Session
from tools.lost_state import MADE_ANEW, WRITTEN, write

NOT_TOLD = {"deletion_window_in_days", "bypass_policy_lockout_safety_check", "event_selector"}
"""Settings that the provider does not read where it imports. Those of a key matter when it is made or ended, and the plan puts
them into the state alone; the trail's selectors are put again as they are."""


def differences(change: dict[str, Any]) -> set[str]:
    """Returns the fields of a resource that a plan would change."""
    before, after = change["before"] or {}, change["after"] or {}
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


@pytest.fixture(scope="module")
def without_state(deployed: Session, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The checkout of somebody who has the code and no state."""
    folder = tmp_path_factory.mktemp("lost")
    checkout = Deployment(folder, environment="sandbox", variables=deployed.deployment.variables)
    for name in checkout.stacks:
        checkout.folder(name).mkdir(parents=True)
        shutil.copy(deployed.deployment.folder(name) / SYNTHESIZED, checkout.folder(name))
        file = checkout.folder(name) / SYNTHESIZED
        configuration = json.loads(file.read_text())
        configuration["terraform"]["backend"] = {"local": {"path": str(folder / f"{name}.tfstate")}}
        file.write_text(json.dumps(configuration))
        checkout.initialize(name)
    assert len(list(write(folder / "cdktf.out" / "stacks", "sandbox"))) == 3
    return checkout


@pytest.mark.parametrize("kind", ["key", "trail", "alarms"])
def test_a_lost_state_is_made_again_by_imports_alone(kind: str, without_state: Deployment) -> None:
    stack = f"sandbox-{kind}"
    changes = {
        each["address"]: each["change"] for each in without_state.planned(stack)["resource_changes"] if each["mode"] == "managed"
    }
    wanted = {address for address in changes if address.partition(".")[0] not in MADE_ANEW}

    assert {address for address, change in changes.items() if "importing" in change} == wanted
    assert {address: differences(changes[address]) for address in wanted if differences(changes[address]) - NOT_TOLD} == {}
    assert {action for address in wanted for action in changes[address]["actions"]} <= {"no-op", "update"}
    assert {action for address in changes.keys() - wanted for action in changes[address]["actions"]} <= {"create"}

    without_state.apply(stack)
    (without_state.folder(stack) / WRITTEN).unlink()
    again = without_state.plan(stack)
    assert again.returncode == NO_CHANGES, again.stdout + again.stderr
