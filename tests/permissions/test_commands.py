"""What a command asks of AWS is what its policy grants, not less, not more: in an emulator that enforces IAM."""

import pytest

from camunda_byok.aws.identity import who_am_i
from camunda_byok.environment import Environment
from camunda_byok.operations.acting import Acting
from camunda_byok.permissions.catalog import CATALOG, Kind, policy_for
from camunda_byok.policies.documents import Document
from tests.emulated import Emulated
from tests.permissions.recorded import Recorder
from tests.permissions.trials import TRIALS, Trial

BY_TERRAFORM = {"plan", "apply"}
"""Proven by the tests of the sandbox, with Terraform."""


def actions(policy: Document) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def without(policy: Document, taken: set[str]) -> Document:
    """Returns the policy with some actions taken out; one that grants nothing at all has a statement all the same."""
    left = [{**one, "Action": [each for each in one["Action"] if each not in taken]} for one in policy["Statement"]]
    some = [one for one in left if one["Action"]]
    return {**policy, "Statement": some or [{"Effect": "Allow", "Action": ["sts:GetCallerIdentity"], "Resource": "*"}]}


def tried(trial: Trial, emulated: Emulated, environment: Environment, policy: Document) -> tuple[str, Recorder]:
    """Runs a command as somebody with exactly this policy; returns what it said, and what it asked of AWS."""
    trial.before(emulated, environment)
    emulated.world.permit(trial.person, policy)
    recorder = Recorder(emulated.clients_of(trial.person), actions(policy))
    identity = who_am_i(recorder, environment.region)
    return trial.run(Acting(environment=environment, clients=recorder, identity=identity)), recorder


def test_every_command_of_the_catalog_is_tried() -> None:
    assert {needs.name for needs in CATALOG if needs.kind is Kind.COMMAND} == {*TRIALS, *BY_TERRAFORM}


@pytest.mark.parametrize("command", TRIALS)
def test_a_command_asks_for_everything_that_its_policy_grants_and_nothing_is_denied(command: str, emulated: Emulated) -> None:
    trial = TRIALS[command]
    environment = trial.make(emulated)
    policy = policy_for(environment, command)
    _, recorder = tried(trial, emulated, environment, policy)
    assert recorder.denied == set()
    assert recorder.actions == actions(policy) - set(trial.never_asked)


@pytest.mark.parametrize("command", TRIALS)
def test_a_command_says_of_each_action_of_its_policy_that_it_is_denied_where_it_is_taken_out(
    command: str, emulated: Emulated
) -> None:
    """All are taken out at once. Those that were missed and named are given back, until those that hang on them are too."""
    trial = TRIALS[command]
    environment = trial.make(emulated)
    policy = policy_for(environment, command)
    left = actions(policy) - set(trial.never_asked) - set(trial.unsaid)
    while left:
        said, recorder = tried(trial, emulated, environment, without(policy, left))
        named = {action for action in recorder.denied if action in said}
        assert recorder.denied <= left
        assert named, f"nobody says that these are denied: {left}"
        left -= named
