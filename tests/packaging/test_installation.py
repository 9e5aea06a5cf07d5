"""What `pip install` brings: the constructs without an AWS client, and the `byok` command with the extra `operations`."""

import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from camunda_byok.cli.entry import NEEDED
from tests.packaging.conftest import ROOT
from tests.packaging.fresh import FreshEnvironment

IMPORT_ALL = """
import importlib, json, pkgutil, sys
import camunda_byok
found = []
for package in ("constructs", "patterns", "policies"):
    parent = importlib.import_module(f"camunda_byok.{package}")
    names = [each.name for each in pkgutil.iter_modules(parent.__path__, parent.__name__ + ".")]
    found += [importlib.import_module(name).__name__ for name in names]
for name in ("environment", "errors", "limits", "names"):
    found.append(importlib.import_module(f"camunda_byok.{name}").__name__)
print(json.dumps({"modules": found, "from": camunda_byok.__file__, "loaded": sorted(sys.modules)}))
"""
AWS_AND_SCREENS = {"boto3", "botocore", "rich", "ruamel", "typer"}


def installed(environment: FreshEnvironment) -> set[str]:
    return set(
        environment.python(
            f"from importlib.util import find_spec\nprint(*(name for name in {sorted(AWS_AND_SCREENS)} if find_spec(name)))"
        ).split()
    )


def test_constructs_policies_and_patterns_are_there_without_an_aws_client(library: FreshEnvironment) -> None:
    found = json.loads(library.python(IMPORT_ALL))

    assert Path(found["from"]).is_relative_to(library.folder)
    assert {"camunda_byok.constructs.encryption_key", "camunda_byok.policies.key_policy"} <= set(found["modules"])
    assert AWS_AND_SCREENS.isdisjoint(found["loaded"])
    assert installed(library) == set()


def test_the_extra_brings_what_the_command_needs(library_with_operations: FreshEnvironment) -> None:
    assert installed(library_with_operations) == AWS_AND_SCREENS


@pytest.mark.parametrize("environment", ["library", "library_with_operations"])
def test_nothing_that_is_installed_lacks_or_contradicts_another(environment: str, request: pytest.FixtureRequest) -> None:
    done = request.getfixturevalue(environment).run("python", "-m", "pip", "check")

    assert done.stdout.strip() == "No broken requirements found."


def test_without_the_extra_the_command_says_in_one_sentence_how_to_install_it(library: FreshEnvironment) -> None:
    done = library.run("byok", "validate")

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "byok needs boto3, cryptography, jmespath, rich, ruamel, typer: run pip install 'camunda-byok[operations]'.\n"
    )


def test_with_the_extra_the_command_checks_environments(library_with_operations: FreshEnvironment) -> None:
    good = library_with_operations.run("byok", "validate", ROOT / "environments")
    bad = library_with_operations.run("byok", "validate", ROOT / "pyproject.toml")

    assert (good.returncode, bad.returncode) == (0, 2)
    assert "Traceback" not in bad.stdout + bad.stderr


def test_the_command_asks_for_exactly_what_the_extra_brings(library_with_operations: FreshEnvironment) -> None:
    code = "import importlib.metadata as m, json; print(json.dumps(m.requires('camunda-byok')))"
    required = [Requirement(text) for text in json.loads(library_with_operations.python(code))]
    of_extra = {each.name for each in required if each.marker and "extra" in str(each.marker)}

    assert {re.split(r"[.-]", name)[0] for name in of_extra} == set(NEEDED)
