import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tools.stages import Stages
from tools.surroundings import Refusal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stages(tmp_path: Path) -> Stages:
    return Stages(tmp_path / "set-up")


def counted(stages: Stages, folder: Path, *inputs: object) -> int:
    """How often the stage ran its action when asked once."""
    runs: list[int] = []

    def action() -> None:
        folder.mkdir(exist_ok=True)
        runs.append(1)

    stages.stage("Some packages", folder, inputs, action)
    return len(runs)


def test_a_stage_runs_once(stages: Stages, tmp_path: Path) -> None:
    assert counted(stages, tmp_path / "made", "a") == 1
    assert counted(stages, tmp_path / "made", "a") == 0
    assert stages.done == ["Some packages"]


def test_a_stage_runs_again_when_its_inputs_change(stages: Stages, tmp_path: Path) -> None:
    counted(stages, tmp_path / "made", "a")
    assert counted(stages, tmp_path / "made", "b") == 1


def test_a_stage_runs_again_when_its_folder_was_deleted(stages: Stages, tmp_path: Path) -> None:
    counted(stages, tmp_path / "made", "a")
    for file in (tmp_path / "made").iterdir():
        file.unlink()
    (tmp_path / "made").rmdir()
    assert counted(stages, tmp_path / "made", "a") == 1


@pytest.mark.parametrize("fault", [Refusal("no network"), KeyboardInterrupt()])
def test_an_interrupted_stage_is_done_again_even_where_it_had_succeeded_before(
    stages: Stages, tmp_path: Path, fault: BaseException
) -> None:
    counted(stages, tmp_path / "made", "a")

    def interrupted() -> None:
        raise fault

    with pytest.raises(type(fault)):
        stages.stage("Some packages", tmp_path / "made", ["b"], interrupted)
    assert counted(stages, tmp_path / "made", "a") == 1


def test_a_failed_installer_becomes_a_sentence_and_its_output_stays_in_the_log(stages: Stages, tmp_path: Path) -> None:
    with stages.locked(), pytest.raises(Refusal, match=r"the disk is full.*log\.txt"):
        stages.run(["sh", "-c", "echo No space left on device >&2; exit 1"], env=dict(os.environ), cwd=tmp_path)
    assert "No space left on device" in stages.log.read_text()


def test_an_old_failure_in_the_log_does_not_explain_a_new_one(stages: Stages, tmp_path: Path) -> None:
    with stages.locked():
        stages.run(["echo", "No space left on device"], env=dict(os.environ), cwd=tmp_path)
        with pytest.raises(Refusal, match="the last lines of"):
            stages.run(["sh", "-c", "echo something else; exit 1"], env=dict(os.environ), cwd=tmp_path)


def test_a_second_run_waits_for_the_first_and_says_so(
    stages: Stages, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def second() -> None:
        with Stages(stages.folder).locked():
            order.append("second")

    with stages.locked():
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join(timeout=5)
    assert order == ["first", "second"]
    assert "waiting" in capsys.readouterr().out


def test_an_installer_whose_set_up_was_killed_keeps_the_next_one_waiting(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from tools.stages import Stages\n"
        "stages = Stages(Path(sys.argv[1]))\n"
        "with stages.locked():\n"
        "    stages.run(['sh', '-c', 'echo $$ > pid; exec sleep 30'], env=dict(os.environ), cwd=Path(sys.argv[1]))\n"
    )
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'modules'}"}
    set_up = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], env=environ)
    pid = tmp_path / "pid"
    deadline = time.monotonic() + 10
    while not (pid.is_file() and pid.read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    set_up.kill()
    set_up.wait()
    with (tmp_path / "lock").open("r+") as lock:
        try:
            with pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.kill(int(pid.read_text()), signal.SIGKILL)
        fcntl.flock(lock, fcntl.LOCK_EX)
