"""byok rotations: the history of keys, and what is overdue."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.operations.rotation_history import rotation_history
from sandbox.people import AUDITOR, DEPLOYER, TENANT
from tests.emulated import Emulated, environment_of, make_key
from tests.faulty import Faulty
from tests.operations.keys import REGION, SECOND, use_clients, write

PROD = environment_of(name="prod")
DAY = 86400


def made(emulated: Emulated, *, days_ago: float = 0, rotated: float | None = None, name: str = "prod") -> str:
    """Makes the key of an environment, so long ago, with an automatic rotation so many days ago."""
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of(name=name))
    started = time.time() - days_ago * DAY
    emulated.set_key(
        arn,
        CreationDate=started,
        _rotation_enabled=started,
        **({} if rotated is None else {"rotation": ("AUTOMATIC", time.time() - rotated * DAY)}),
    )
    return arn


def seen(emulated: Emulated, tmp_path: Path, *options: str) -> tuple[int, Any]:
    """Returns the exit code, and the keys of prod as JSON."""
    result = emulated.run(AUDITOR, "rotations", "prod", "--format", "json", *options, environments=write(tmp_path))
    return result.exit_code, json.loads(result.stdout)["environments"][0]


def test_a_rotation_that_came_is_shown_and_one_that_did_not_is_overdue(emulated: Emulated, tmp_path: Path) -> None:
    made(emulated, days_ago=700, rotated=335)
    code, prod = seen(emulated, tmp_path, "--overdue")
    assert code == 0
    [key] = prod["keys"]
    assert [one["kind"] for one in key["rotations"]] == ["AUTOMATIC"]
    assert key["rotations"][0]["material"]
    assert (key["overdue"], key["on_demand_left"], key["period_days"], key["automatic"]) == (False, 25, 365, True)
    assert key["next"] > key["rotations"][0]["date"]


@pytest.mark.parametrize(("option", "code"), [(("--overdue",), 1), ((), 0)])
def test_how_late_it_is_is_said_and_only_overdue_makes_it_a_finding(
    emulated: Emulated, tmp_path: Path, option: tuple[str, ...], code: int
) -> None:
    made(emulated, days_ago=377)
    exit_code, prod = seen(emulated, tmp_path, *option)
    assert exit_code == code
    assert (prod["keys"][0]["overdue"], prod["keys"][0]["late_days"]) == (True, 12)


def test_people_read_what_is_late_and_what_to_do_within_80_columns(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated, days_ago=377)
    emulated.set_key(arn, _rotation_started=time.time() + 60)  # one that does not come to its end while the test looks
    result = emulated.run(AUDITOR, "rotations", "prod", "--overdue", environments=write(tmp_path))
    assert result.exit_code == 1
    for words in ("Overdue by 12 days", "byok rotate", "A rotation on demand runs since", "25 of 25"):
        assert words in result.output
    assert max(len(line) for line in result.output.splitlines() if "arn:" not in line) <= 80


def test_rotation_that_is_switched_off_is_overdue(emulated: Emulated, tmp_path: Path) -> None:
    arn = made(emulated)
    assert seen(emulated, tmp_path, "--overdue")[0] == 0
    emulated.root()("kms", REGION).disable_key_rotation(KeyId=arn)
    code, prod = seen(emulated, tmp_path, "--overdue")
    assert code == 1
    assert "automatic rotation is off" in prod["keys"][0]["why"]


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("Disabled", 1, "does not rotate a key whose state is Disabled"),
        ("Unavailable", 1, "does not rotate a key whose state is Unavailable"),
        ("Updating", 1, "does not rotate a key whose state is Updating"),
        ("PendingDeletion", 0, ""),
        ("PendingReplicaDeletion", 0, ""),
    ],
)
def test_every_state_is_told(emulated: Emulated, tmp_path: Path, state: str, code: int, words: str) -> None:
    arn = made(emulated, days_ago=377)
    emulated.set_key(arn, KeyState=state)
    exit_code, prod = seen(emulated, tmp_path, "--overdue")
    assert (exit_code, prod["keys"][0]["state"]) == (code, state)
    assert words in prod["keys"][0]["why"]
    text = emulated.run(AUDITOR, "rotations", "prod", environments=write(tmp_path)).output
    assert state in text


def test_a_key_that_is_gone_is_not_in_time(emulated: Emulated, tmp_path: Path) -> None:
    code, prod = seen(emulated, tmp_path, "--overdue")
    assert code == 2
    assert prod["keys"][0]["overdue"] is None
    assert prod["keys"][0]["unknown"] == ["there is no such key"]


@pytest.mark.parametrize("operation", ["kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:ListKeyRotations"])
@pytest.mark.parametrize("days_ago", [10, 377])
def test_a_denied_look_is_never_in_time_and_says_what_is_denied(
    emulated: Emulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, days_ago: int
) -> None:
    made(emulated, days_ago=days_ago)
    use_clients(monkeypatch, Faulty(emulated.clients_of(AUDITOR), deny=[operation]))
    code, prod = seen(emulated, tmp_path, "--overdue")
    assert code == 2
    assert prod["keys"][0]["overdue"] is None
    assert f"{operation} is denied" in prod["keys"][0]["unknown"][0]
    assert f"{operation} is denied" in emulated.run(AUDITOR, "rotations", "prod", environments=write(tmp_path)).output.replace(
        "\n      ", " "
    )


def test_one_environment_that_cannot_be_looked_at_does_not_hide_the_others(emulated: Emulated, tmp_path: Path) -> None:
    made(emulated, days_ago=377)
    elsewhere = "arn:aws:iam::444455556666:role/deployer"
    camunda = {"tenant_role": "arn:aws:iam::111122223333:role/c8-cluster/c8-apps-5678"}
    write(tmp_path, "other", account="444455556666", deployers=[elsewhere], key={}, camunda=camunda)
    result = emulated.run(AUDITOR, "rotations", "--all", "--overdue", environments=write(tmp_path))
    assert result.exit_code == 2
    assert "Overdue by 12 days" in result.output
    assert "another account" in result.output


def test_the_replica_is_said_to_follow_its_primary(emulated: Emulated) -> None:
    environment = environment_of(name="prod", second_region=SECOND)
    clients = emulated.clients_of(DEPLOYER)
    arn = make_key(clients, environment)
    policy = clients("kms", REGION).get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    replica = clients("kms", REGION).replicate_key(KeyId=arn, ReplicaRegion=SECOND, Policy=policy)["ReplicaKeyMetadata"]["Arn"]
    assert environment.second_names
    clients("kms", SECOND).create_alias(AliasName=environment.second_names.key_alias, TargetKeyId=replica)
    first, second = rotation_history(environment, emulated.clients_of(AUDITOR))
    assert (first.primary_region, second.primary_region) == (None, REGION)
    assert second.unknown == ()


def test_credentials_of_another_account_end_with_2(emulated: Emulated, tmp_path: Path) -> None:
    made(emulated)
    result = emulated.run(TENANT, "rotations", "prod", environments=write(tmp_path))
    assert result.exit_code == 2


def test_only_reading_permissions_are_used(emulated: Emulated) -> None:
    made(emulated)
    clients = Faulty(emulated.clients_of(AUDITOR))
    rotation_history(PROD, clients)
    assert set(clients.calls) == {"kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:ListKeyRotations"}
