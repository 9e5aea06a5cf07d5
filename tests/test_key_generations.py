"""A cluster's key and the one beside it, as the file declares them."""

from pathlib import Path
from typing import Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.key_generations import addresses_let_go
from camunda_byok.named_resources import named_resources
from tests.test_environment import LEAST, PRODUCTION, SECOND_ID, faults, key_arn, the_fault

OLD_ROLE = LEAST["camunda"]["tenant_role"]
NEW_ROLE = "arn:aws:iam::555566667777:role/c8-cluster/c8-apps-new"
OLD, NEW = key_arn(), key_arn(SECOND_ID)


def described(key: dict[str, Any], **fields: Any) -> Environment:
    return Environment.model_validate({**LEAST, "key": key, **fields})


def kept(environment: Environment) -> list[tuple[int, str, str | None, str | None]]:
    return [(each.generation, each.role, each.first.alias, each.first.address) for each in environment.key_generations]


def test_a_key_stands_alone_until_a_successor_is_declared() -> None:
    assert kept(Environment.model_validate(LEAST)) == [(1, "current", "alias/camunda/prod", "aws_kms_key.key")]


def test_the_successor_has_the_next_generation_with_alias_and_address_of_its_own() -> None:
    first = (1, "current", "alias/camunda/prod", "aws_kms_key.key")

    assert kept(described({"successor": {}})) == [first, (2, "successor", "alias/camunda/prod/2", "aws_kms_key.key_2")]
    assert kept(described({"successor": {"withdrawn": True}})) == [first]


def test_taking_over_changes_what_the_keys_are_and_neither_alias_nor_address() -> None:
    before, after = described({"successor": {}}), described({"generation": 2, "predecessor": {}})

    assert [each.keys for each in before.key_generations] == [each.keys for each in after.key_generations]
    assert [each.role for each in after.key_generations] == ["predecessor", "current"]
    assert after.current_key.generation == 2


@pytest.mark.parametrize(("kind", "type"), [("replica", "aws_kms_replica_key"), ("independent", "aws_kms_key")])
def test_in_two_regions_each_generation_has_two_keys_of_one_kind(kind: str, type: str) -> None:
    made = described({"successor": {}, "second_key": kind}, second_region="eu-west-2")
    addresses = [[key.address for key in each.keys] for each in made.key_generations]

    assert addresses == [["aws_kms_key.key", f"{type}.second_key"], ["aws_kms_key.key_2", f"{type}.second_key_2"]]
    assert {each.second_kind for each in made.key_generations} == {kind}


def test_each_key_is_used_by_the_role_of_its_own_cluster() -> None:
    before = described({"successor": {"tenant_role": NEW_ROLE}})
    after = described({"generation": 2, "predecessor": {"tenant_role": OLD_ROLE}}, camunda={"tenant_role": NEW_ROLE})

    for environment in (before, after):
        assert [each.tenant_role for each in environment.key_generations] == [OLD_ROLE, NEW_ROLE]
        assert environment.tenant_roles == (OLD_ROLE, NEW_ROLE)
    assert described({"successor": {}}).tenant_roles == (OLD_ROLE,)


@pytest.mark.parametrize("policy", ["keep", "camunda", "strict"])
def test_the_successor_of_a_key_that_was_taken_over_is_the_kit_s_from_the_start(policy: str) -> None:
    adopted = {"adopt": OLD, "alias": "alias/theirs", "policy": policy}
    before, after = described({**adopted, "successor": {}}), described({"generation": 2, "predecessor": adopted})

    assert [each.policy for each in before.key_generations] == [policy, "strict"]
    assert [each.keys for each in before.key_generations] == [each.keys for each in after.key_generations]
    assert before.current_key.first.arn == OLD
    assert after.key_arn is None
    assert [(each.name, each.field) for each in named_resources(after) if each.type == "aws_kms_alias"][:2] == [
        ("alias/theirs", "key.predecessor.alias"),
        ("alias/camunda/prod/2", "key_alias"),
    ]


def test_of_keys_that_are_owned_elsewhere_the_arns_are_all_there_is() -> None:
    made = described({"arn": OLD, "successor": {"arn": NEW}})

    assert [(each.first.arn, each.policy, each.first.address) for each in made.key_generations] == [
        (OLD, None, None),
        (NEW, None, None),
    ]
    assert described({"arn": NEW, "generation": 2, "predecessor": {"arn": OLD}}).key_arn == NEW


def test_a_key_of_the_kit_can_take_the_place_of_one_that_is_owned_elsewhere() -> None:
    made = described({"generation": 2, "predecessor": {"arn": OLD}})

    assert kept(made) == [(1, "predecessor", None, None), (2, "current", "alias/camunda/prod/2", "aws_kms_key.key_2")]


