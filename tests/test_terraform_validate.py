"""Terraform itself, with the real provider, on every stack of every environment of this checkout.

Starting the provider costs more than validating does, so all stacks are validated at once, as modules of one configuration.
"""

import json
import shutil
from pathlib import Path

import pytest

from tests.application import ENVIRONMENTS
from tests.synthesized import environment, stacks_of
from tests.validation import Validate, validator


@pytest.fixture(scope="module")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    return validator(tmp_path_factory.mktemp("settings"))


def test_terraform_takes_every_stack_with_the_provider_that_was_run(
    application: dict[str, Path], validate: Validate, tmp_path: Path
) -> None:
    for name, stack in application.items():
        shutil.copytree(stack, tmp_path / name)
    modules = {name: {"source": f"./{name}"} for name in application}
    (tmp_path / "main.tf.json").write_text(json.dumps({"module": modules}))
    said = validate(tmp_path)
    # What a stack says of its state holds only where it is deployed, and Terraform mentions that for each.
    others = [each for each in said["diagnostics"] if each["summary"] != "Backend configuration ignored"]

    assert (said["valid"], others) == (True, [])
    assert len(said["diagnostics"]) == len(application)


def test_terraform_takes_the_conventions_of_an_organisation(validate: Validate, tmp_path: Path) -> None:
    made = stacks_of(
        environment(
            naming={"template": "acme-{environment}-byok-{resource}", "alarms": {"key-disabled": "acme.disabled"}},
            iam={"path": "/acme/byok/", "permissions_boundary": "arn:aws:iam::{account}:policy/acme/boundary"},
            ignored_tags={"keys": ["last-backup"], "key_prefixes": ["acme:"]},
        )
    )
    for name, stack in made.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "cdk.tf.json").write_text(json.dumps(stack.json))
    (tmp_path / "main.tf.json").write_text(json.dumps({"module": {name: {"source": f"./{name}"} for name in made}}))
    said = validate(tmp_path)
    assert (said["valid"], said["diagnostics"]) == (True, [])


def test_terraform_takes_a_stack_as_it_is_deployed(application: dict[str, Path], validate: Validate, tmp_path: Path) -> None:
    stack = shutil.copytree(application["prod-key"], tmp_path / "prod-key")
    said = validate(stack)

    assert (said["valid"], said["diagnostics"]) == (True, [])


def test_terraform_would_refuse_what_the_provider_does_not_know(
    application: dict[str, Path], validate: Validate, tmp_path: Path
) -> None:
    # The same way to the same provider, with one argument misspelt: or the tests above could pass on nothing.
    stack = shutil.copytree(application["dev-key"], tmp_path / "dev-key")
    file = stack / "cdk.tf.json"
    file.write_text(file.read_text().replace('"rotation_period_in_days"', '"rotation_period_in_dais"'))
    said = validate(stack)

    assert said["valid"] is False
    assert "rotation_period_in_dais" in json.dumps(said["diagnostics"])


def test_every_environment_of_this_checkout_has_stacks(application: dict[str, Path]) -> None:
    of_environments = {name for name in application if not name.startswith("state-")}
    assert {name.rsplit("-", 1)[0] for name in of_environments} == set(ENVIRONMENTS)
    assert application.keys() - of_environments == {"state-prod"}
