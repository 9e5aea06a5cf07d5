import json
from typing import Any

import pytest

from camunda_byok.bindings import Construct, TerraformOutput
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.errors import InputError
from camunda_byok.key_reference import KeyReference
from camunda_byok.policies.key_policy import camunda_policy, key_policy
from camunda_byok.policies.vendor import Vendor
from sandbox.people import TENANT
from tests.synthesized import GUARDIANS, NAMES, a_stack, synthesized


def a_key(scope: Construct, id: str = "key", **settings: Any) -> EncryptionKey:
    return EncryptionKey(scope, id, names=NAMES, tenant_role=TENANT.arn, guardians=GUARDIANS, **settings)


def the_key(**settings: Any) -> dict[str, Any]:
    stack = a_stack()
    a_key(stack, **settings)
    return synthesized(stack).only("aws_kms_key")


def test_the_key_rotates_every_year() -> None:
    key = the_key()

    assert key["enable_key_rotation"] is True
    assert key["rotation_period_in_days"] == 365


def test_the_rotation_period_is_the_chosen_one() -> None:
    assert the_key(rotation_days=90)["rotation_period_in_days"] == 90


def test_a_deletion_can_be_cancelled_for_thirty_days() -> None:
    assert the_key()["deletion_window_in_days"] == 30


def test_the_policy_refuses_windows_shorter_than_the_key_s() -> None:
    key = the_key(deletion_window_days=14)
    denies = {made["Sid"]: made for made in json.loads(key["policy"])["Statement"]}

    assert key["deletion_window_in_days"] == 14
    assert denies["NoShorterDeletionWindow"]["Condition"] == {
        "NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "14"}
    }


def test_terraform_refuses_to_destroy_the_key() -> None:
    assert the_key()["lifecycle"]["prevent_destroy"] is True


def test_the_key_is_a_symmetric_one_of_a_single_region() -> None:
    key = the_key()

    assert key["key_usage"] == "ENCRYPT_DECRYPT"
    assert key["customer_master_key_spec"] == "SYMMETRIC_DEFAULT"
    assert key["multi_region"] is False


def test_terraform_never_skips_the_lockout_check() -> None:
    assert the_key()["bypass_policy_lockout_safety_check"] is False


@pytest.mark.parametrize("delegate", [True, False])
def test_the_policy_is_whole_in_the_plan_and_holds_no_token(delegate: bool) -> None:
    policy = the_key(delegate_use_to_iam=delegate)["policy"]

    assert "${" not in policy
    assert json.loads(policy) == key_policy(NAMES, tenant_role=TENANT.arn, guardians=GUARDIANS, delegate_use_to_iam=delegate)


def test_nothing_says_whether_the_key_is_enabled() -> None:
    # The provider would enable a key that somebody froze, at the next apply.
    assert "is_enabled" not in the_key()


def test_a_key_that_somebody_froze_stays_disabled() -> None:
    assert the_key(kept_disabled=True)["is_enabled"] is False


def test_the_alias_is_the_environment_s_and_points_to_the_key() -> None:
    stack = a_stack()
    key = a_key(stack)
    alias = synthesized(stack).only("aws_kms_alias")

    assert alias["name"] == key.alias == "alias/camunda/prod"
    assert alias["target_key_id"] == "${aws_kms_key.key.key_id}"


def test_results_refer_to_the_key() -> None:
    stack = a_stack()
    key = a_key(stack)

    TerraformOutput(stack, "arn", value=key.arn)
    TerraformOutput(stack, "id", value=key.key_id)
    outputs = synthesized(stack).json["output"]

    assert outputs["arn"]["value"] == "${aws_kms_key.key.arn}"
    assert outputs["id"]["value"] == "${aws_kms_key.key.key_id}"
    assert key.reference == KeyReference(arn=key.arn, key_id=key.key_id)


def test_moving_the_construct_leaves_the_address() -> None:
    flat, deep = a_stack(), a_stack()
    a_key(flat)
    a_key(Construct(Construct(deep, "platform"), "encryption"))

    assert (
        synthesized(deep).addresses
        == synthesized(flat).addresses
        == [
            "aws_kms_alias.key",
            "aws_kms_key.key",
            "terraform_data.key",
        ]
    )


def test_another_team_names_the_key_as_it_likes() -> None:
    stack = a_stack()
    a_key(stack, "orders")

    assert synthesized(stack).addresses == ["aws_kms_alias.orders", "aws_kms_key.orders", "terraform_data.orders"]


def test_a_successor_stands_beside_the_key() -> None:
    stack = a_stack()
    a_key(stack)
    successor = a_key(Construct(stack, "next"), generation=2)
    made = synthesized(stack)

    kinds = ("aws_kms_alias", "aws_kms_key", "terraform_data")
    assert made.addresses == [f"{kind}.{name}" for kind in kinds for name in ("key", "key_2")]
    assert made.resource("aws_kms_alias.key_2")["name"] == successor.alias == "alias/camunda/prod/2"
    assert made.resource("aws_kms_alias.key_2")["target_key_id"] == "${aws_kms_key.key_2.key_id}"


def test_two_keys_at_one_address_are_refused() -> None:
    stack = a_stack()
    a_key(stack)

    with pytest.raises(InputError, match=r"already has a \w+ at this address"):
        a_key(Construct(stack, "elsewhere"))


@pytest.mark.parametrize("id", ["2nd", "a key", "key.one", "schlüssel"])
def test_an_id_that_terraform_could_not_address_is_refused(id: str) -> None:
    with pytest.raises(InputError, match="cannot be this"):
        a_key(a_stack(), id)


