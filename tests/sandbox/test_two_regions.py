"""A cluster of two regions: a multi-Region key with its replica, deployed and tried."""

from collections.abc import Iterator

import pytest

from camunda_byok.environment import Environment
from sandbox.deployment import FAILED, NO_CHANGES
from sandbox.people import AUDITOR, BREAK_GLASS, DEPLOYER, IAM_ADMINISTRATOR, STRANGER, TENANT, TENANT_STRANGER
from tests.sandbox.key_world import FIRST, PEOPLE, SECOND, KeyWorld, open_key_world

ALLOWED, DENIED = "allowed", "AccessDeniedException"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyWorld]:
    with open_key_world(tmp_path_factory.mktemp("two-regions")) as world:
        world.describe("pair", TENANT, second_region=SECOND, tags={"owner": "platform"}, key=PEOPLE)
        world.deployment.deploy(stacks="key")
        yield world


@pytest.fixture(scope="module")
def arns(world: KeyWorld) -> tuple[str, str]:
    outputs = world.deployment.output("pair-key")
    return outputs["key_arn"], outputs["second_key_arn"]


def changed(world: KeyWorld, **fields: object) -> Environment:
    """Returns the environment with these fields otherwise, as nobody has deployed it."""
    before = (world.environments / "pair.yaml").read_text()
    settings = {"second_region": SECOND, "tags": {"owner": "platform"}, "key": PEOPLE, **fields}
    try:
        return world.describe("pair", TENANT, **{name: value for name, value in settings.items() if value is not None})
    finally:
        (world.environments / "pair.yaml").write_text(before)


def test_a_second_plan_is_empty(world: KeyWorld) -> None:
    ended = world.deployment.plan("pair-key")
    assert ended.returncode == NO_CHANGES, ended.stdout + ended.stderr


def test_the_two_keys_are_one_primary_and_its_replica(world: KeyWorld, arns: tuple[str, str]) -> None:
    first, second = (world.kms(AUDITOR, arn.split(":")[3]).describe_key(KeyId=arn)["KeyMetadata"] for arn in arns)

    assert [
        first["MultiRegionConfiguration"]["MultiRegionKeyType"],
        second["MultiRegionConfiguration"]["MultiRegionKeyType"],
    ] == [
        "PRIMARY",
        "REPLICA",
    ]
    assert first["KeyId"] == second["KeyId"]
    assert first["KeyId"].startswith("mrk-")
    assert first["Description"] == second["Description"] != ""


def test_the_alias_leads_to_the_key_of_its_region_and_both_keys_are_tagged(world: KeyWorld, arns: tuple[str, str]) -> None:
    for arn in arns:
        kms = world.kms(AUDITOR, arn.split(":")[3])
        tags = {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=arn)["Tags"]}

        assert kms.describe_key(KeyId="alias/camunda/pair")["KeyMetadata"]["Arn"] == arn
        assert tags == {"Name": "camunda/pair", "environment": "pair", "managed-by": "camunda-byok", "owner": "platform"}


def test_the_tenant_uses_both_keys_and_nobody_else_either(world: KeyWorld, arns: tuple[str, str]) -> None:
    first, second = arns
    ciphertext = world.kms(TENANT, FIRST).encrypt(KeyId=first, Plaintext=b"either opens it")["CiphertextBlob"]

    assert world.kms(TENANT, SECOND).decrypt(KeyId=second, CiphertextBlob=ciphertext)["Plaintext"] == b"either opens it"
    for arn in arns:
        assert world.attempt(TENANT, arn, "generate_data_key", KeySpec="AES_256") == ALLOWED
        for person in (STRANGER, TENANT_STRANGER, IAM_ADMINISTRATOR, DEPLOYER, AUDITOR, BREAK_GLASS):
            assert world.attempt(person, arn, "decrypt", CiphertextBlob=ciphertext) == DENIED
            assert world.attempt(person, arn, "encrypt", Plaintext=b"x") == DENIED


def test_each_key_has_its_own_guard(world: KeyWorld, arns: tuple[str, str]) -> None:
    for arn in arns:
        assert world.attempt(IAM_ADMINISTRATOR, arn, "disable_key") == DENIED
        assert world.attempt(IAM_ADMINISTRATOR, arn, "schedule_key_deletion", PendingWindowInDays=30) == DENIED
        assert world.attempt(BREAK_GLASS, arn, "schedule_key_deletion", PendingWindowInDays=7) == DENIED
        assert world.attempt(BREAK_GLASS, arn, "disable_key") == ALLOWED
        assert world.attempt(DEPLOYER, arn, "enable_key") == ALLOWED


def test_a_single_region_key_in_its_place_is_refused_with_the_reason(world: KeyWorld) -> None:
    said = world.plan_of(changed(world, key={**PEOPLE, "second_key": "independent"}))

    assert "This key was made multi-Region, and KMS cannot change that" in said
    assert "destroy this one, and with it all that the cluster has encrypted" in said


def test_giving_up_the_second_region_is_refused(world: KeyWorld) -> None:
    said = world.plan_of(changed(world, second_region=None))

    assert "Error: Provider configuration not present" in said
    assert "aws_kms_replica_key.second_key" in said


def test_moving_either_region_is_refused(world: KeyWorld) -> None:
    said = world.plan_of(changed(world, second_region="eu-central-1"))
    assert 'terraform_data.second_key_must_stay["replica in eu-west-2"] has lifecycle.prevent_destroy set' in said
    said = world.plan_of(changed(world, region="eu-central-1"))
    assert "This key was made in eu-west-1, and a key never moves" in said


def test_a_primary_that_was_moved_stops_terraform_until_it_is_moved_back(world: KeyWorld, arns: tuple[str, str]) -> None:
    first, second = arns
    world.kms(DEPLOYER, FIRST).update_primary_region(KeyId=first, PrimaryRegion=SECOND)
    try:
        ended = world.deployment.plan("pair-key")
    finally:
        world.kms(DEPLOYER, SECOND).update_primary_region(KeyId=second, PrimaryRegion=FIRST)

    assert ended.returncode == FAILED
    assert "is not a multi-Region primary key" in " ".join(ended.stderr.split())
    # That a plan is empty afterwards, the next test says.


def test_an_unchanged_environment_is_planned_as_it_was_by_the_same_means(world: KeyWorld) -> None:
    # Or the refusals above could come of how the test plans.
    assert "No changes." in world.plan_of(changed(world))
