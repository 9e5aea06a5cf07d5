"""A key and the one beside it, as the stacks make them."""

import json
from typing import Any

import pytest

from camunda_byok.environment import Environment
from tests.conftest import Golden
from tests.stacks.test_addresses import GOLDEN
from tests.synthesized import MINIMAL, Synthesized, environment, stacks_of

OLD_ROLE = MINIMAL["camunda"]["tenant_role"]
NEW_ROLE = "arn:aws:iam::555566667777:role/c8-cluster/c8-apps-new"
ADOPTED = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TWO = {"region": "eu-west-1", "second_region": "eu-west-2"}


def before(**fields: Any) -> Environment:
    return environment(key={"successor": {"tenant_role": NEW_ROLE}}, **fields)


def after(**fields: Any) -> Environment:
    key = {"generation": 2, "predecessor": {"tenant_role": OLD_ROLE}}
    return environment(key=key, camunda={"tenant_role": NEW_ROLE}, **fields)


def without(made: Synthesized, *left_out: str) -> dict[str, Any]:
    """The resources of a stack without some arguments."""
    resources: dict[str, dict[str, dict[str, Any]]] = made.json["resource"]
    return {
        f"{kind}.{name}": {argument: value for argument, value in resource.items() if argument not in left_out}
        for kind, some in resources.items()
        for name, resource in some.items()
    }


@pytest.mark.parametrize("regions", [{}, TWO], ids=["one region", "two regions"])
def test_the_successor_changes_nothing_of_the_key(regions: dict[str, str]) -> None:
    alone, both = stacks_of(environment(**regions))["key"].json["resource"], stacks_of(before(**regions))["key"]

    for kind, some in alone.items():
        assert some.items() <= both.resources(kind).items()
    assert len(both.resources("aws_kms_alias")) == 2 * len(alone["aws_kms_alias"])


@pytest.mark.parametrize("regions", [{}, TWO], ids=["one region", "two regions"])
def test_taking_over_changes_no_resource_of_the_key_stack(regions: dict[str, str]) -> None:
    first, then = stacks_of(before(**regions))["key"], stacks_of(after(**regions))["key"]

    assert without(first, "lifecycle") == without(then, "lifecycle")  # which is Terraform's own, and nothing in AWS


@pytest.mark.parametrize("regions", [{}, TWO], ids=["one region", "two regions"])
def test_taking_over_changes_only_what_alarms_say(regions: dict[str, str]) -> None:
    first, then = stacks_of(before(**regions))["alarms"], stacks_of(after(**regions))["alarms"]
    words = ("input_transformer", "alarm_description")

    assert without(first, *words) == without(then, *words)
    assert first.json["data"] == then.json["data"]
    assert without(first) != without(then)


@pytest.mark.parametrize("policy", ["keep", "camunda", "strict"])
def test_the_successor_of_a_key_that_was_taken_over_stays_as_it_is_when_it_takes_over(policy: str) -> None:
    adopted = {"adopt": ADOPTED, "alias": "alias/theirs", "policy": policy}
    first = stacks_of(environment(key={**adopted, "successor": {}}))["key"]
    then = stacks_of(environment(key={"generation": 2, "predecessor": adopted}))["key"]

    assert without(first, "lifecycle") == without(then, "lifecycle")
    assert first.json["import"] == then.json["import"]
    assert "OnlyBreakGlassEndsKey" in first.resource("aws_kms_key.key_2")["policy"]


def test_each_key_lets_in_the_role_of_its_cluster_alone() -> None:
    made = stacks_of(before())["key"]

    def roles(address: str) -> set[str]:
        return {role for role in (OLD_ROLE, NEW_ROLE) if role in made.resource(address)["policy"]}

    assert roles("aws_kms_key.key") == {OLD_ROLE}
    assert roles("aws_kms_key.key_2") == {NEW_ROLE}


