"""The application as cdktf runs it: a process of its own, in a folder with environments of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from camunda_byok.bindings import App, TerraformStack
from camunda_byok.environment import Environment
from stacks.application import add_stacks

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "main.py").symlink_to(REPOSITORY / "main.py")
    environments = tmp_path / "environments"
    environments.mkdir()
    dev = (REPOSITORY / "environments" / "dev.yaml").read_text()
    (environments / "dev.yaml").write_text(dev)
    broken = dev.replace("name: dev", "name: broken").replace("c8-apps-dev", "c8-apps-broken")
    (environments / "broken.yaml").write_text(broken + "key: {rotation_days: 89}\n")
    return tmp_path


def synthesize(project: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=project,
        env={**os.environ, "CDKTF_OUTDIR": str(project / "cdktf.out"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def stacks(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "cdktf.out").glob("stacks/*"))


def test_a_broken_environment_is_left_out_with_its_reason_and_the_others_are_synthesized(project: Path) -> None:
    ended = synthesize(project)
    assert ended.returncode == 0
    assert stacks(project) == ["dev-alarms", "dev-key", "dev-trail"]
    assert "broken.yaml" in ended.stderr
    assert "key.rotation_days" in ended.stderr
    assert "90 to 2560 days" in ended.stderr


def test_in_strict_mode_a_broken_environment_stops_everything(project: Path) -> None:
    ended = synthesize(project, BYOK_STRICT="1")
    assert ended.returncode == 2
    assert "key.rotation_days" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert stacks(project) == []


def test_another_folder_of_environments_can_be_named(project: Path) -> None:
    (project / "elsewhere").mkdir()
    (project / "environments" / "dev.yaml").rename(project / "elsewhere" / "dev.yaml")
    ended = synthesize(project, BYOK_STRICT="1", BYOK_ENVIRONMENTS=str(project / "elsewhere"))
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("strict", ["0", "1"])
def test_an_unknown_word_in_byok_access_stops_everything(project: Path, strict: str) -> None:
    (project / "environments" / "broken.yaml").unlink()
    ended = synthesize(project, BYOK_ACCESS="read", BYOK_STRICT=strict)
    assert ended.returncode == 2
    assert ended.stderr.startswith("BYOK_ACCESS\n  problem  ")
    assert "deploy or plan" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert stacks(project) == []


def test_without_a_fault_nothing_is_said(project: Path) -> None:
    (project / "environments" / "broken.yaml").unlink()
    ended = synthesize(project, BYOK_STRICT="1")
    assert (ended.returncode, ended.stderr) == (0, "")


class Changed:
    """Two environments, dev and other, in an application whose stacks/ somebody has changed: dev's key lets everybody in.

    No environment's file can say such a thing (test_environment_review.py), but stacks/ is there to be changed. It runs in this
    process, which is much faster than one of its own.
    """

    def __init__(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.project = project
        self.dev = project / "environments" / "dev.yaml"
        (project / "environments" / "broken.yaml").unlink()
        other = self.dev.read_text().replace("name: dev", "name: other").replace("c8-apps-dev", "c8-apps-other")
        (project / "environments" / "other.yaml").write_text(other)
        monkeypatch.setenv("BYOK_ENVIRONMENTS", str(project / "environments"))
        monkeypatch.setattr(main, "App", lambda: App(outdir=str(project / "cdktf.out")))
        monkeypatch.setattr(main, "add_stacks", self.add_stacks)

    @staticmethod
    def add_stacks(app: App, environment: Environment) -> list[TerraformStack]:
        made = add_stacks(app, environment)
        for key in [stack for stack in made if stack.node.id == "dev-key"]:
            policy = json.loads(key.to_terraform()["resource"]["aws_kms_key"]["key"]["policy"])
            everybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
            changed = {**policy, "Statement": [*policy["Statement"], everybody]}
            key.add_override("resource.aws_kms_key.key.policy", json.dumps(changed))
        return made


@pytest.fixture
def changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> Changed:
    return Changed(project, monkeypatch)


def test_an_environment_in_which_something_blocks_is_left_out_and_the_others_are_synthesized(
    changed: Changed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BYOK_STRICT", raising=False)
    main.main()
    said = capsys.readouterr()
    assert stacks(changed.project) == ["other-alarms", "other-key", "other-trail"]
    assert said.out == ""
    assert said.err.count("BLOCK  wildcard-principal") == 1
    assert "Name the principals one by one." in said.err
    left_out = said.err.partition("Left out because of what blocks: ")[2].partition(".")[0]
    assert sorted(left_out.split(", ")) == ["dev-alarms", "dev-key", "dev-trail"]


def test_in_strict_mode_what_blocks_stops_everything(
    changed: Changed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BYOK_STRICT", "1")
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert "BLOCK  wildcard-principal" in capsys.readouterr().err
    assert stacks(changed.project) == []


def test_what_blocks_and_is_accepted_by_the_environment_is_synthesized_and_stays_visible(
    changed: Changed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BYOK_STRICT", "1")
    risk = "{rule: wildcard-principal, reason: a test, owner: platform, expires: 2999-12-31}"
    changed.dev.write_text(f"{changed.dev.read_text()}accepted_risks: [{risk}]\n")
    main.main()
    assert "ACCEPTED  wildcard-principal" in capsys.readouterr().err
    assert "dev-key" in stacks(changed.project)
