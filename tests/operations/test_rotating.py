"""byok rotate: new material for a key, once, whatever happens on the way."""

import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from moto import mock_aws

from camunda_byok.aws.clients import SessionClients
from camunda_byok.aws.identity import who_am_i
from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import Outcome, carry_out
from camunda_byok.operations.evidence import FolderOfRecords
from camunda_byok.operations.records import Result
from camunda_byok.operations.rotating import rotate
from camunda_byok.operations.rotation_history import rotation_history
from camunda_byok.operations.steps import Procedure
from sandbox.faulty_network import FaultyNetwork
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, IAM_ADMINISTRATOR, TENANT
from tests.emulated import PEOPLE, Emulated, environment_of, make_key
from tests.faulty import Body, Faulty
from tests.operations.keys import (
    REGION,
    SECOND,
    Altered,
    acting_as,
    describing,
    lose_answers,
    use_clients,
    write,
)

PROD = environment_of(name="prod")
TWO = environment_of(name="prod", second_region=SECOND)


def now() -> datetime:
    return datetime.now(timezone.utc)


def planned(emulated: Emulated, environment: Environment = PROD, clients: Any = None, **given: Any) -> Procedure:
    return rotate(acting_as(emulated, environment, clients=clients), **{"now": now(), **given})


def carried_out(acting: Acting, procedure: Procedure, folder: Path, **given: Any) -> Outcome:
    fast = replace(
        procedure,
        steps=tuple(replace(one, every_seconds=0.1) if hasattr(one, "every_seconds") else one for one in procedure.steps),
    )  # type: ignore[call-arg]
    return carry_out(fast, acting.clients, FolderOfRecords(folder), who=acting.identity.arn, **given)


def on_demand(emulated: Emulated, arn: str, region: str = REGION) -> int:
    listed = emulated.clients_of(AUDITOR)("kms", region).list_key_rotations(KeyId=arn)["Rotations"]
    return sum(one["RotationType"] == "ON_DEMAND" for one in listed)


def made(emulated: Emulated, environment: Environment = PROD) -> str:
    return make_key(emulated.clients_of(DEPLOYER), environment)


def replicated(emulated: Emulated) -> tuple[str, str]:
    """Makes the keys of an environment with two regions. Returns the primary and the replica."""
    arn = made(emulated, TWO)
    clients = emulated.clients_of(DEPLOYER)
    kms = clients("kms", REGION)
    policy = kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    replica = kms.replicate_key(KeyId=arn, ReplicaRegion=SECOND, Policy=policy)["ReplicaKeyMetadata"]["Arn"]
    assert TWO.second_names
    clients("kms", SECOND).create_alias(AliasName=TWO.second_names.key_alias, TargetKeyId=replica)
    return arn, replica


# --- It rotates --------------------------------------------------------------------------------------------------------------


