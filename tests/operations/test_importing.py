"""byok import-material: material of one's own, into the right key, and nowhere else."""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.guarding import key_guardians
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.importing import Material, import_material, valid_to
from camunda_byok.operations.key_material import read_material, wrap, write_material
from camunda_byok.operations.rotating import rotate
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.key_policy import policy_for
from sandbox.people import DEPLOYER, IAM_ADMINISTRATOR, TENANT
from tests.emulated import Emulated, environment_of
from tests.faulty import Faulty
from tests.operations.keys import REGION, SECOND, acting_as, lose_answers, write
from tests.operations.test_rotating import carried_out

NOW = datetime.now(timezone.utc)
FIRST, OTHER = b"1" * 32, b"2" * 32


def external(emulated: Emulated, *, multi_region: bool = False) -> str:
    """Makes a key that waits for material of its owner. Returns its ARN."""
    described = environment_of(name="prod")
    regions = (SECOND,) if multi_region else ()
    guardians = key_guardians(described, described.current_key)
    policy = policy_for(described.names, tenant_role=TENANT.arn, guardians=guardians, replica_regions=regions)
    kms = emulated.clients_of(DEPLOYER)("kms", REGION)
    arn: str = kms.create_key(Policy=to_json(policy), Origin="EXTERNAL", MultiRegion=multi_region)["KeyMetadata"]["Arn"]
    return arn


def watching(arn: str, **fields: Any) -> Environment:
    return environment_of(name="prod", key={"arn": arn, **fields})


def acting(emulated: Emulated, environment: Environment, clients: Any = None) -> Acting:
    return acting_as(emulated, environment, IAM_ADMINISTRATOR, clients)


def imported(emulated: Emulated, arn: str, folder: Path, secret: bytes = FIRST, **given: Any) -> Any:
    who = acting(emulated, watching(arn))
    return carried_out(who, import_material(who, Material(secret=secret, **given)), folder)


