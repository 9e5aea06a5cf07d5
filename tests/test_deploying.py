"""The actions of a deployment are those of the documented policy, and of what an environment has."""

import json
import re
from pathlib import Path
from typing import Any

from camunda_byok.authorization.wildcards import Pattern
from camunda_byok.deploying import planned_actions
from tests.emulated import environment_of

PAGE = Path(__file__).resolve().parents[1] / "docs" / "permissions.md"
BEYOND_A_ROLES_LIFE = {"sts:GetCallerIdentity"}
"""Nobody needs a permission for it."""


def documented() -> list[dict[str, Any]]:
    """The statements of the deployer's policies on the page: of three stacks, and of two regions."""
    policies = [json.loads(block)["Statement"] for block in re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)]
    return [statement for policy in policies if policy[0]["Sid"] in ("Keys", "ReplicateKey") for statement in policy]


def actions_of(statement: dict[str, Any]) -> list[str]:
    return [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]


def test_the_documented_policy_has_the_actions_of_a_deployment_and_no_more() -> None:
    planned = {action for group in planned_actions(environment_of(second_region="eu-west-2")) for action in group.actions}
    written = {action for statement in documented() for action in actions_of(statement)}

    assert written - planned == BEYOND_A_ROLES_LIFE
    assert planned - written == set()


def test_the_documented_policy_covers_the_resources() -> None:
    environment = environment_of()
    for group in planned_actions(environment):
        for action in group.actions:
            statements = [one for one in documented() if action in actions_of(one)]
            patterns = [
                Pattern(text)
                for one in statements
                for text in (one["Resource"] if isinstance(one["Resource"], list) else [one["Resource"]])
            ]
            for arn in group.resources:
                assert any(pattern.matches(arn) for pattern in patterns), (action, arn)


def test_an_environment_without_a_trail_of_its_own_makes_no_trail_and_no_bucket() -> None:
    arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/somebodys"
    planned = {
        action for group in planned_actions(environment_of(trail={"arn": arn, "bucket": "some-logs"})) for action in group.actions
    }

    assert not [action for action in planned if action.startswith(("cloudtrail:", "s3:"))]
    assert "kms:CreateKey" in planned


def test_roles_are_handed_to_the_service_that_takes_them() -> None:
    handed = {
        (group.resources[0].rsplit("/", 1)[-1], group.context["iam:PassedToService"])
        for group in planned_actions(environment_of())
        if group.actions == ("iam:PassRole",)
    }

    assert handed == {
        ("camunda-byok-emulated-logs-eu-west-1", "cloudtrail.amazonaws.com"),
        ("camunda-byok-emulated-forward-eu-west-1", "events.amazonaws.com"),
    }
