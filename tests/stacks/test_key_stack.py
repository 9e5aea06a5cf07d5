import json
from typing import Any

import pytest

from camunda_byok.environment import Environment
from tests.synthesized import Synthesized, environment, stacks_of

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROLE = "arn:aws:iam::111122223333:role/{}".format


def test_the_key_is_alone_in_its_state() -> None:
    marks = ["terraform_data.key", "terraform_data.second_key_must_stay"]
    assert stacks_of(environment())["key"].addresses == ["aws_kms_alias.key", "aws_kms_key.key", *marks]


def test_a_key_that_is_owned_elsewhere_makes_no_key_stack() -> None:
    assert set(stacks_of(environment(key={"arn": KEY}))) == {"trail", "alarms"}


def test_every_setting_of_the_environment_reaches_the_key() -> None:
    made = stacks_of(
        environment(
            key={
                "rotation_days": 180,
                "deletion_window_days": 21,
                "administrators": [ROLE("a/administrator")],
                "auditors": [ROLE("auditor")],
                "break_glass": [ROLE("break-glass")],
                "delegate_use_to_iam": True,
            }
        )
    )
    key = made["key"].only("aws_kms_key")
    statements = {each["Sid"]: each for each in json.loads(key["policy"])["Statement"]}

    def people(sid: str, operator: str) -> list[str]:
        return statements[sid]["Condition"][operator]["aws:PrincipalArn"]

    assert (key["rotation_period_in_days"], key["deletion_window_in_days"]) == (180, 21)
    assert people("GuardiansRead", "ArnLike") == [
        ROLE("auditor"),
        ROLE("a/administrator"),
        ROLE("break-glass"),
        ROLE("platform/byok-deployer"),
    ]
    assert people("AdministratorsRevokeGrants", "ArnLike") == [ROLE("a/administrator"), ROLE("break-glass")]
    assert people("OnlyBreakGlassEndsKey", "ArnNotLike") == [ROLE("break-glass")]
    assert people("OnlyDeployersChangePolicy", "ArnNotLike") == [ROLE("platform/byok-deployer"), ROLE("break-glass")]
    assert statements["CamundaUsesKey"]["Principal"] == {"AWS": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"}
    assert "AccountDelegatesUseToIam" in statements


def test_the_outputs_say_what_to_paste_and_that_it_is_for_ever() -> None:
    outputs = stacks_of(environment())["key"].json["output"]

    assert set(outputs) == {"key_arn", "key_alias", "next_step"}
    assert outputs["key_arn"]["value"] == "${aws_kms_key.key.arn}"
    assert outputs["key_alias"]["value"] == "alias/camunda/dev"
    assert "never" in outputs["next_step"]["value"]
    assert "never" in outputs["key_arn"]["description"]


@pytest.mark.parametrize("days", [7, 30])
def test_the_trail_s_key_has_the_same_window_as_the_key(days: int) -> None:
    made = stacks_of(environment(key={"deletion_window_days": days}))

    assert made["trail"].only("aws_kms_key")["deletion_window_in_days"] == days


def test_the_trail_s_key_has_the_longest_window_where_the_key_is_owned_elsewhere() -> None:
    assert stacks_of(environment(key={"arn": KEY}))["trail"].only("aws_kms_key")["deletion_window_in_days"] == 30


SECOND = KEY.replace("eu-west-1", "eu-west-2").replace("1234abcd", "5678abcd")
PRIMARY = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
REPLICA = PRIMARY.replace("eu-west-1", "eu-west-2")


def two_regions(**key: Any) -> Environment:
    return environment(second_region="eu-west-2", **({"key": key} if key else {}))


def guarded(made: Synthesized) -> str:
    return made.resource("terraform_data.second_key_must_stay")["for_each"]


def test_a_second_region_gets_a_replica_by_its_own_provider() -> None:
    made = stacks_of(two_regions())["key"]
    replica, (first, second) = made.only("aws_kms_replica_key"), made.json["provider"]["aws"]

    assert made.only("aws_kms_key")["multi_region"] is True
    assert replica["primary_key_arn"] == "${aws_kms_key.key.arn}"
    assert replica["provider"] == made.resource("aws_kms_alias.second_key")["provider"] == "aws.second"
    assert {**first, "region": "eu-west-2", "alias": "second"} == second
    assert guarded(made) == '${toset(["replica in eu-west-2"])}'


def test_independent_keys_share_nothing() -> None:
    made = stacks_of(two_regions(second_key="independent", rotation_days=90))["key"]
    first, second = made.resource("aws_kms_key.key"), made.resource("aws_kms_key.second_key")

    assert (first["multi_region"], second["multi_region"]) == (False, False)
    assert (first["rotation_period_in_days"], second["rotation_period_in_days"]) == (90, 90)
    assert second["provider"] == "aws.second"
    assert made.resources("aws_kms_replica_key") == {}
    assert made.resource("terraform_data.second_key")["input"] == {"kind": "single-Region", "region": "eu-west-2"}
    assert guarded(made) == '${toset(["independent in eu-west-2"])}'


def test_without_a_second_region_the_guard_stands_and_guards_nothing() -> None:
    assert guarded(stacks_of(environment())["key"]) == "${toset([])}"


@pytest.mark.parametrize("kind", ["replica", "independent"])
def test_each_policy_lets_the_key_be_replicated_to_the_other_region_at_most(kind: str) -> None:
    made = stacks_of(two_regions(second_key=kind))["key"]
    second = made.resource("aws_kms_replica_key.second_key" if kind == "replica" else "aws_kms_key.second_key")

    def allowed(key: dict[str, Any]) -> Any:
        (deny,) = [each for each in json.loads(key["policy"])["Statement"] if each["Sid"] == "NoReplicaElsewhere"]
        return deny.get("Condition", {}).get("StringNotEquals", {}).get("kms:ReplicaRegion", [])

    assert [allowed(made.resource("aws_kms_key.key")), allowed(second)] == (
        [["eu-west-2"], ["eu-west-1"]] if kind == "replica" else [[], []]
    )


def test_both_arns_are_to_be_pasted() -> None:
    outputs = stacks_of(two_regions())["key"].json["output"]

    assert outputs["second_key_arn"]["value"] == "${aws_kms_replica_key.second_key.arn}"
    assert "Paste" in outputs["second_key_arn"]["description"]
    assert "of each region" in outputs["next_step"]["value"]


def imports(made: Synthesized) -> dict[str, str]:
    return {each["to"]: each["id"] for each in made.json.get("import", [])}


def test_a_kept_key_is_imported_and_nothing_is_made() -> None:
    made = stacks_of(environment(key={"adopt": KEY}))["key"]

    assert imports(made) == {"aws_kms_key.key": KEY.rsplit("/")[-1]}
    assert made.addresses == ["aws_kms_key.key", "terraform_data.second_key_must_stay"]
    assert set(made.json["output"]) == {"key_arn", "next_step"}
    assert made.json["output"]["key_arn"]["value"] == KEY


def test_a_kept_pair_is_imported_with_its_guard() -> None:
    key = {"adopt": PRIMARY, "second_adopt": REPLICA, "alias": "alias/theirs", "second_alias": "alias/theirs-too"}
    made = stacks_of(two_regions(**key))["key"]

    assert imports(made) == {
        "aws_kms_key.key": PRIMARY.rsplit("/")[-1],
        "aws_kms_alias.key": "alias/theirs",
        "aws_kms_replica_key.second_key": PRIMARY.rsplit("/")[-1],
        "aws_kms_alias.second_key": "alias/theirs-too",
        'terraform_data.second_key_must_stay["replica in eu-west-2"]': "replica in eu-west-2",
    }
    assert len(made.addresses) == len(imports(made))


@pytest.mark.parametrize(
    ("first", "second", "address"),
    [
        (PRIMARY, REPLICA, "aws_kms_replica_key.second_key"),
        (KEY, SECOND, "aws_kms_key.second_key"),
        (PRIMARY, SECOND, "aws_kms_key.second_key"),
    ],
)
def test_no_address_moves_from_one_step_to_the_next(first: str, second: str, address: str) -> None:
    def addresses(policy: str) -> list[str]:
        key = {"adopt": first, "second_adopt": second, "alias": "alias/a", "second_alias": "alias/b", "policy": policy}
        return stacks_of(two_regions(**key))["key"].addresses

    assert addresses("keep") == addresses("camunda") == addresses("strict")
    assert address in addresses("keep")


def test_the_steps_end_with_the_policy_of_a_key_that_the_kit_made() -> None:
    def policy(**key: Any) -> Any:
        return json.loads(stacks_of(environment(key=key))["key"].only("aws_kms_key")["policy"])

    assert policy(adopt=KEY, policy="strict") == policy()
    assert [each["Sid"].split()[0] for each in policy(adopt=KEY, policy="camunda")["Statement"]] == ["Enable", "Allow", "Allow"]


@pytest.mark.parametrize(("policy", "then"), [("keep", "camunda"), ("camunda", "strict")])
def test_the_output_says_what_the_next_step_is(policy: str, then: str) -> None:
    outputs = stacks_of(environment(key={"adopt": KEY, "policy": policy}))["key"].json["output"]

    assert f"key.policy: {then}" in outputs["next_step"]["value"]
    assert "Paste" not in json.dumps(outputs)


def test_no_key_stack_is_made_where_both_keys_are_owned_elsewhere() -> None:
    assert set(stacks_of(two_regions(arn=PRIMARY, second_arn=REPLICA))) == {"trail", "alarms"}
