import json
from typing import Any

import pytest

from stacks.application import add_stacks
from tests.conftest import Golden
from tests.stacks.test_addresses import GOLDEN, addresses
from tests.synthesized import Synthesized, environment, stacks_of

ROLE = "arn:aws:iam::111122223333:role/{}".format
DEPLOYER, PLANNER = ROLE("platform/byok-deployer"), ROLE("platform/byok-planner")
STATE = {"backend": "s3", "bucket": "example-state", "region": "eu-central-1", "create": True}


def state(**fields: Any) -> Synthesized:
    return stacks_of(environment(**{"state": STATE, **fields}))["state-dev"]


def statements(made: Synthesized) -> dict[str, Any]:
    return {each["Sid"]: each for each in json.loads(made.only("aws_s3_bucket_policy")["policy"])["Statement"]}


def test_the_stack_is_made_where_it_is_asked_for_alone_and_no_pattern_of_the_environment_takes_it() -> None:
    assert set(stacks_of(environment(state=STATE))) == {"key", "trail", "alarms", "state-dev"}
    assert set(stacks_of(environment(state={**STATE, "create": False}))) == {"key", "trail", "alarms"}


def test_no_address_has_changed(golden: Golden) -> None:
    made = addresses(environment(state=STATE))
    golden(GOLDEN / "addresses-state.txt", made[made.index("state-dev") : made.index("trail\n")])


def test_the_bucket_is_in_its_own_region_and_in_the_account() -> None:
    (provider,) = state().json["provider"]["aws"]

    assert (provider["region"], provider["allowed_account_ids"]) == ("eu-central-1", ["111122223333"])


def test_the_bucket_cannot_be_destroyed_and_is_private_versioned_and_encrypted() -> None:
    made = state()

    assert made.only("aws_s3_bucket")["lifecycle"]["prevent_destroy"] is True
    assert made.only("aws_s3_bucket")["bucket"] == "example-state"
    assert made.only("aws_s3_bucket_versioning")["versioning_configuration"]["status"] == "Enabled"
    assert made.only("aws_s3_bucket_public_access_block")["restrict_public_buckets"] is True


@pytest.mark.parametrize(("key", "algorithm"), [(None, "AES256"), ("mine", "aws:kms")])
def test_states_are_encrypted_by_the_key_that_is_named_or_by_s3(key: str | None, algorithm: str) -> None:
    arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    made = state(state={**STATE, **({"kms_key": arn} if key else {})})
    (rule,) = made.only("aws_s3_bucket_server_side_encryption_configuration")["rule"]
    default = rule["apply_server_side_encryption_by_default"]

    assert (default["sse_algorithm"], default.get("kms_master_key_id")) == (algorithm, arn if key else None)


def test_a_state_never_expires_and_what_it_replaced_does_after_a_year() -> None:
    expiry, markers = state().only("aws_s3_bucket_lifecycle_configuration")["rule"]

    assert "expiration" not in expiry
    assert expiry["noncurrent_version_expiration"] == [{"noncurrent_days": 365}]
    assert markers["expiration"] == [{"expired_object_delete_marker": True}]


def test_the_state_is_for_deployers_break_glass_and_the_roles_that_terraform_assumes() -> None:
    made = statements(
        state(
            key={"break_glass": [ROLE("break-glass")]},
            access={"deploy_role": DEPLOYER, "plan_role": PLANNER},
            state={**STATE, "role": "arn:aws:iam::555566667777:role/state"},
        )
    )

    def spared(sid: str) -> list[str]:
        return made[sid]["Condition"]["ArnNotLike"]["aws:PrincipalArn"]

    assert spared("OnlyUsersOfState") == [DEPLOYER, ROLE("break-glass"), "arn:aws:iam::555566667777:role/state", PLANNER]
    assert spared("OnlyOwnersChangePolicy") == [DEPLOYER, ROLE("break-glass")]
    assert all(statement["Effect"] == "Deny" for statement in made.values())


def test_its_own_state_is_local_until_it_is_moved_into_the_bucket() -> None:
    moved = state(state={**STATE, "own_state": "s3"}).json["terraform"]

    assert "s3" not in state().json["terraform"].get("backend", {})
    assert moved["backend"]["s3"]["bucket"] == "example-state"
    assert moved["backend"]["s3"]["key"] == "camunda-byok/dev/state.tfstate"


@pytest.mark.parametrize("kind", ["key", "trail", "alarms", "state-dev"])
@pytest.mark.parametrize(("chosen", "role"), [("", DEPLOYER), ("plan", PLANNER)])
def test_every_stack_acts_as_the_chosen_role(monkeypatch: pytest.MonkeyPatch, kind: str, chosen: str, role: str) -> None:
    monkeypatch.setenv("BYOK_ACCESS", chosen)
    access = {"deploy_role": DEPLOYER, "plan_role": PLANNER, "external_id": f"for-{chosen or 'deploy'}"}
    made = stacks_of(environment(access=access, state={**STATE, "own_state": "s3"}))[kind].json
    expected = {
        "role_arn": role,
        "external_id": access["external_id"],
        "session_name": f"camunda-byok-{chosen or 'deploy'}",
    }

    assert all(provider["assume_role"] == [expected] for provider in made["provider"]["aws"])
    assert made["terraform"]["backend"]["s3"]["assume_role"] == expected


def test_without_roles_terraform_acts_as_whoever_runs_it() -> None:
    made = stacks_of(environment(state={**STATE, "create": False}))["key"].json

    assert "assume_role" not in made["provider"]["aws"][0]
    assert "assume_role" not in made["terraform"]["backend"]["s3"]


def test_the_state_is_read_by_a_role_of_its_own_and_encrypted_with_a_key_of_its_own() -> None:
    arn = "arn:aws:kms:eu-central-1:555566667777:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    role = "arn:aws:iam::555566667777:role/state"
    made = stacks_of(environment(state={**STATE, "create": False, "role": role, "kms_key": arn}))["trail"].json
    backend = made["terraform"]["backend"]["s3"]

    assert backend["assume_role"] == {"role_arn": role, "session_name": "camunda-byok-deploy"}
    assert (backend["kms_key_id"], backend["encrypt"], backend["use_lockfile"]) == (arn, True, True)
    assert "assume_role" not in made["provider"]["aws"][0]


def test_a_terraform_enterprise_of_one_s_own_is_named_by_its_host() -> None:
    made = stacks_of(environment(state={"backend": "hcp", "organization": "example", "hostname": "terraform.example.com"}))

    assert made["key"].json["terraform"]["cloud"]["hostname"] == "terraform.example.com"


def test_the_application_adds_the_stack() -> None:
    # What main.py calls is what the tests here call.
    import main

    assert main.add_stacks is add_stacks
