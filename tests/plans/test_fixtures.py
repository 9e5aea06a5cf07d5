"""The plans that are kept: of every change one, in the shape that Terraform gives, and as small as they are said to be."""

import json
from pathlib import Path

import pytest

from camunda_byok.environment_files import load
from tests.plans import fixtures
from tests.plans.all_changes import CHANGES
from tests.plans.fixtures import FOLDER, STACKS, overlay_of, plan_of
from tests.plans.foreign_plans import ForeignPlan
from tests.plans.overlays import closed, difference, opened, patched
from tests.plans.planned_change import PlannedChange
from tests.synthesized import stacks_of

ACTIONS = [["no-op"], ["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"], ["forget"], ["read"]]
ENVIRONMENTS = Path(__file__).parent / "environments"
CHANGED = [change.name for change in CHANGES]


def test_every_change_has_a_plan_and_every_plan_a_change() -> None:
    assert sorted(fixtures.names()) == sorted([*STACKS, *CHANGED])
    assert len(set(CHANGED)) == len(CHANGED)


def test_a_plan_lies_with_its_stack_and_says_what_was_changed() -> None:
    for change in CHANGES:
        kept = json.loads((FOLDER / change.stack / f"{change.name}.json").read_text())
        assert kept["what"] == change.what


def test_a_plan_that_nobody_made_is_not_given() -> None:
    with pytest.raises(KeyError, match="make plans"):
        plan_of("no_such_change")


@pytest.mark.parametrize("name", fixtures.names())
def test_a_plan_has_the_shape_that_terraform_gives(name: str) -> None:
    plan = plan_of(name)

    assert plan["format_version"].startswith("1.")
    assert {type(plan[field]) for field in ("applyable", "complete", "errored")} == {bool}
    for resource in [*plan["resource_changes"], *plan.get("resource_drift", [])]:
        change = resource["change"]
        assert {"address", "mode", "type", "name", "provider_name"} <= resource.keys()
        assert change["actions"] in ACTIONS
        assert (change["before"] is None) == (change["actions"] in (["create"], ["read"]))
        # What Terraform destroys or forgets is not there afterwards.
        assert (change["after"] is None) == (change["actions"] in (["delete"], ["forget"]))
    assert "resources" in plan["configuration"]["root_module"]
    assert "@" not in "".join(_names(plan))


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_differs_in_the_plan_that_does_nothing(stack: str) -> None:
    plan = plan_of(stack)

    assert overlay_of(stack, plan) == {}
    assert plan["applyable"] is False
    assert [one for one in plan["resource_changes"] if one["change"]["actions"] != ["no-op"]] == []
    assert "resource_drift" not in plan


@pytest.mark.parametrize("change", CHANGES, ids=CHANGED)
def test_a_plan_made_small_and_large_again_is_the_same(change: PlannedChange | ForeignPlan) -> None:
    kept = json.loads((FOLDER / change.stack / f"{change.name}.json").read_text())["differs"]

    assert overlay_of(change.stack, plan_of(change.name)) == kept


def test_the_plans_are_of_the_stacks_that_are_synthesized_today() -> None:
    (orders,) = load(ENVIRONMENTS / "orders.yaml").environments
    for stack, synthesized in stacks_of(orders).items():
        planned = {one["address"].partition("[")[0] for one in plan_of(stack)["resource_changes"]}
        declared = {address for address in synthesized.addresses if not address.startswith("data.")}

        assert planned == declared, f"make plans PLANS={stack}"


def test_the_caller_may_change_what_it_is_given() -> None:
    plan_of("key")["resource_changes"].clear()
    assert plan_of("key")["resource_changes"]


def test_all_plans_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*.json")) < 1_500_000


def test_no_plan_tells_of_the_machine_or_the_time_at_which_it_was_made() -> None:
    for file in FOLDER.rglob("*.json"):
        text = file.read_text()
        assert "localhost" not in text
        assert "/tmp/" not in text


OLD = {"same": 1, "gone": 2, "list": [{"a": 1}, {"b": 2}, {"c": 3}], "plain": [1, 2], "deep": {"x": None, "y": {"z": 1}}}
NEW = {"same": 1, "list": [{"b": 2}, {"c": 4}, {"d": 5}], "plain": [2], "deep": {"x": 0, "y": None}, "new": {"n": []}}


def test_a_patch_makes_the_new_of_the_old_and_says_no_more_than_what_differs() -> None:
    patch = difference(OLD, NEW)

    assert patched(OLD, patch) == NEW
    assert "same" not in patch
    assert patch["list"] == {"@splice": [[0, 1, []], [2, 3, [{"c": 4}, {"d": 5}]]]}
    assert difference(NEW, NEW) == {}


@pytest.mark.parametrize(
    "text", ['{"a":[1,"ä"],"b":{}}', '{\n  "b": 1,\n  "a": 2\n}', '{"b":1,"a":2}', '{"a": 1}', "{not json", "[1]", ""]
)
def test_a_document_in_a_string_comes_back_letter_for_letter(text: str) -> None:
    assert closed(opened({"policy": text})) == {"policy": text}


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        return [name[:1] for name in value] + [name for inner in value.values() for name in _names(inner)]
    return [name for inner in value for name in _names(inner)] if isinstance(value, list) else []