def state(emulated: Emulated, arn: str) -> str:
    return str(emulated.root()("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]["KeyState"])


def lost(emulated: Emulated, arn: str) -> None:
    """Lets the material be gone, as when it expires."""
    emulated.root()("kms", REGION).delete_imported_key_material(KeyId=arn)
    assert state(emulated, arn) == "PendingImport"


def a_file(folder: Path, content: bytes = FIRST, mode: int = 0o600) -> Path:
    file = folder / "material"
    file.write_bytes(content)
    file.chmod(mode)
    return file


# --- The command -------------------------------------------------------------------------------------------------------------


def test_the_first_material_makes_the_key_usable_and_stands_nowhere(
    emulated: Emulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arn = external(emulated)
    secret = os.urandom(32)
    arguments = ("import-material", "prod", "--material", str(a_file(tmp_path, secret)), "--yes", "--format", "json")
    result = emulated.run(IAM_ADMINISTRATOR, *arguments, environments=write(tmp_path, key={"arn": arn}))
    assert result.exit_code == 0, result.output
    assert state(emulated, arn) == "Enabled"
    kms = emulated.clients_of(TENANT)("kms", REGION)
    assert kms.decrypt(KeyId=arn, CiphertextBlob=kms.encrypt(KeyId=arn, Plaintext=b"x")["CiphertextBlob"])["Plaintext"] == b"x"
    [record] = (tmp_path / "evidence" / "prod").glob("*.json")
    for text in (result.output, record.read_text()):
        assert "(not shown)" in text
        assert not any(form in text for form in (secret.hex(), repr(secret), repr(secret)[2:-1]))


def test_generated_material_is_kept_in_a_new_file_that_only_its_owner_reads(
    emulated: Emulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arn = external(emulated)
    environments = write(tmp_path, key={"arn": arn})
    file = tmp_path / "made"
    for options, exit_code, there in ((("--dry-run",), 0, False), ((), 1, False), (("--yes",), 0, True)):
        result = emulated.run(
            IAM_ADMINISTRATOR, "import-material", "prod", "--generate", str(file), *options, environments=environments
        )
        assert (result.exit_code, file.exists()) == (exit_code, there), result.output
    assert (len(read_material(file)), file.stat().st_mode & 0o777) == (32, 0o600)
    lost(emulated, arn)
    result = emulated.run(
        IAM_ADMINISTRATOR, "import-material", "prod", "--material", str(file), "--yes", environments=environments
    )
    assert result.exit_code == 0, result.output
    assert state(emulated, arn) == "Enabled"


def test_a_file_that_is_there_is_not_overwritten_and_nothing_is_imported(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    file = a_file(tmp_path, OTHER)
    result = emulated.run(
        IAM_ADMINISTRATOR,
        "import-material",
        "prod",
        "--generate",
        str(file),
        "--yes",
        environments=write(tmp_path, key={"arn": arn}),
    )
    assert isinstance(result.exception, InputError)
    assert file.read_bytes() == OTHER
    assert state(emulated, arn) == "PendingImport"


def test_where_the_file_cannot_be_made_nothing_is_imported(
    emulated: Emulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arn = external(emulated)
    file = tmp_path / "no-such-folder" / "material"
    result = emulated.run(
        IAM_ADMINISTRATOR,
        "import-material",
        "prod",
        "--generate",
        str(file),
        "--yes",
        environments=write(tmp_path, key={"arn": arn}),
    )
    assert result.exit_code == 2
    assert "it cannot be made" in result.output
    assert state(emulated, arn) == "PendingImport"


@pytest.mark.parametrize("options", [[], ["--material", "a", "--generate", "b"], ["--generate", "b", "--again"]])
def test_exactly_one_material_is_meant(emulated: Emulated, options: list[str], tmp_path: Path) -> None:
    result = emulated.run(IAM_ADMINISTRATOR, "import-material", "prod", *options, environments=write(tmp_path))
    assert isinstance(result.exception, InputError)
    assert "which material" in result.exception.problem


# --- The file ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "mode", "problem"),
    [
        (FIRST, 0o600, None),
        (FIRST, 0o400, None),
        (FIRST, 0o640, "others than its owner"),
        (FIRST, 0o604, "others than its owner"),
        (FIRST, 0o620, "others than its owner"),
        (FIRST[:31], 0o600, "32 bytes"),
        (FIRST + b"\n", 0o600, "32 bytes"),
        (FIRST.hex().encode(), 0o600, "32 bytes"),
        (b"", 0o600, "32 bytes"),
    ],
)
def test_a_file_is_taken_only_where_it_holds_32_bytes_that_nobody_else_reads(
    tmp_path: Path, content: bytes, mode: int, problem: str | None
) -> None:
    file = a_file(tmp_path, content, mode)
    if problem is None:
        assert read_material(file) == content
        return
    with pytest.raises(InputError) as raised:
        read_material(file)
    assert problem in raised.value.problem
    assert not content or repr(content)[2:-1] not in str(raised.value)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_material(tmp_path / "nothing")


def test_two_who_make_the_same_file_do_not_both_succeed(tmp_path: Path) -> None:
    write_material(tmp_path / "material", FIRST)
    with pytest.raises(InputError):
        write_material(tmp_path / "material", OTHER)
    assert read_material(tmp_path / "material") == FIRST


def test_material_is_not_in_what_python_shows_of_it() -> None:
    assert "1111" not in repr(Material(secret=FIRST))


def test_only_the_private_key_opens_what_was_wrapped() -> None:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    private = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    public = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    wrapped = wrap(FIRST, public)
    sha256 = hashes.SHA256()
    assert private.decrypt(wrapped, padding.OAEP(mgf=padding.MGF1(sha256), algorithm=sha256, label=None)) == FIRST
    assert wrap(FIRST, public) != wrapped


# --- First, further, again ---------------------------------------------------------------------------------------------------


def test_further_material_waits_for_a_rotation_and_the_old_one_goes_on_decrypting(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    assert imported(emulated, arn, tmp_path).done
    kms = emulated.clients_of(TENANT)("kms", REGION)
    sealed = kms.encrypt(KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    who = acting(emulated, watching(arn))
    [refusal] = rotate(who, now=NOW).refusals
    assert "no new material waits" in refusal.problem

    outcome = imported(emulated, arn, tmp_path, OTHER)
    assert outcome.done
    assert any("byok rotate prod" in one for one in outcome.record.procedure.afterwards)
    rotation = rotate(who, now=datetime.now(timezone.utc))
    assert carried_out(who, rotation, tmp_path).done, rotation
    old, new = (
        kms.decrypt(KeyId=arn, CiphertextBlob=one) for one in (sealed, kms.encrypt(KeyId=arn, Plaintext=b"y")["CiphertextBlob"])
    )
    assert (old["Plaintext"], new["Plaintext"]) == (b"x", b"y")
    assert old["KeyMaterialId"] != new["KeyMaterialId"]


def test_while_new_material_waits_no_further_one_is_taken(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    for secret in (FIRST, OTHER):
        assert imported(emulated, arn, tmp_path, secret).done
    procedure = import_material(acting(emulated, watching(arn)), Material(secret=b"3" * 32))
    assert "waits for a rotation" in procedure.refusals[0].problem


def test_a_key_whose_material_is_lost_comes_back_with_the_same_and_with_no_other(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    assert imported(emulated, arn, tmp_path).done
    lost(emulated, arn)
    wrong = imported(emulated, arn, tmp_path, OTHER)
    assert not wrong.done
    assert "IncorrectKeyMaterial" in wrong.record.why
    assert state(emulated, arn) == "PendingImport"
    made = import_material(acting(emulated, watching(arn)), Material(secret=OTHER, made=True))
    assert "does not bring it back" in made.refusals[0].problem
    assert imported(emulated, arn, tmp_path).done
    assert state(emulated, arn) == "Enabled"


def test_a_key_that_lacks_several_works_only_when_it_has_all(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    who = acting(emulated, watching(arn))
    assert imported(emulated, arn, tmp_path).done
    assert imported(emulated, arn, tmp_path, OTHER).done
    assert carried_out(who, rotate(who, now=NOW), tmp_path).done
    root = emulated.root()("kms", REGION)
    for one in root.list_key_rotations(KeyId=arn, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]:
        root.delete_imported_key_material(KeyId=arn, KeyMaterialId=one["KeyMaterialId"])
    first = imported(emulated, arn, tmp_path, OTHER)
    assert first.done
    assert any("works only when it has all" in one for one in first.record.procedure.afterwards)
    assert state(emulated, arn) == "PendingImport"
    assert imported(emulated, arn, tmp_path).done
    assert state(emulated, arn) == "Enabled"


def test_the_same_material_again_moves_its_expiry(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    soon, later = (NOW + timedelta(days=days) for days in (10, 300))
    procedure = import_material(acting(emulated, watching(arn)), Material(secret=FIRST, valid_to=soon))
    assert any("Camunda can read and write nothing" in one.replace("\n", " ") for one in procedure.effects)
    assert imported(emulated, arn, tmp_path, valid_to=soon).done
    assert imported(emulated, arn, tmp_path, valid_to=later, again=True).done
    about = emulated.root()("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]
    assert abs(about["ValidTo"] - later) < timedelta(seconds=2)
    assert imported(emulated, arn, tmp_path, again=True).done
    assert "ValidTo" not in emulated.root()("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]


def test_nothing_is_imported_again_that_never_was(emulated: Emulated) -> None:
    arn = external(emulated)
    procedure = import_material(acting(emulated, watching(arn)), Material(secret=FIRST, again=True))
    assert "has had no material" in procedure.refusals[0].problem


@pytest.mark.parametrize(
    ("text", "days"),
    [("2026-01-31", 30), ("2026-12-31", 364), ("2027-01-02", None), ("2025-12-31", None), ("soon", None), ("2026-01-01", None)],
)
def test_an_expiry_is_in_the_future_and_within_a_year(text: str, days: int | None) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
    if days is None:
        with pytest.raises(InputError):
            valid_to(text, now)
    else:
        assert (valid_to(text, now) - now).days == days - 1


# --- Two regions -------------------------------------------------------------------------------------------------------------


def replicated(emulated: Emulated, folder: Path) -> tuple[str, str]:
    """Makes a primary with its first material, and a replica that waits for the same. Returns both."""
    arn = external(emulated, multi_region=True)
    assert imported(emulated, arn, folder).done
    kms = emulated.clients_of(DEPLOYER)("kms", REGION)
    policy = kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]
    replica: str = kms.replicate_key(KeyId=arn, ReplicaRegion=SECOND, Policy=policy)["ReplicaKeyMetadata"]["Arn"]
    return arn, replica


def test_primary_and_replica_get_the_same_material_the_primary_first(emulated: Emulated, tmp_path: Path) -> None:
    arn, replica = replicated(emulated, tmp_path)
    environment = environment_of(name="prod", second_region=SECOND, key={"arn": arn, "second_arn": replica})
    who = acting(emulated, environment)
    steps = {
        FIRST: [(SECOND, "EXISTING_KEY_MATERIAL")],
        OTHER: [(REGION, "NEW_KEY_MATERIAL"), (SECOND, "EXISTING_KEY_MATERIAL")],
    }
    assert "does not bring it back" in import_material(who, Material(secret=OTHER, made=True)).refusals[0].problem
    for secret, expected in steps.items():
        procedure = import_material(who, Material(secret=secret))
        assert [(step.region, step.parameters["ImportType"]) for step in procedure.changes] == expected
        outcome = carried_out(who, procedure, tmp_path)
        assert outcome.done, outcome.record.why
    rotation = rotate(who, now=datetime.now(timezone.utc))
    assert carried_out(who, rotation, tmp_path).done, rotation.refusals
    tenant = emulated.clients_of(TENANT)
    sealed = tenant("kms", REGION).encrypt(KeyId=arn, Plaintext=b"x")["CiphertextBlob"]
    assert tenant("kms", SECOND).decrypt(KeyId=replica, CiphertextBlob=sealed)["Plaintext"] == b"x"


def test_new_material_that_a_replica_lacks_cannot_be_rotated_to(emulated: Emulated, tmp_path: Path) -> None:
    arn, replica = replicated(emulated, tmp_path)
    environment = environment_of(name="prod", second_region=SECOND, key={"arn": arn, "second_arn": replica})
    who = acting(emulated, environment)
    assert carried_out(who, import_material(who, Material(secret=FIRST)), tmp_path).done
    assert carried_out(who, import_material(who, Material(secret=OTHER), region=REGION), tmp_path).done
    [refusal] = rotate(who, now=NOW).refusals
    assert "not every replica has" in refusal.problem
    assert carried_out(who, import_material(who, Material(secret=OTHER, again=True), region=SECOND), tmp_path).done
    assert rotate(who, now=NOW).changes


def test_replicas_in_other_regions_are_named(emulated: Emulated, tmp_path: Path) -> None:
    arn, _ = replicated(emulated, tmp_path)
    procedure = import_material(acting(emulated, watching(arn)), Material(secret=FIRST))
    assert any(SECOND in one for one in procedure.cautions)


def test_two_keys_that_share_nothing_do_not_share_material_by_accident(emulated: Emulated, tmp_path: Path) -> None:
    first = external(emulated)
    root, deployer = emulated.root()("kms", SECOND), emulated.clients_of(DEPLOYER)("kms", SECOND)
    policy = emulated.root()("kms", REGION).get_key_policy(KeyId=first, PolicyName="default")["Policy"]
    second = deployer.create_key(Policy=policy, Origin="EXTERNAL")["KeyMetadata"]["Arn"]
    who = acting(emulated, environment_of(name="prod", second_region=SECOND, key={"arn": first, "second_arn": second}))
    assert "--region" in import_material(who, Material(secret=FIRST)).refusals[0].remedy
    assert carried_out(who, import_material(who, Material(secret=FIRST), region=SECOND), tmp_path).done
    assert (state(emulated, first), root.describe_key(KeyId=second)["KeyMetadata"]["KeyState"]) == ("PendingImport", "Enabled")
    with pytest.raises(InputError):
        import_material(who, Material(secret=FIRST), region="us-east-1")


# --- States and bad days -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["Disabled", "PendingDeletion", "PendingReplicaDeletion", "Unavailable", "Creating", "Updating"])
def test_a_key_in_another_state_takes_no_material(emulated: Emulated, of: str) -> None:
    arn = external(emulated)
    who = acting(emulated, watching(arn))
    assert import_material(who, Material(secret=FIRST)).changes
    emulated.set_key(arn, KeyState=of)
    procedure = import_material(who, Material(secret=FIRST))
    assert f"its state is {of}" in procedure.refusals[0].problem
    assert procedure.steps == ()


def test_a_key_whose_material_aws_made_takes_none(emulated: Emulated) -> None:
    arn = emulated.clients_of(DEPLOYER)("kms", REGION).create_key()["KeyMetadata"]["Arn"]
    procedure = import_material(acting(emulated, watching(arn), emulated.root()), Material(secret=FIRST))
    assert "takes no material" in procedure.refusals[0].problem
    assert "byok rotate" in procedure.refusals[0].remedy


def test_a_key_that_is_gone_takes_none(emulated: Emulated) -> None:
    arn = f"arn:aws:kms:{REGION}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert "does not exist" in import_material(acting(emulated, watching(arn)), Material(secret=FIRST)).refusals[0].problem


@pytest.mark.parametrize(
    "operation", ["kms:DescribeKey", "kms:ListKeyRotations", "kms:GetKeyRotationStatus", "kms:GetParametersForImport"]
)
def test_what_is_denied_is_said_and_nothing_is_imported(emulated: Emulated, operation: str) -> None:
    arn = external(emulated)
    who = acting(emulated, watching(arn), Faulty(emulated.clients_of(IAM_ADMINISTRATOR), deny=[operation]))
    procedure = import_material(who, Material(secret=FIRST))
    assert any(f"{operation} is denied" in one.problem for one in procedure.refusals)
    assert procedure.steps == ()


@pytest.mark.parametrize("secret", [FIRST, OTHER])
def test_an_answer_that_is_lost_is_looked_for(emulated: Emulated, tmp_path: Path, secret: bytes) -> None:
    arn = external(emulated)
    if secret is OTHER:
        assert imported(emulated, arn, tmp_path, FIRST).done
    who = acting(emulated, watching(arn))
    procedure = import_material(who, Material(secret=secret))
    arrived = lose_answers(who.clients, "ImportKeyMaterial")
    outcome = carried_out(who, procedure, tmp_path)
    assert outcome.done, outcome.record.why
    assert len(arrived) == 1


def test_a_key_that_changes_between_plan_and_step_takes_nothing(emulated: Emulated, tmp_path: Path) -> None:
    arn = external(emulated)
    who = acting(emulated, watching(arn))
    procedure = import_material(who, Material(secret=OTHER))
    assert imported(emulated, arn, tmp_path, FIRST).done
    outcome = carried_out(who, procedure, tmp_path)
    assert not outcome.done
    assert not outcome.record.changed_something


def test_a_botocore_that_knows_one_material_alone_is_refused(emulated: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    arn = external(emulated)
    who = acting(emulated, watching(arn))
    assert import_material(acting(emulated, watching(arn)), Material(secret=FIRST)).changes
    shapes = who.clients("kms", REGION).meta.service_model._service_description["shapes"]
    monkeypatch.delitem(shapes["ImportKeyMaterialRequest"]["members"], "ImportType")
    with pytest.raises(InputError) as raised:
        import_material(who, Material(secret=FIRST))
    assert raised.value.field == "boto3"