@pytest.mark.parametrize(
    "settings",
    [{"rotation_days": 89}, {"rotation_days": 2561}, {"deletion_window_days": 6}, {"deletion_window_days": 31}],
    ids=str,
)
def test_a_period_outside_aws_s_limits_is_refused(settings: dict[str, int]) -> None:
    ((field, value),) = settings.items()
    with pytest.raises(InputError) as raised:
        the_key(**settings)

    assert (raised.value.field, raised.value.value) == (field, str(value))


@pytest.mark.parametrize(
    "settings",
    [{"rotation_days": 90}, {"rotation_days": 2560}, {"deletion_window_days": 7}, {"deletion_window_days": 30}],
    ids=str,
)
def test_aws_s_limits_themselves_are_taken(settings: dict[str, int]) -> None:
    key = the_key(**settings)

    assert next(iter(settings.values())) in (key["rotation_period_in_days"], key["deletion_window_in_days"])


def test_a_key_for_another_vendor_says_so_and_lets_its_role_do_what_that_vendor_asks_for() -> None:
    vendor = Vendor(name="Other", product="Other Cloud", cryptographic_actions=("kms:Decrypt",), source="its documentation")
    key, camunda_s = the_key(vendor=vendor), the_key()
    uses = next(made for made in json.loads(key["policy"])["Statement"] if made["Sid"] == "OtherUsesKey")

    assert uses["Action"] == ["kms:Decrypt"]
    assert key["description"].startswith("Other Cloud at rest")
    assert camunda_s["description"].startswith("Camunda 8 SaaS at rest")


ADOPTED = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def test_a_multi_region_key_may_be_replicated_to_the_named_regions_alone() -> None:
    key = the_key(multi_region=True, replica_regions=("eu-west-2",))
    denies = {made["Sid"]: made for made in json.loads(key["policy"])["Statement"]}

    assert key["multi_region"] is True
    assert denies["NoReplicaElsewhere"]["Condition"] == {"StringNotEquals": {"kms:ReplicaRegion": ["eu-west-2"]}}


def test_a_single_region_key_with_replicas_is_refused() -> None:
    with pytest.raises(InputError, match="only a multi-Region key can be replicated"):
        the_key(replica_regions=("eu-west-2",))


@pytest.mark.parametrize("multi_region", [False, True])
def test_the_kind_and_region_are_written_down_once_and_compared_in_every_plan(multi_region: bool) -> None:
    kind, other = ("multi-Region", "single-Region") if multi_region else ("single-Region", "multi-Region")
    stack = a_stack()
    a_key(stack, multi_region=multi_region)
    made = synthesized(stack)
    record, key = made.only("terraform_data"), made.only("aws_kms_key")
    conditions = [each["condition"] for each in key["lifecycle"]["precondition"]]

    assert record["input"] == {"kind": kind, "region": "eu-west-1"}
    assert record["lifecycle"] == {"ignore_changes": ["input"]}
    assert conditions == [
        f'${{terraform_data.key.output.kind == "{kind}"}}',
        '${terraform_data.key.output.region == "eu-west-1"}',
    ]
    assert f"This key was made {other}, and KMS cannot change that" in key["lifecycle"]["precondition"][0]["error_message"]


def test_without_guardians_the_policy_is_the_published_one() -> None:
    stack = a_stack()
    EncryptionKey(stack, "key", names=NAMES, tenant_role=TENANT.arn, guardians=None)

    assert json.loads(synthesized(stack).only("aws_kms_key")["policy"]) == camunda_policy(NAMES, tenant_role=TENANT.arn)


def test_an_adopted_key_is_imported_and_no_other_is_taken_for_it() -> None:
    stack = a_stack()
    key = a_key(stack, adoption=Adoption(arn=ADOPTED, alias="alias/theirs"))
    made = synthesized(stack)
    lifecycle = made.only("aws_kms_key")["lifecycle"]
    alias = made.only("aws_kms_alias")

    assert made.json["import"] == [
        {"id": "1234abcd-12ab-34cd-56ef-1234567890ab", "to": "aws_kms_key.key"},
        {"id": "alias/theirs", "to": "aws_kms_alias.key"},
    ]
    assert made.addresses == ["aws_kms_alias.key", "aws_kms_key.key"]
    assert (lifecycle["prevent_destroy"], lifecycle["ignore_changes"]) == (True, ["description"])
    assert lifecycle["postcondition"][0]["condition"] == f'${{self.arn == "{ADOPTED}"}}'
    assert alias["name"] == key.alias == "alias/theirs"
    assert alias["lifecycle"]["postcondition"][0]["condition"] == (
        f'${{self.name == "alias/theirs" && self.target_key_arn == "{ADOPTED}"}}'
    )


def test_an_adopted_key_without_an_alias_gets_the_environment_s() -> None:
    stack = a_stack()
    a_key(stack, adoption=Adoption(arn=ADOPTED))
    made = synthesized(stack)

    assert [each["to"] for each in made.json["import"]] == ["aws_kms_key.key"]
    assert made.only("aws_kms_alias")["name"] == "alias/camunda/prod"


def test_an_adopted_key_of_the_other_kind_is_refused() -> None:
    with pytest.raises(InputError, match="is no multi-Region key"):
        the_key(multi_region=True, adoption=Adoption(arn=ADOPTED))
    with pytest.raises(InputError, match="is a multi-Region key"):
        the_key(adoption=Adoption(arn=ADOPTED.replace("1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-" + "0" * 32)))
