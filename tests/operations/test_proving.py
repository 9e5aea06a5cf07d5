"""The proof on an account: it proves a sound environment, notices a broken policy, and never touches a key that is used."""

import json
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.aws.clients import Clients
from camunda_byok.aws.identity import Identity
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import Outcome
from camunda_byok.operations.evidence import FolderOfRecords
from camunda_byok.operations.proving import people_of, proof, prove
from camunda_byok.operations.records import Result
from sandbox.people import BREAK_GLASS, DEPLOYER, PEOPLE, STRANGER, TENANT, TENANT_STRANGER
from tests.emulated import Emulated, environment_of, make_key

EVERYBODY = {person.name: person.arn for person in PEOPLE}
LOOKED_AT = ("The trail", "Look at", "The key", "The alias", "Log files", "byok-logs")
"""What is said of the trail and the buckets, which are not deployed here."""


class Proving:
    def __init__(self, emulated: Emulated, folder: Path, **fields: Any) -> None:
        self.emulated, self.folder = emulated, folder
        self.environment: Environment = environment_of(**fields)
        self.arn = make_key(emulated.clients_of(DEPLOYER), self.environment)
        identity = Identity(account=self.environment.account, arn=DEPLOYER.arn)
        self.acting = Acting(environment=self.environment, clients=emulated.clients_of(DEPLOYER), identity=identity)
        people = {person.name: person for person in PEOPLE}
        made: dict[str, Clients] = {}
        self.session = lambda who: made.setdefault(who, emulated.clients_of(people[who]))

    def prove(self, people: dict[str, str] = EVERYBODY, *, whole: bool = True, **options: Any) -> Outcome:
        procedure = proof(self.acting, people=people, whole=whole)
        assert not procedure.refusals
        return prove(procedure, self.acting, self.session, FolderOfRecords(self.folder), people=people, **options)

    def refusals(self, people: dict[str, str] = EVERYBODY) -> list[str]:
        return [each.problem for each in proof(self.acting, people=people, whole=True).refusals]

    def state(self) -> str:
        return str(self.acting.clients("kms", "eu-west-1").describe_key(KeyId=self.arn)["KeyMetadata"]["KeyState"])


@pytest.fixture
def proving(emulated: Emulated, tmp_path: Path) -> Proving:
    return Proving(emulated, tmp_path)


def broken(outcome: Outcome) -> list[str]:
    found = [step.request.says for step in outcome.record.steps if step.result is not Result.DONE]
    return [says for says in found if not says.startswith(LOOKED_AT)]


def test_a_sound_key_is_proven_and_left_as_it_was(proving: Proving) -> None:
    outcome = proving.prove()

    assert broken(outcome) == []
    assert proving.state() == "Enabled"
    says = [step.request.says for step in outcome.record.steps]
    assert "Decrypt by tenant: allowed" in says
    assert "Decrypt by iam_administrator: denied" in says
    assert "DisableKey by break_glass: allowed" in says
    assert json.loads(Path(outcome.kept_at).read_text())["steps"]


def test_a_policy_that_lets_a_stranger_decrypt_is_noticed(proving: Proving) -> None:
    kms = proving.acting.clients("kms", "eu-west-1")
    policy = json.loads(kms.get_key_policy(KeyId=proving.arn, PolicyName="default")["Policy"])
    for statement in policy["Statement"]:
        if (
            statement["Effect"] == "Allow"
            and TENANT.arn in json.dumps(statement["Principal"])
            and "Decrypt" in json.dumps(statement)
        ):
            statement["Principal"] = {"AWS": [TENANT.arn, STRANGER.arn]}
    kms.put_key_policy(KeyId=proving.arn, PolicyName="default", Policy=json.dumps(policy))

    outcome = proving.prove(whole=False)

    assert "Decrypt by stranger: denied" in broken(outcome)
    assert outcome.record.result is Result.FOUND


def test_denials_without_anybody_who_succeeds_prove_nothing(proving: Proving) -> None:
    outcome = proving.prove({"stranger": STRANGER.arn}, whole=False)

    assert "Decrypt: not proven" in broken(outcome)
    assert not [step for step in outcome.record.steps if step.request.says == "Decrypt by stranger: denied"]


