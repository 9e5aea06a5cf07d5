"""A cluster of two regions whose key material must not leave a jurisdiction: two keys that share nothing, deployed and tried."""

from pathlib import Path

from sandbox.deployment import NO_CHANGES
from sandbox.people import AUDITOR, STRANGER, TENANT
from tests.sandbox.key_world import PEOPLE, SECOND, open_key_world


def test_two_independent_keys_share_nothing_but_the_people_and_stay_what_they_are(tmp_path: Path) -> None:
    with open_key_world(tmp_path) as world:
        apart = {"second_region": SECOND, "key": {**PEOPLE, "second_key": "independent"}}
        world.describe("pair", TENANT, **apart)
        world.deployment.deploy(stacks="key")
        outputs = world.deployment.output("pair-key")
        first, second = outputs["key_arn"], outputs["second_key_arn"]
        ended = world.deployment.plan("pair-key")
        assert ended.returncode == NO_CHANGES, ended.stdout + ended.stderr

        assert first.rpartition("/")[2] != second.rpartition("/")[2]
        for arn in (first, second):
            region = arn.split(":")[3]
            kms = world.kms(AUDITOR, region)
            assert not kms.describe_key(KeyId=arn)["KeyMetadata"].get("MultiRegion")
            assert kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"] is True
            assert kms.describe_key(KeyId="alias/camunda/pair")["KeyMetadata"]["Arn"] == arn
            assert world.attempt(TENANT, arn, "generate_data_key", KeySpec="AES_256") == "allowed"
            assert world.attempt(STRANGER, arn, "generate_data_key", KeySpec="AES_256") == "AccessDeniedException"
        # That neither opens what the other closed is KMS's own doing, which the emulator does not copy.

        joined = {**apart, "key": {**PEOPLE, "second_key": "replica"}}
        said = world.plan_of(world.describe("pair", TENANT, **joined))
        assert "This key was made single-Region, and KMS cannot change that" in said
