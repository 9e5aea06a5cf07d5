"""The people of a proof, whom IAM allows everything that the key policy decides: a denial is then the key policy's."""

import json

from camunda_byok.operations.key_proof import KeyProof
from camunda_byok.permissions.catalog import policy_for
from sandbox.emulator import REGION
from sandbox.people import DEPLOYER, PEOPLE
from tests.emulated import Emulated, environment_of, make_key
from tests.permissions.recorded import Recorder
from tests.permissions.test_commands import actions

LEFT_TO_IAM = {
    "kms:CancelKeyDeletion",
    "kms:DescribeKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
}
"""What is tried besides, by people who have it of their own, or to undo."""


def test_what_the_people_of_a_proof_are_given_is_what_they_try_and_the_key_policy_alone_refuses_it(emulated: Emulated) -> None:
    environment = environment_of()
    arn = make_key(emulated.clients_of(DEPLOYER), environment)
    policy = policy_for(environment, "proof-person", keys=(arn,))
    people: dict[str, Recorder] = {}
    for person in PEOPLE:
        people[person.name] = Recorder(emulated.clients_of(person), actions(policy))
        iam = emulated.root(person.account)("iam", REGION)
        iam.put_role_policy(RoleName=person.role, PolicyName="proof", PolicyDocument=json.dumps(policy))

    trials = list(KeyProof(lambda who, service: people[who](service, REGION), arn).trials())

    assert [trial for trial in trials if not trial.holds] == []
    assert {action for one in people.values() for action in one.actions} == actions(policy) | LEFT_TO_IAM
