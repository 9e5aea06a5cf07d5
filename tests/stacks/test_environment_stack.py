"""What the three stacks have in common."""

import json
from pathlib import Path
from typing import Any

import cdktf
import pytest

import main
from camunda_byok.bindings import App, TerraformStack
from stacks.environment_stack import EnvironmentStack
from tests.synthesized import Synthesized, environment, stacks_of

KINDS = ("key", "trail", "alarms")


@pytest.fixture(scope="module")
def made() -> dict[str, Synthesized]:
    return stacks_of(environment(tags={"owner": "platform"}))  # parsed JSON, which no test changes


@pytest.mark.parametrize("kind", KINDS)
def test_the_provider_is_the_one_that_was_run(made: dict[str, Synthesized], kind: str) -> None:
    (provider,) = made[kind].json["terraform"]["required_providers"].items()

    # Terraform takes a source of one word for hashicorp's; cdktn writes it in full.
    assert provider in [("aws", {"source": source, "version": "5.100.0"}) for source in ("aws", "hashicorp/aws")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_stack_refuses_to_run_in_another_account_or_region(made: dict[str, Synthesized], kind: str) -> None:
    providers = made[kind].json["provider"]["aws"]

    # IAM's events are passed on from its own region.
    assert [each["region"] for each in providers] == (["eu-west-1", "us-east-1"] if kind == "alarms" else ["eu-west-1"])
    assert all(each["allowed_account_ids"] == ["111122223333"] for each in providers)


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_tagged_with_its_environment(made: dict[str, Synthesized], kind: str) -> None:
    for provider in made[kind].json["provider"]["aws"]:
        assert provider["default_tags"] == [{"tags": {"owner": "platform", "environment": "dev", "managed-by": "camunda-byok"}}]


def backends(**state: Any) -> list[dict[str, Any]]:
    stacks = stacks_of(environment(state=state))
    return [stacks[kind].json["terraform"] for kind in KINDS]


def test_local_state_lies_beside_the_application_one_file_a_stack(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))  # cdktf adds this backend only when a whole application is synthesized
    main.add_stacks(app, environment())
    app.synth()
    files = [
        json.loads(file.read_text())["terraform"]["backend"]["local"]["path"] for file in tmp_path.glob("stacks/*/cdk.tf.json")
    ]

    assert {Path(file).name for file in files} == {f"terraform.dev-{kind}.tfstate" for kind in KINDS}


def test_state_in_s3_is_locked_encrypted_and_one_object_a_stack() -> None:
    made = backends(backend="s3", bucket="example-state", region="eu-central-1", prefix="byok")

    assert [terraform["backend"] for terraform in made] == [
        {
            "s3": {
                "bucket": "example-state",
                "region": "eu-central-1",
                "key": f"byok/dev/{kind}.tfstate",
                "encrypt": True,
                "use_lockfile": True,
            }
        }
        for kind in KINDS
    ]


def test_state_in_hcp_is_one_workspace_a_stack() -> None:
    made = backends(backend="hcp", organization="example", project="byok")

    assert [terraform["cloud"] for terraform in made] == [
        {"organization": "example", "workspaces": {"name": f"dev-{kind}", "project": "byok"}} for kind in KINDS
    ]
    assert not [terraform for terraform in made if "backend" in terraform]


def order(**fields: Any) -> dict[str, set[str]]:
    app = cdktf.Testing.app()
    main.add_stacks(app, environment(**fields))
    stacks = [child for child in app.node.children if isinstance(child, TerraformStack)]
    return {stack.node.id: {other.node.id for other in stack.dependencies} for stack in stacks}


def test_the_alarms_come_after_the_key_and_the_trail_that_they_watch() -> None:
    assert order() == {"dev-key": set(), "dev-trail": set(), "dev-alarms": {"dev-key", "dev-trail"}}


def test_the_alarms_wait_for_the_trail_alone_where_the_key_is_owned_elsewhere() -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    assert order(key={"arn": arn}) == {"dev-trail": set(), "dev-alarms": {"dev-trail"}}


def test_several_environments_stand_side_by_side_in_one_application() -> None:
    app = cdktf.Testing.app()
    for name in ("dev", "prod"):
        main.add_stacks(app, environment(name=name))

    stacks = {child.node.id for child in app.node.children if isinstance(child, EnvironmentStack)}
    assert stacks == {f"{name}-{kind}" for name in ("dev", "prod") for kind in KINDS}
