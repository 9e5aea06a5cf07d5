from collections.abc import Callable
from pathlib import Path

import pytest

from camunda_byok.errors import InputError
from camunda_byok.terraform import binary

Program = Callable[..., Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that answers `version -json` as Terraform does, and fails as it does on a broken CLI configuration."""

    def make(place: str, version: str = "1.9.8", *, answer: str = "", name: str = "terraform") -> Path:
        path = tmp_path / place / name
        path.parent.mkdir(parents=True)
        said = answer or f'{{"terraform_version": "{version}"}}'
        path.write_text(f"#!/bin/sh\n[ \"$TF_CLI_CONFIG_FILE\" = /dev/null ] || exit 1\necho '{said}'\n")
        path.chmod(0o755)
        return path

    return make


def test_the_one_on_path_is_taken_before_the_one_installed_beside_python(program: Program) -> None:
    on_path, beside = program("path"), program("beside")
    assert binary.find({"PATH": str(on_path.parent)}, beside=beside.parent) == on_path
    assert binary.find({"PATH": "/nowhere"}, beside=beside.parent) == beside


@pytest.mark.parametrize("as_path", [True, False])
def test_a_named_one_comes_first(program: Program, as_path: bool) -> None:
    other, named = program("path"), program("named", name="terraform-1.9")
    environ = {"PATH": f"{other.parent}:{named.parent}", "TERRAFORM_BINARY_NAME": str(named) if as_path else named.name}
    assert binary.find(environ) == named


def test_a_broken_cli_configuration_does_not_hide_the_version(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", "/broken")
    assert binary.version(program("path", "1.15.5-dev")) == (1, 15, 5)


def test_a_named_one_that_does_not_exist_is_an_error_even_with_another_on_path(program: Program) -> None:
    environ = {"PATH": str(program("path").parent), "TERRAFORM_BINARY_NAME": "terrafrom"}
    with pytest.raises(InputError, match=r"TERRAFORM_BINARY_NAME: There is no such program \(given: terrafrom\)"):
        binary.find(environ)


def test_none_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no terraform on PATH"):
        binary.find({"PATH": str(tmp_path)}, beside=tmp_path)


@pytest.mark.parametrize("version", ["0.15.5", "1.4.7"])
def test_an_old_one_is_an_error_that_names_its_version(program: Program, version: str) -> None:
    with pytest.raises(InputError, match=rf"too old .*{version}.*Allowed: 1\.5 or newer"):
        binary.find({"PATH": str(program("path", version).parent)})


@pytest.mark.parametrize("answer", ["Terraform v1.9.8", "{}", "[]", '{"terraform_version": "new"}', '{"terraform_version": 1}'])
def test_one_that_does_not_say_its_version_is_an_error(program: Program, answer: str) -> None:
    with pytest.raises(InputError, match="does not say its version"):
        binary.find({"PATH": str(program("path", answer=answer).parent)})
