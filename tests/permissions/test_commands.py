"""What a command asks of AWS is what its policy grants, not less, not more: in an emulator that enforces IAM."""

import pytest

from camunda_byok.aws.identity import who_am_i
from camunda_byok.cli.main import app
from camunda_byok.operations.acting import Acting
from camunda_byok.permissions.catalog import CATALOG, Kind, policy_for
from camunda_byok.policies.documents import Document
from sandbox.emulator import Emulator
from tests.emulated import Emulated, emptied, environment_of
from tests.permissions.endings import ENDINGS
from tests.permissions.recorded import Recorder
from tests.permissions.trials import TRIALS as OF_WATCHING
from tests.permissions.trials import Trial

TRIALS = {**OF_WATCHING, **ENDINGS}
BY_TERRAFORM = {"plan", "apply"}
"""Proven by the tests of the sandbox, with Terraform."""
WITHOUT_AWS = {
    "validate": "reads files",
    "names": "reads files",
    "schema": "reads nothing",
    "organisation": "reads files, and writes policies that somebody else puts",
    "permissions": "reads files",
    "review": "reads a plan that was made",
    "lint": "synthesizes, which asks nobody",
    "diff-policy": "reads files",
    "rules": "reads nothing",
}
"""Commands that ask nothing of AWS, and why."""


class World:
    """What a trial runs in, and the clients of who runs it: both tests of a command use the same."""

    def __init__(self, emulated: Emulated, trial: Trial) -> None:
        self.emulated, self.trial = emulated, trial
        self.environment = trial.make(emulated)
        self._clients = emulated.clients_of(trial.person)
        self._identity = who_am_i(self._clients, self.environment.region)

    def tried(self, policy: Document) -> tuple[str, Recorder]:
        """Runs the command as somebody with exactly this policy; returns what it said, and what it asked of AWS."""
        self.trial.before(self.emulated, self.environment)
        self.emulated.world.permit(self.trial.person, policy)
        with Recorder(self._clients, actions(policy)) as recorder:
            said = self.trial.run(Acting(environment=self.environment, clients=recorder, identity=self._identity))
        return said, recorder


@pytest.fixture(scope="module", params=TRIALS)
def world(request: pytest.FixtureRequest, started_emulator: Emulator) -> tuple[str, World]:
    """A command without its step, and its world."""
    name = str(request.param)
    return name.partition(" (")[0], World(emptied(started_emulator), TRIALS[name])


def actions(policy: Document) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def without(policy: Document, taken: set[str]) -> Document:
    """Returns the policy with some actions taken out; one that grants nothing at all has a statement all the same."""
    left = [{**one, "Action": [each for each in one["Action"] if each not in taken]} for one in policy["Statement"]]
    some = [one for one in left if one["Action"]]
    return {**policy, "Statement": some or [{"Effect": "Allow", "Action": ["sts:GetCallerIdentity"], "Resource": "*"}]}


def test_every_command_of_the_catalog_is_tried() -> None:
    tried = {name.partition(" (")[0] for name in TRIALS}
    assert {needs.name for needs in CATALOG if needs.kind is Kind.COMMAND} == {*tried, *BY_TERRAFORM}


def test_every_command_that_talks_to_aws_has_a_policy() -> None:
    commands = {one.name or str(getattr(one.callback, "__name__", "")).replace("_", "-") for one in app.registered_commands}
    with_policy = {needs.name for needs in CATALOG if needs.kind is Kind.COMMAND} & commands
    assert commands == {*WITHOUT_AWS, *with_policy}
    assert not with_policy & set(WITHOUT_AWS)


def test_every_action_that_one_trial_leaves_out_for_another_is_asked_for_in_some_trial() -> None:
    """Those whose reason names a test of its own are proven there."""
    left_out = {action for trial in ENDINGS.values() for action in trial.never_asked} - {"sts:AssumeRole"}
    for action in left_out:
        of_others = [name for name, trial in ENDINGS.items() if action not in trial.never_asked]
        assert any(action in actions(policy_for(environment_of(), name.partition(" (")[0])) for name in of_others), action


def test_a_command_asks_for_everything_that_its_policy_grants_and_nothing_is_denied(world: tuple[str, World]) -> None:
    command, its = world
    policy = policy_for(its.environment, command)
    _, recorder = its.tried(policy)
    assert recorder.denied == set()
    assert recorder.actions == actions(policy) - set(its.trial.never_asked)


def test_a_command_says_of_each_action_of_its_policy_that_it_is_denied_where_it_is_taken_out(world: tuple[str, World]) -> None:
    """All are taken out at once. Those that were missed and named are given back, until those that hang on them are too."""
    command, its = world
    policy = policy_for(its.environment, command)
    left = actions(policy) - set(its.trial.never_asked) - set(its.trial.unsaid)
    while left:
        said, recorder = its.tried(without(policy, left))
        named = {action for action in recorder.denied if action in said}
        assert recorder.denied <= left
        assert named, f"nobody says that these are denied: {left}"
        left -= named