def test_the_command_rotates_once_and_waits_until_new_material_encrypts(
    emulated: Emulated, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    arn = made(emulated)
    tenant = emulated.clients_of(TENANT)("kms", REGION)
    before = tenant.encrypt(KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    result = emulated.run(ADMINISTRATOR, "rotate", "prod", "--yes", environments=write(tmp_path))
    assert result.exit_code == 0, result.output
    assert on_demand(emulated, arn) == 1
    after = tenant.encrypt(KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    old, new = (tenant.decrypt(KeyId=arn, CiphertextBlob=one)["KeyMaterialId"] for one in (before, after))
    assert old != new
    [record] = (tmp_path / "evidence" / "prod").glob("*-rotate.json")
    kept = json.loads(record.read_text())
    assert kept["result"] == "done"
    assert kept["before"]["key in eu-west-1, rotations"] == []
    assert [one["KeyMaterialId"] for one in kept["after"]["key in eu-west-1, rotations"]] == [new]


def test_it_says_beforehand_what_will_happen_what_will_not_and_what_it_costs(emulated: Emulated) -> None:
    made(emulated)
    procedure = planned(emulated)
    said = " ".join((*procedure.effects, *procedure.no_effects, *procedure.cautions))
    for words in (
        "new material",
        "1 US dollar a month",
        "24 are left",
        "key-rotated",
        "Key id, ARN",
        "Nothing is encrypted again",
    ):
        assert words in said
    assert [step.operation for step in procedure.changes] == ["RotateKeyOnDemand"]


def test_a_dry_run_changes_nothing(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    result = emulated.run(ADMINISTRATOR, "rotate", "prod", "--dry-run", environments=write(tmp_path))
    assert result.exit_code == 0
    assert "Rotate the key" in result.output
    assert on_demand(emulated, arn) == 0
    assert "OnDemandRotationStartDate" not in emulated.clients_of(AUDITOR)("kms", REGION).get_key_rotation_status(KeyId=arn)


def test_only_a_yes_rotates(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    result = emulated.run(ADMINISTRATOR, "rotate", "prod", environments=write(tmp_path))
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
    assert on_demand(emulated, arn) == 0


def test_a_third_rotation_costs_nothing_more(emulated: Emulated) -> None:
    made(emulated)

    def two_rotations(parsed: dict[str, Any]) -> None:
        parsed["Rotations"] = [
            {"RotationDate": now() - timedelta(days=days), "RotationType": "AUTOMATIC", "KeyMaterialId": "a"}
            for days in (800, 400)
        ]

    clients = Altered(emulated.clients_of(ADMINISTRATOR), {"ListKeyRotations": two_rotations})
    assert any("costs nothing more" in one for one in planned(emulated, clients=clients).effects)


def test_all_environments_are_rotated_side_by_side(emulated: Emulated, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    arns = [made(emulated, environment_of(name=name)) for name in ("prod", "test")]
    write(tmp_path, "test", camunda={"tenant_role": TENANT.arn.replace("1234", "5678")})
    started = time.monotonic()
    result = emulated.run(ADMINISTRATOR, "rotate", "--all", "--yes", environments=write(tmp_path))
    assert result.exit_code == 0, result.output
    assert [on_demand(emulated, arn) for arn in arns] == [1, 1]
    assert time.monotonic() - started < 9  # one wait looks every five seconds


# --- States ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "problem", "remedy"),
    [
        ("Disabled", "its state is Disabled", "byok thaw"),
        ("PendingDeletion", "its state is PendingDeletion", "byok thaw"),
        ("PendingReplicaDeletion", "its state is PendingReplicaDeletion", "byok thaw"),
        ("PendingImport", "its state is PendingImport", "byok import-material"),
        ("Unavailable", "its state is Unavailable", "byok status"),
        ("Creating", "its state is Creating", "byok status"),
        ("Updating", "its state is Updating", "byok status"),
    ],
)
def test_a_key_that_is_not_enabled_is_not_rotated(emulated: Emulated, state: str, problem: str, remedy: str) -> None:
    arn = made(emulated)
    assert planned(emulated).refusals == ()
    emulated.set_key(arn, KeyState=state)
    [refusal] = planned(emulated).refusals
    assert problem in refusal.problem
    assert remedy in refusal.remedy


def test_a_key_that_really_is_disabled_is_refused_by_the_command(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    emulated.clients_of(BREAK_GLASS)("kms", REGION).disable_key(KeyId=arn)
    result = emulated.run(ADMINISTRATOR, "rotate", "prod", "--yes", environments=write(tmp_path))
    assert result.exit_code == 1
    assert "REFUSED" in result.output


def test_a_key_that_is_gone_is_refused(emulated: Emulated) -> None:
    [refusal] = planned(emulated).refusals
    assert "does not exist" in refusal.problem


def test_the_replica_is_left_out_and_gets_the_material_of_its_primary(emulated: Emulated, tmp_path: Path) -> None:
    arn, replica = replicated(emulated)
    acting = acting_as(emulated, TWO)
    procedure = rotate(acting, now=now())
    assert {step.parameters["KeyId"] for step in procedure.steps} == {arn}
    assert any(f"replicas in {SECOND}" in one for one in procedure.effects)
    assert carried_out(acting, procedure, tmp_path).done
    tenant = emulated.clients_of(TENANT)
    sealed = tenant("kms", REGION).encrypt(KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    assert tenant("kms", SECOND).decrypt(KeyId=replica, CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_where_the_primary_has_moved_it_is_rotated_there(emulated: Emulated) -> None:
    arn, replica = replicated(emulated)
    moved = {"MultiRegionKeyType": "REPLICA", "PrimaryKey": {"Arn": replica, "Region": SECOND}, "ReplicaKeys": []}
    clients = emulated.clients_of(ADMINISTRATOR)
    here, there = clients("kms", REGION), clients("kms", SECOND)
    here.meta.events.register(
        "after-call.kms.DescribeKey", lambda parsed, **_: parsed["KeyMetadata"].update(MultiRegionConfiguration=moved)
    )
    primary = {**moved, "MultiRegionKeyType": "PRIMARY", "ReplicaKeys": [{"Arn": arn, "Region": REGION}]}
    there.meta.events.register(
        "after-call.kms.DescribeKey", lambda parsed, **_: parsed["KeyMetadata"].update(MultiRegionConfiguration=primary)
    )
    procedure = planned(emulated, TWO, clients=clients)
    assert {(step.region, step.parameters["KeyId"]) for step in procedure.steps} == {(SECOND, replica)}
    assert any("The primary has moved" in one for one in procedure.cautions)


def test_a_replica_whose_primary_is_elsewhere_is_refused_with_the_primarys_region(emulated: Emulated) -> None:
    arn = made(emulated)
    elsewhere = {"MultiRegionKeyType": "REPLICA", "PrimaryKey": {"Arn": arn.replace(REGION, "us-east-1"), "Region": "us-east-1"}}
    clients = Altered(emulated.clients_of(ADMINISTRATOR), describing(MultiRegionConfiguration=elsewhere))
    [refusal] = planned(emulated, clients=clients).refusals
    assert "us-east-1" in refusal.problem


def test_two_keys_that_share_nothing_are_both_rotated_and_neither_waits_for_the_other(emulated: Emulated, tmp_path: Path) -> None:
    environment = environment_of(name="prod", second_region=SECOND, key={**PEOPLE, "second_key": "independent"})
    arn = made(emulated, environment)
    clients = emulated.clients_of(DEPLOYER)
    policy = clients("kms", REGION).get_key_policy(KeyId=arn, PolicyName="default")["Policy"].replace(REGION, SECOND)
    second = clients("kms", SECOND).create_key(Policy=policy)["KeyMetadata"]["Arn"]
    assert environment.second_names
    clients("kms", SECOND).create_alias(AliasName=environment.second_names.key_alias, TargetKeyId=second)
    acting = acting_as(emulated, environment)
    procedure = rotate(acting, now=now())
    operations = [step.operation for step in procedure.steps]
    assert operations.count("RotateKeyOnDemand") == 2
    assert [type(step).__name__ for step in procedure.steps][-2:] == ["Wait", "Wait"]
    assert carried_out(acting, procedure, tmp_path).done
    assert (on_demand(emulated, arn), on_demand(emulated, second, SECOND)) == (1, 1)


# --- Limits and conflicts ----------------------------------------------------------------------------------------------------


def test_a_key_without_rotations_on_demand_left_is_refused(emulated: Emulated) -> None:
    made(emulated)

    def rotated(times: int) -> Any:
        entries = [{"RotationDate": now() - timedelta(days=30), "RotationType": "ON_DEMAND", "KeyMaterialId": "a"}] * times
        return Altered(emulated.clients_of(ADMINISTRATOR), {"ListKeyRotations": lambda parsed: parsed.update(Rotations=entries)})

    assert planned(emulated, clients=rotated(24)).refusals == ()
    [refusal] = planned(emulated, clients=rotated(25)).refusals
    assert "has used its 25" in refusal.problem


@pytest.mark.parametrize(
    ("minutes", "refused"), [(25, False), (21, False), (19, True), (1, True), (-5, True), (-59, True), (-61, False)]
)
def test_an_automatic_rotation_that_is_due_or_running_comes_first(emulated: Emulated, minutes: int, refused: bool) -> None:
    made(emulated)
    date = now() + timedelta(minutes=minutes)
    clients = Altered(
        emulated.clients_of(ADMINISTRATOR), {"GetKeyRotationStatus": lambda parsed: parsed.update(NextRotationDate=date)}
    )
    procedure = planned(emulated, clients=clients)
    assert bool(procedure.refusals) == refused
    if minutes < 0 and not refused:
        assert any("has not come" in one for one in procedure.cautions)


@pytest.mark.parametrize("operation", ["kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:ListKeyRotations"])
def test_what_may_not_be_looked_at_is_never_taken_for_fine(emulated: Emulated, operation: str) -> None:
    made(emulated)
    clients = Faulty(emulated.clients_of(ADMINISTRATOR), deny=[operation])
    [refusal] = planned(emulated, clients=clients).refusals
    assert f"{operation} is denied" in refusal.problem


def test_a_rotation_that_runs_is_waited_for_and_not_made_twice(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    acting.clients("kms", REGION).rotate_key_on_demand(KeyId=arn)
    procedure = rotate(acting, now=now())
    assert procedure.changes == ()
    assert carried_out(acting, procedure, tmp_path).done
    assert on_demand(emulated, arn) == 1


def test_whoever_runs_it_again_does_not_rotate_again_unless_he_says_so(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    assert carried_out(acting, rotate(acting, now=now()), tmp_path).done
    again = rotate(acting, now=now())
    assert "--again" in again.settled
    assert again.steps == ()
    assert rotate(acting, now=now() + timedelta(hours=25)).changes
    assert carried_out(acting, rotate(acting, now=now(), again=True), tmp_path).done
    assert on_demand(emulated, arn) == 2


# --- Bad days ----------------------------------------------------------------------------------------------------------------


def test_an_answer_that_is_lost_does_not_rotate_twice(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    procedure = rotate(acting, now=now())
    arrived = lose_answers(acting.clients, "RotateKeyOnDemand")
    outcome = carried_out(acting, procedure, tmp_path)
    assert outcome.done, outcome.record.why
    assert arrived == ["RotateKeyOnDemand"]
    time.sleep(1.2)  # a second rotation would be complete by now
    assert on_demand(emulated, arn) == 1


def test_a_request_that_was_throttled_is_made_again(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD, clients=Faulty(emulated.clients_of(ADMINISTRATOR), throttle={"kms:RotateKeyOnDemand": 2}))
    assert carried_out(acting, rotate(acting, now=now()), tmp_path).done
    assert on_demand(emulated, arn) == 1


def test_a_denied_rotation_is_no_rotation(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD, clients=Faulty(emulated.clients_of(ADMINISTRATOR), deny=["kms:RotateKeyOnDemand"]))
    outcome = carried_out(acting, rotate(acting, now=now()), tmp_path)
    assert outcome.record.result is Result.FAILED
    assert "kms:RotateKeyOnDemand is denied" in outcome.record.why
    assert on_demand(emulated, arn) == 0


def test_a_second_operator_who_was_faster_is_noticed(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    procedure = rotate(acting, now=now())
    other = acting_as(emulated, PROD)
    assert carried_out(other, rotate(other, now=now()), tmp_path).done
    outcome = carried_out(acting, procedure, tmp_path)
    assert not outcome.done
    assert "Somebody else" in outcome.record.why
    assert on_demand(emulated, arn) == 1


def test_a_key_that_is_disabled_between_plan_and_step_is_not_rotated(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    procedure = rotate(acting, now=now())
    emulated.clients_of(BREAK_GLASS)("kms", REGION).disable_key(KeyId=arn)
    outcome = carried_out(acting, procedure, tmp_path)
    assert not outcome.done
    assert not outcome.record.changed_something


def test_interrupted_while_it_waits_it_goes_on_when_it_is_run_again(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    procedure = rotate(acting, now=now())
    outcome = carried_out(acting, procedure, tmp_path, interrupted=lambda: waiting(tmp_path))
    assert outcome.record.result is Result.INTERRUPTED
    again = rotate(acting, now=now())
    assert again.changes == ()
    if again.steps:  # it still runs
        assert carried_out(acting, again, tmp_path).done
    assert on_demand(emulated, arn) == 1


def waiting(folder: Path) -> bool:
    """Whether a record says that the rotation was asked for."""
    return any(
        '"kms:RotateKeyOnDemand"' in one.read_text() and '"kind": "wait"' in one.read_text() for one in folder.glob("*.json")
    )


@pytest.mark.parametrize(("expired", "exit_code"), [([], 0), (["kms:*"], 2), (["sts:*"], 2)])
def test_expired_credentials_end_with_2_and_say_so(
    emulated: Emulated, tmp_path: Path, monkeypatch: Any, expired: list[str], exit_code: int
) -> None:
    made(emulated)
    use_clients(monkeypatch, Faulty(emulated.clients_of(ADMINISTRATOR), expired=expired))
    result = emulated.run(ADMINISTRATOR, "rotate", "prod", "--dry-run", environments=write(tmp_path))
    assert result.exit_code == exit_code
    assert ("the AWS credentials have expired" in result.output) == bool(expired)


def test_credentials_of_another_account_end_with_2(emulated: Emulated, tmp_path: Path) -> None:
    made(emulated)
    result = emulated.run(TENANT, "rotate", "prod", "--yes", environments=write(tmp_path))
    assert result.exit_code == 2
    assert "another account" in result.output


# --- The proof ---------------------------------------------------------------------------------------------------------------


def test_nobody_but_camunda_may_use_the_key_so_nothing_is_tried_and_that_is_said(emulated: Emulated) -> None:
    made(emulated)
    clients = Faulty(emulated.clients_of(ADMINISTRATOR))
    procedure = planned(emulated, clients=clients)
    assert any("could not be proven, because the key policy denies kms:Encrypt" in one for one in procedure.cautions)
    assert "kms:Encrypt" not in clients.calls
    assert "kms:PutKeyPolicy" not in clients.calls


def usable(emulated: Emulated) -> str:
    """Makes a key that an administrator of IAM may use too, as with the policy that Camunda publishes."""
    arn = made(emulated)
    clients = emulated.clients_of(DEPLOYER)
    policy = json.loads(clients("kms", REGION).get_key_policy(KeyId=arn, PolicyName="default")["Policy"])
    root = {"AWS": "arn:aws:iam::111122223333:root"}
    policy["Statement"].append({"Sid": "Use", "Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"})
    clients("kms", REGION).put_key_policy(KeyId=arn, PolicyName="default", Policy=json.dumps(policy))
    return arn


def test_who_may_use_the_key_sees_that_old_material_decrypts(emulated: Emulated, tmp_path: Path) -> None:
    arn = usable(emulated)
    acting = acting_as(emulated, PROD, IAM_ADMINISTRATOR)
    old = acting.clients("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]["CurrentKeyMaterialId"]
    procedure = rotate(acting, now=now())
    assert procedure.steps[-1].operation == "Decrypt"
    outcome = carried_out(acting, procedure, tmp_path)
    assert outcome.done, outcome.record.why
    assert acting.clients("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]["CurrentKeyMaterialId"] != old
    assert "no secret" not in json.dumps(outcome.record.as_json())


def test_the_proof_fails_where_another_material_decrypts(emulated: Emulated, tmp_path: Path) -> None:
    usable(emulated)
    acting = acting_as(emulated, PROD, IAM_ADMINISTRATOR)
    procedure = rotate(acting, now=now())
    wrong = Altered(acting.clients, {"Decrypt": lambda parsed: parsed.update(KeyMaterialId="another")})
    outcome = carried_out(replace(acting, clients=wrong), procedure, tmp_path)
    assert not outcome.done
    assert "not with the material that encrypted it" in outcome.record.why


def test_where_iam_denies_the_use_it_is_said_and_the_rotation_goes_on(emulated: Emulated, tmp_path: Path) -> None:
    usable(emulated)
    acting = acting_as(emulated, PROD, clients=Faulty(emulated.clients_of(ADMINISTRATOR), deny=["kms:Encrypt"]))
    procedure = rotate(acting, now=now())
    assert any("because kms:Encrypt is denied" in one for one in procedure.cautions)
    assert carried_out(acting, procedure, tmp_path).done


# --- A bad network, and another emulator -------------------------------------------------------------------------------------


def test_a_network_that_throttles_a_third_of_the_calls_rotates_once(
    emulated: Emulated, throttled_emulator: FaultyNetwork, tmp_path: Path
) -> None:
    arn = made(emulated)
    who = acting_as(emulated, PROD, clients=emulated.clients_of(ADMINISTRATOR, throttled_emulator.url))
    procedure = rotate(who, now=now())
    assert procedure.refusals == ()
    assert carried_out(who, procedure, tmp_path).done
    assert throttled_emulator.fired(), "nothing was throttled, so nothing was shown"
    assert on_demand(emulated, arn) == 1


def test_a_call_that_hangs_is_not_waited_for_for_ever(emulated: Emulated, monkeypatch: Any) -> None:
    made(emulated)
    monkeypatch.setattr("camunda_byok.operations.rotation_history.together", lambda jobs: together(jobs, seconds=0.5))
    clients = Faulty(emulated.clients_of(ADMINISTRATOR), hang={"kms:ListKeyRotations": 3.0})
    started = time.monotonic()
    [refusal] = planned(emulated, clients=clients).refusals
    assert "not answered within" in refusal.problem
    assert time.monotonic() - started < 2.5


def test_a_server_error_is_looked_into_and_not_asked_again(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    acting = acting_as(emulated, PROD)
    procedure = rotate(acting, now=now())
    calls: list[str] = []

    def broken(request: Any, **_: Any) -> Any:
        calls.append("RotateKeyOnDemand")
        headers: Any = {}
        return AWSResponse(request.url, 500, headers, Body(b'{"__type": "KMSInternalException", "message": "broken"}'))

    acting.clients("kms", REGION).meta.events.register_first("before-send.kms.RotateKeyOnDemand", broken)
    outcome = carried_out(acting, procedure, tmp_path)
    assert not outcome.done
    assert "KMSInternalException" in outcome.record.why
    assert len(calls) == 1
    assert on_demand(emulated, arn) == 0


def test_another_emulator_agrees(tmp_path: Path, monkeypatch: Any) -> None:
    """moto rotates at once and knows no ids of materials: a second opinion about the shapes."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", CUSTOMER_ACCOUNT)
    with mock_aws():
        clients = SessionClients(boto3.Session())
        kms = clients("kms", REGION)
        arn = kms.create_key()["KeyMetadata"]["Arn"]
        kms.create_alias(AliasName=PROD.names.key_alias, TargetKeyId=arn)
        kms.enable_key_rotation(KeyId=arn)
        who = Acting(environment=PROD, clients=clients, identity=who_am_i(clients, REGION))
        procedure = rotate(who, now=now())
        assert procedure.refusals == ()
        assert procedure.steps[-1].operation == "Decrypt"
        assert carried_out(who, procedure, tmp_path).done
        [key] = rotation_history(PROD, clients)
        assert not isinstance(key.done, Unknown)
        assert [one.kind.value for one in key.done] == ["ON_DEMAND"]
        assert key.on_demand_left == 24