def test_terraform_leaves_alone_whether_a_predecessor_is_enabled_and_of_no_other_key() -> None:
    def ignored(made: Synthesized) -> dict[str, Any]:
        keys = {**made.resources("aws_kms_key"), **made.resources("aws_kms_replica_key")}
        return {name: key["lifecycle"].get("ignore_changes") for name, key in keys.items()}

    nothing = dict.fromkeys(("key", "key_2", "second_key", "second_key_2"))
    assert ignored(stacks_of(before(**TWO))["key"]) == nothing
    assert ignored(stacks_of(after(**TWO))["key"]) == {**nothing, "key": ["is_enabled"], "second_key": ["enabled"]}


def test_every_key_stands_under_prevent_destroy() -> None:
    for made in (before(**TWO), after(**TWO)):
        stack = stacks_of(made)["key"]
        keys = [*stack.resources("aws_kms_key").values(), *stack.resources("aws_kms_replica_key").values()]
        assert [key["lifecycle"]["prevent_destroy"] for key in keys] == [True] * 4


def test_what_is_no_longer_declared_is_removed_without_being_destroyed() -> None:
    removed = stacks_of(environment(key={"generation": 2}, **TWO))["key"].json["removed"]
    addresses = {each["from"] for each in removed}

    assert all(each["lifecycle"] == {"destroy": False} for each in removed)
    assert set(stacks_of(environment(**TWO))["key"].addresses) - addresses == {"terraform_data.second_key_must_stay"}
    for declared in (environment(), before(), after()):
        assert "removed" not in stacks_of(declared)["key"].json


def test_the_outputs_name_both_keys() -> None:
    first, then = (stacks_of(made)["key"].json["output"] for made in (before(**TWO), after(**TWO)))

    assert first["key_arn"]["value"] == then["predecessor_key_arn"]["value"] == "${aws_kms_key.key.arn}"
    assert first["successor_key_arn"]["value"] == then["key_arn"]["value"] == "${aws_kms_key.key_2.arn}"
    assert first["second_successor_key_arn"]["value"] == "${aws_kms_replica_key.second_key_2.arn}"
    assert first["successor_key_alias"]["value"] == then["key_alias"]["value"] == "alias/camunda/dev/2"
    assert "never be changed" in first["successor_key_arn"]["description"]
    assert "docs/replacing-a-key.md" in first["next_step"]["value"]


def test_the_alarms_find_each_key_by_its_alias_or_arn() -> None:
    made = stacks_of(environment(key={"generation": 2, "predecessor": {"adopt": ADOPTED}}))["alarms"]
    pattern = json.loads(made.resource("aws_cloudwatch_event_rule.alarm_key-disabled")["event_pattern"])
    found = "${data.aws_kms_alias.deploy_dev-key_with_generation_2_first.target_key_arn}"

    assert pattern["detail"]["$or"][0] == {"resources": {"ARN": [ADOPTED, found]}}
    assert made.json["data"]["aws_kms_alias"]["deploy_dev-key_with_generation_2_first"]["name"] == "alias/camunda/dev/2"


@pytest.mark.parametrize("policy", ["keep", "camunda", "strict"])
def test_use_by_others_is_an_alarm_once_neither_key_s_policy_lets_them(policy: str) -> None:
    for key in (
        {"adopt": ADOPTED, "policy": policy, "successor": {}},
        {"generation": 2, "predecessor": {"adopt": ADOPTED, "policy": policy}},
    ):
        rules = stacks_of(environment(key=key))["alarms"].resources("aws_cloudwatch_event_rule")
        assert ("alarm_key-used-by-other" in rules) == (policy == "strict")


def test_of_keys_that_are_owned_elsewhere_none_is_made() -> None:
    other = ADOPTED.replace("1234abcd", "5678abcd")
    made = stacks_of(environment(key={"arn": ADOPTED, "successor": {"arn": other}}))

    assert set(made) == {"trail", "alarms"}
    assert f'"{other}"' in made["alarms"].resource("aws_cloudwatch_event_rule.alarm_key-disabled")["event_pattern"]


def test_no_address_of_a_successor_has_changed(golden: Golden) -> None:
    golden(GOLDEN / "addresses-successor.txt", "".join(f"{address}\n" for address in stacks_of(before(**TWO))["key"].addresses))
