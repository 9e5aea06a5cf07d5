"""Terraform itself, with the real provider, on every stack of every environment of this checkout.

Starting the provider costs more than validating does, so all stacks are validated at once, as modules of one configuration.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.terraform import binary, cli_configuration, provider_mirror
from tests.application import ENVIRONMENTS

Validate = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """Validates the configuration in a folder and returns what Terraform says of it."""
    terraform = binary.find(os.environ)
    settings = tmp_path_factory.mktemp("settings")
    environ = {**os.environ, **cli_configuration.write(settings, provider_mirror.find(os.environ))}

    def run(*arguments: str, folder: Path) -> str:
        # Not checked: its exit code says less than what it writes, which the tests look at.
        done = subprocess.run(
            [terraform, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False
        )
        return done.stdout or done.stderr

    def on(folder: Path) -> dict[str, Any]:
        said = run("init", "-backend=false", "-input=false", "-no-color", folder=folder)
        assert (folder / ".terraform").is_dir(), said
        return json.loads(run("validate", "-json", folder=folder))

    return on


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
