"""The actions of a deployment follow what an environment has."""

from camunda_byok.deploying import planned_actions
from tests.emulated import environment_of


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
