"""What goes wrong in one of several environments is told with its name, by every command that takes several."""

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from camunda_byok.cli.main import app
from tests.emulated import described

READING = ["preflight", "status", "alarms", "rotations", "handover", "replace", "retire"]
CHANGING = ["rotate", "freeze", "thaw", "prove"]
NAMES = ["first", "second"]


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The folder of two environments, and no credentials to look at either."""
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "nothing"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    folder = tmp_path / "environments"
    folder.mkdir()
    for name in NAMES:
        tenant = {"tenant_role": f"arn:aws:iam::444455556666:role/c8-cluster/c8-apps-{name}"}
        YAML(typ="safe").dump(described(name=name, camunda=tenant), folder / f"{name}.yaml")
    return str(folder)


@pytest.mark.parametrize("command", [*READING, *CHANGING])
def test_for_people(command: str, nobody: str) -> None:
    ended = CliRunner().invoke(app, [command, "--all", "--environments", nobody])

    blocks = [block for block in (ended.stdout + ended.stderr).split("\n\n") if "there are no AWS credentials" in block]
    assert [name for block in blocks for name in NAMES if name in block.splitlines()[0]] == NAMES
    assert ended.exit_code == 2


@pytest.mark.parametrize("command", READING)
def test_for_programs(command: str, nobody: str) -> None:
    ended = CliRunner().invoke(app, [command, "--all", "--environments", nobody, "--format", "json"])

    told = json.loads(ended.stdout)["environments"]
    assert {each["environment"]: each["error"]["problem"] for each in told} == dict.fromkeys(
        NAMES, "there are no AWS credentials"
    )
    assert ended.exit_code == 2
