"""The review of an environment: its configuration judged whole, each plan by what it changes."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from camunda_byok.environment import Environment
from camunda_byok.environment_review import review_environment
from camunda_byok.errors import InputError
from camunda_byok.review import Review
from camunda_byok.terraform.reviewed_plans import Planned
from tests.inventory.plans import KEY, change, plan, unchanged
from tests.strategies import environments
from tests.synthesized import environment

TODAY = date(2027, 6, 30)
DESTROYED = Planned(stack="dev-key", plan=json.dumps(plan(change("aws_kms_key.key", "delete", before=KEY))).encode())
UNCHANGED = Planned(stack="dev-alarms", plan=json.dumps(plan(unchanged("aws_kms_key.key", KEY))).encode())
WAITING = Planned(stack="dev-alarms", waits_for="dev-key")


def reviewed(*planned: Planned, **risk: Any) -> Review:
    risks = [{"rule": "key-destroyed", "reason": "The cluster is gone.", "owner": "platform", "expires": TODAY} | risk]
    return review_environment(environment(accepted_risks=risks if risk else []), planned, today=TODAY)


def rules(review: Review) -> list[str]:
    return [finding.rule for _, finding in review.findings()]


@given(environment=environments())
@settings(
    max_examples=6,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an example takes half a second
)
def test_nothing_that_a_valid_environment_configures_blocks(environment: Environment) -> None:
    """The typed environment refuses before that whatever would. `main.py` guards all the same: stacks/ can be changed."""
    review = review_environment(environment, [], today=TODAY)

    assert [finding for _, finding in review.findings() if finding.blocks] == []


def test_the_configuration_and_every_plan_stand_in_one_review_in_their_order() -> None:
    review = reviewed(DESTROYED, UNCHANGED)

    assert [each.name for each in review.plans] == ["dev (configuration)", "dev-key", "dev-alarms"]
    assert review.blocks
    assert not reviewed(UNCHANGED).blocks


def test_a_plan_that_waits_says_for_what_and_is_not_judged() -> None:
    review = reviewed(DESTROYED, WAITING)

    assert [each.waits_for for each in review.plans] == ["", "", "dev-key"]
    assert review.plans[2].findings == ()


def test_what_the_environment_accepts_does_not_block_its_plan() -> None:
    review = reviewed(DESTROYED, resource="aws_kms_key.key")

    assert not review.blocks
    assert "key-destroyed" in rules(review)


def test_an_acceptance_that_has_ended_is_said_once_however_many_plans_there_are() -> None:
    review = reviewed(DESTROYED, UNCHANGED, UNCHANGED, expires=date(2027, 6, 29))

    assert review.blocks
    assert rules(review).count("accepted-risk") == 1


def test_an_acceptance_that_nothing_needs_is_said_only_where_every_stack_has_a_plan() -> None:
    assert "accepted-risk" in rules(reviewed(UNCHANGED, resource="*"))
    assert "accepted-risk" not in rules(reviewed(UNCHANGED, WAITING, resource="*"))
    assert "accepted-risk" not in rules(reviewed(DESTROYED, UNCHANGED, resource="*"))


def test_a_plan_that_cannot_be_read_is_judged_by_nobody() -> None:
    with pytest.raises(InputError, match="not a plan"):
        reviewed(UNCHANGED, Planned(stack="dev-key", plan=b"{}"))
