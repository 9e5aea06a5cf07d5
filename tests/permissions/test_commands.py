"""What a command asks of AWS is what its policy grants, not less, not more: in an emulator that enforces IAM."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

import pytest

from camunda_byok.aws.identity import who_am_i
from camunda_byok.environment import Environment
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import carry_out
from camunda_byok.operations.evidence import evidence_of
from camunda_byok.operations.freezing import freeze
from camunda_byok.operations.status import status
from camunda_byok.operations.steps import Procedure
from camunda_byok.permissions.catalog import policy_for
from camunda_byok.policies.documents import Document
from camunda_byok.severity import Severity
from sandbox.emulator import REGION
from sandbox.people import BREAK_GLASS, CUSTOMER_ACCOUNT
from tests.emulated import Emulated, described
from tests.live.placed import place
from tests.permissions.recorded import Recorder

NOW = datetime(2026, 11, 25, tzinfo=timezone.utc)
RECORDS = "example-evidence"


def an_environment() -> Environment:
    """One that has of everything something, as far as the emulator knows it."""
    file = described(
        second_region="eu-west-2",
        alarms={"silent_after_hours": 24, "destinations": [{"kind": "email", "address": "a@example.com"}]},
        evidence={"bucket": RECORDS, "region": REGION},
    )
    people = file["key"]
    file["key"] = {
        **people,
        "administrators": [
            *people["administrators"],
            f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyAdmin_*",
            f"arn:aws:iam::{CUSTOMER_ACCOUNT}:user/people/old-hand",
        ],
    }
    return Environment.model_validate(file)


def run_status(acting: Acting) -> str:
    found = status(acting, now=NOW)
    return repr(found)


def run_freeze(acting: Acting) -> str:
    return carried_out(freeze(acting, reason="a test", now=NOW), acting)


def carried_out(procedure: Procedure, acting: Acting) -> str:
    """Carries it out and returns everything that was said on the way."""
    said = " ".join(refusal.problem for refusal in procedure.refusals)
    if procedure.refusals:
        return said
    try:
        outcome = carry_out(procedure, acting.clients, evidence_of(acting.environment, acting.clients), who=acting.identity.arn)
    except Exception as error:  # noqa: BLE001 - what it says is looked at
        return str(error)
    return repr(outcome)


COMMANDS: dict[str, Callable[[Acting], str]] = {"status": run_status, "freeze": run_freeze}


@dataclass
class Scene:
    """An environment in the emulator, and somebody who runs commands in it."""

    emulated: Emulated
    environment: Environment

    def run(self, command: str, policy: Document) -> tuple[str, Recorder]:
        """Runs a command as somebody with exactly this policy; returns what it said, and what it asked of AWS."""
        self.emulated.world.permit(BREAK_GLASS, policy)
        recorder = Recorder(self.emulated.clients_of(BREAK_GLASS))
        identity = who_am_i(recorder, self.environment.region)
        return COMMANDS[command](Acting(environment=self.environment, clients=recorder, identity=identity)), recorder

    def awaken(self) -> None:
        """Puts the keys back as they were before a command."""
        for key in self.keys:
            self.emulated.root()("kms", key.split(":")[3]).enable_key(KeyId=key)

    @property
    def keys(self) -> list[str]:
        names = (self.environment.names, self.environment.second_names)
        found = [
            self.emulated.root()("kms", one.region).describe_key(KeyId=one.key_alias)["KeyMetadata"]["Arn"]
            for one in names
            if one
        ]
        return list(map(str, found))


@pytest.fixture
def scene(emulated: Emulated) -> Scene:
    environment = an_environment()
    place(environment, emulated.root())
    # One key is no longer found by its alias, so that status searches for it.
    emulated.root()("kms", REGION).delete_alias(AliasName=environment.names.topic_key_alias(Severity.NOTICE))
    emulated.root()("s3", REGION).create_bucket(Bucket=RECORDS, CreateBucketConfiguration={"LocationConstraint": REGION})
    analyzer = {
        "arn": f"arn:aws:access-analyzer:{REGION}:{CUSTOMER_ACCOUNT}:analyzer/outside",
        "name": "outside",
        "type": "ACCOUNT",
        "createdAt": NOW.isoformat(),
        "status": "ACTIVE",
    }
    emulated.set_access_analyzer("ListAnalyzers", {"analyzers": [analyzer]})
    emulated.set_access_analyzer("ListFindings", {"findings": []})
    return Scene(emulated, environment)


def actions(policy: Document) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def without(policy: Document, taken: set[str]) -> Document:
    """Returns the policy with some actions taken out; one that grants nothing at all has a statement all the same."""
    left = [{**one, "Action": [each for each in one["Action"] if each not in taken]} for one in policy["Statement"]]
    some = [one for one in left if one["Action"]]
    return {**policy, "Statement": some or [{"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}]}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_asks_for_everything_that_its_policy_grants_and_nothing_is_denied(command: str, scene: Scene) -> None:
    policy = policy_for(scene.environment, command)
    said, recorder = scene.run(command, policy)
    assert recorder.denied == set()
    assert "denied" not in said
    assert recorder.actions == actions(policy)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_of_each_action_of_its_policy_that_it_is_denied_where_it_is_taken_out(command: str, scene: Scene) -> None:
    """All are taken out at once. Those that were missed and named are given back, until those that hang on them are too."""
    policy = policy_for(scene.environment, command)
    left = actions(policy)
    while left:
        scene.awaken()
        said, recorder = scene.run(command, without(policy, left))
        named = {action for action in recorder.denied if action in said}
        assert recorder.denied <= left
        assert named, f"nobody says that these are denied: {left}"
        left -= named
