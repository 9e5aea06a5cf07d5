"""Some of the plans in `tests/plans/fixtures`, made anew: what Terraform says today is what is kept. `make plans` makes all."""

from collections.abc import Iterator

import pytest

from tests.plans.all_changes import CHANGES
from tests.plans.fixtures import plan_of
from tests.plans.making import Maker
from tests.plans.overlays import Json
from tests.plans.workshop import open_workshop

OF_TERRAFORM = ("format_version", "terraform_version")
"""Differ where the machine has another Terraform, and nothing else may."""
EDITED, DONE_BY_HAND, OUT_OF_STATE = "key_policy_everybody_decrypts", "key_disabled_by_hand", "key_out_of_state"


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Json]]:
    with open_workshop() as workshop:
        workshop.deploy("key")
        maker = Maker(workshop)
        base = maker.base("key")
        changes = {change.name: change for change in CHANGES}
        yield {"key": base, **{name: maker.plan(changes[name]) for name in (EDITED, DONE_BY_HAND, OUT_OF_STATE)}}


@pytest.mark.parametrize("name", ["key", EDITED, DONE_BY_HAND, OUT_OF_STATE])
def test_a_plan_made_anew_is_the_one_that_is_kept(made: dict[str, Json], name: str) -> None:
    assert without_versions(made[name]) == without_versions(plan_of(name))


def test_the_plans_that_are_made_anew_differ(made: dict[str, Json]) -> None:
    # Or the comparison above could be one of nothing with nothing.
    actions = {
        name: {one["address"]: one["change"]["actions"] for one in plan["resource_changes"]} for name, plan in made.items()
    }

    assert {name: seen["aws_kms_key.key"] for name, seen in actions.items()} == {
        "key": ["no-op"],
        EDITED: ["update"],
        DONE_BY_HAND: ["update"],
        OUT_OF_STATE: ["create"],
    }


def without_versions(plan: Json) -> Json:
    return {name: value for name, value in plan.items() if name not in OF_TERRAFORM}