@pytest.mark.parametrize(
    ("key", "generations"),
    [
        ({}, set()),
        ({"successor": {}}, set()),
        ({"generation": 2, "predecessor": {}}, set()),
        ({"generation": 2, "predecessor": {"adopt": OLD}}, set()),
        ({"generation": 2, "predecessor": {"arn": OLD}}, {"key"}),
        ({"generation": 2}, {"key"}),
        ({"generation": 3, "predecessor": {}}, {"key"}),
        ({"generation": 3}, {"key", "key_2"}),
        ({"successor": {"withdrawn": True}}, {"key_2"}),
        ({"adopt": OLD, "successor": {"withdrawn": True}}, {"key_2"}),
        ({"arn": OLD}, set()),
    ],
)
def test_terraform_lets_go_of_every_generation_that_is_not_declared(key: dict[str, Any], generations: set[str]) -> None:
    let_go = addresses_let_go(described(key).key)

    assert {address.partition(".")[2] for address in let_go if address.startswith("aws_kms_key.key")} == generations
    declared = {each.first.address for each in described(key).key_generations}
    assert not declared & set(let_go)


def test_names_of_one_s_own_have_generations_too() -> None:
    made = described({"successor": {}}, naming={"key_alias": "alias/acme/{environment}/camunda"})

    assert made.key_generations[1].first.alias == "alias/acme/prod/camunda/2"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"successor": {}, "generation": 2, "predecessor": {}}, "key.successor", "while its own predecessor"),
    ({"predecessor": {}}, "key.generation", "took nobody's place"),
    ({"generation": 1, "predecessor": {}}, "key.generation", "took nobody's place"),
    ({"generation": 0}, "key.generation", "less than"),
    ({"generation": 100}, "key.generation", "more than"),
    ({"adopt": OLD, "generation": 2}, "key.generation", "the first of its cluster"),
    ({"adopt": NEW, "predecessor": {"adopt": OLD}}, "key.predecessor", "the first of its cluster"),
    ({"successor": {"arn": NEW}}, "key.successor.arn", "owned elsewhere"),
    ({"arn": OLD, "successor": {}}, "key.successor.arn", "missing"),
    ({"arn": OLD, "successor": {"arn": OLD}}, "key.successor.arn", "the key itself"),
    ({"arn": NEW, "generation": 2, "predecessor": {"arn": NEW}}, "key.predecessor.arn", "the key itself"),
    ({"arn": OLD, "successor": {"arn": key_arn(SECOND_ID, "eu-west-2")}}, "key.successor.arn", "region eu-west-2"),
    ({"generation": 2, "predecessor": {"adopt": OLD, "second_adopt": NEW}}, "key.predecessor.second_adopt", "second region"),
    ({"generation": 2, "predecessor": {"policy": "keep"}}, "key.predecessor.policy", "another kind of key.predecessor"),
    ({"successor": {"tenant_role": "arn:aws:iam::111122223333:role/x"}}, "key.successor.tenant_role", "own account"),
    ({"successor": {"tenant": "x"}}, "key.successor.tenant", "no such field"),
]


@pytest.mark.parametrize(("key", "field", "problem"), REFUSED, ids=str)
def test_what_makes_no_sense_is_refused(key: dict[str, Any], field: str, problem: str) -> None:
    assert problem in the_fault({**LEAST, "key": key}, field).problem


def test_a_predecessor_in_two_regions_names_both_keys() -> None:
    data = {**LEAST, "second_region": "eu-west-2", "key": {"generation": 2, "predecessor": {"adopt": OLD}}}

    assert "the first region's key only" in the_fault(data, "key.predecessor.second_adopt").problem


def test_an_alias_that_the_successor_would_share_is_refused() -> None:
    taken = {"naming": {"trail_key_alias": "alias/camunda/{environment}/2"}}

    assert faults({**LEAST, **taken}) == {}
    assert "the same name" in the_fault({**LEAST, **taken, "key": {"successor": {}}}, "naming.trail_key_alias").problem


def test_production_demands_break_glass_as_soon_as_a_key_is_the_kit_s() -> None:
    kept = {"adopt": OLD}

    assert faults({**PRODUCTION, "key": kept}) == {}
    assert "in an emergency" in the_fault({**PRODUCTION, "key": {**kept, "successor": {}}}, "key.break_glass").problem


def test_settings_that_only_the_successor_takes_are_in_vain_no_longer() -> None:
    assert set(faults({**LEAST, "key": {"adopt": OLD, "rotation_days": 180}})) == {"key.rotation_days"}
    assert faults({**LEAST, "key": {"adopt": OLD, "rotation_days": 180, "successor": {}}}) == {}


FILE = """\
name: {name}
account: "111122223333"
region: eu-west-1
deployers: [arn:aws:iam::111122223333:role/platform/byok-deployer]
camunda: {{tenant_role: {role}}}
key: {key}
"""


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (f"{{successor: {{tenant_role: '{OLD_ROLE}'}}}}", "the same tenant role"),
        (f"{{generation: 2, predecessor: {{tenant_role: '{OLD_ROLE}'}}}}", "the same tenant role"),
        (f"{{generation: 2, predecessor: {{arn: '{OLD}'}}}}", "the same key"),
    ],
)
def test_two_environments_share_neither_a_role_nor_a_key(key: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(FILE.format(name="old", role=OLD_ROLE, key=f"{{arn: '{OLD}'}}"))
    (tmp_path / "new.yaml").write_text(FILE.format(name="new", role=NEW_ROLE, key=key))
    (tmp_path / "fine.yaml").write_text(FILE.format(name="fine", role=NEW_ROLE.replace("new", "fine"), key="{successor: {}}"))
    loaded = load(tmp_path)

    assert [problem in error.problem for error in loaded.errors] == [True]
    assert [environment.name for environment in loaded.environments] == ["fine"]