def test_without_whole_no_request_changes_anything(proving: Proving) -> None:
    outcome = proving.prove(whole=False)

    tried = {step.request.operation for step in outcome.record.steps}
    assert {"Encrypt", "GetKeyPolicy"} <= tried
    assert not tried & {"DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy", "CreateGrant", "RevokeGrant", "ReplicateKey"}


def test_the_whole_proof_is_refused_where_a_cluster_may_stand_on_the_key(proving: Proving) -> None:
    assert proving.refusals({**EVERYBODY, "tenant": STRANGER.arn}) == [
        "The key's policy lets in another role than the stand-in: a cluster of Camunda may stand on this key.",
        f"The key's policy lets in {TENANT.arn}, who is none of the people: a cluster may stand on this key.",
    ]
    assert proving.refusals({"break_glass": BREAK_GLASS.arn})


def test_the_whole_proof_is_refused_where_there_are_grants(proving: Proving) -> None:
    assert proving.refusals() == []
    proving.session("tenant")("kms", "eu-west-1").create_grant(
        KeyId=proving.arn, GranteePrincipal=TENANT.arn, Operations=["Decrypt"]
    )

    assert proving.refusals() == ["There are 1 grants on the key: somebody's disks may stand on it."]


def test_the_whole_proof_is_refused_where_the_policy_as_it_is_lets_in_somebody_of_another_account(proving: Proving) -> None:
    kms = proving.acting.clients("kms", "eu-west-1")
    policy = json.loads(kms.get_key_policy(KeyId=proving.arn, PolicyName="default")["Policy"])
    allowing = next(each for each in policy["Statement"] if TENANT.arn in json.dumps(each["Principal"]))
    allowing["Principal"] = {"AWS": [TENANT.arn, TENANT_STRANGER.arn]}
    kms.put_key_policy(KeyId=proving.arn, PolicyName="default", Policy=json.dumps(policy))

    assert proving.refusals() == []
    (refusal,) = proving.refusals({name: arn for name, arn in EVERYBODY.items() if arn != TENANT_STRANGER.arn})
    assert TENANT_STRANGER.arn in refusal


def test_nothing_is_tried_on_a_key_that_is_not_enabled(proving: Proving) -> None:
    for state in ("Disabled", "PendingDeletion", "PendingImport", "Unavailable"):
        proving.emulated.set_key(proving.arn, KeyState=state)

        assert proving.refusals() == [f"Nothing can be proven on the key: its state is {state}."]


def test_production_is_refused(proving: Proving) -> None:
    environment = proving.environment.model_copy(update={"production": True})
    acting = Acting(environment=environment, clients=proving.acting.clients, identity=proving.acting.identity)

    (refusal,) = proof(acting, people=EVERYBODY, whole=True).refusals
    assert refusal.problem.startswith("This is a production environment")
    assert not proof(acting, people=EVERYBODY, whole=False).refusals


def test_an_interrupted_proof_leaves_the_key_enabled(proving: Proving) -> None:
    told: list[str] = []

    outcome = proving.prove(progress=told.append, interrupted=lambda: told[-1:] == ["DisableKey"])

    assert outcome.record.result is Result.INTERRUPTED
    assert proving.state() == "Enabled"


def test_who_cannot_undo_it_is_not_let_try(proving: Proving) -> None:
    people = {name: arn for name, arn in EVERYBODY.items() if name != "administrator"}

    outcome = proving.prove(people)

    assert "DisableKey: not proven" in broken(outcome)
    assert proving.state() == "Enabled"


@pytest.mark.parametrize("text", ["tenant", "somebody=arn:aws:iam::444455556666:role/x", "tenant=nobody"])
def test_a_person_that_nobody_knows_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        people_of([text])
    assert people_of([f"tenant={TENANT.arn}"]) == {"tenant": TENANT.arn}


def test_the_command_shows_what_it_would_do_and_changes_nothing(proving: Proving, tmp_path: Path) -> None:
    environments = Path(__file__).parents[2] / "environments"

    result = proving.emulated.run(DEPLOYER, "prove", "prod", "--whole", "--dry-run", environments=environments)

    assert result.exit_code in (1, 2)
    assert proving.state() == "Enabled"
