"""The application as cdktf runs it: a process of its own, in a folder with environments of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
