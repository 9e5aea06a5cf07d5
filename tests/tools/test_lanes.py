import subprocess
import sys
from pathlib import Path

import pytest

from tools import lanes
from tools.interpreters import find
from tools.lanes import Failed, Skipped, Workshop
from tools.surroundings import Refusal


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path, {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})


def proven(workshop: Workshop) -> str:
    return "all of it"


def raises(fault: Exception) -> lanes.Lane:
    def lane(workshop: Workshop) -> str:
        raise fault

    return lane


def test_every_lane_says_in_a_line_what_came_of_it(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    status = lanes.run({"one": proven, "other": raises(Skipped("there is no python3.99"))}, workshop)

    assert capsys.readouterr().out.splitlines() == [
        "one    proven   all of it (0 s)",
        "other  skipped  there is no python3.99 (0 s)",
    ]
    assert status == 0


@pytest.mark.parametrize("fault", [Failed("it differs"), Refusal("the disk is full")])
def test_a_lane_that_fails_is_an_exit_code_and_keeps_no_other_from_running(
    workshop: Workshop, capsys: pytest.CaptureFixture[str], fault: Exception
) -> None:
    status = lanes.run({"one": raises(fault), "two": proven}, workshop)

    one, two = capsys.readouterr().out.splitlines()
    assert one.startswith(f"one  FAILED   {fault}")
    assert two.startswith("two  proven")
    assert status == 1


def test_a_python_that_this_machine_lacks_is_skipped_with_the_reason(workshop: Workshop) -> None:
    with pytest.raises(Skipped, match=r"there is no python3\.99 on PATH"):
        lanes.python("3.99", workshop)
    assert find("3.99", workshop.environ)[0] is None


def test_what_synthesizes_differently_fails_and_the_first_ten_are_shown() -> None:
    before = {f"stack{number:02}": {"value": 1} for number in range(12)}
    after = {name: {"value": 2} for name in before}

    with pytest.raises(Failed, match=r"stack00: value: 1 -> 2\n(?s:.*)stack09(?s:.*)\.\.\. and 2 more"):
        lanes._require_same(before, after, ())


def test_a_command_that_fails_says_which_and_its_last_lines(workshop: Workshop) -> None:
    with pytest.raises(Failed, match=r"ended with 3:\n(?s:.*)why"):
        workshop.run([sys.executable, "-c", "import sys; print('why'); sys.exit(3)"], workshop.root)


def test_a_command_that_never_ends_fails(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LONGEST", 1)
    monkeypatch.setattr(lanes, "PATIENCE", 1)

    with pytest.raises(Failed, match="took more than"):
        workshop.run(["sh", "-c", "trap '' INT; sleep 61 & echo $! > started; wait; sleep 61"], workshop.root)

    started = (workshop.root / "started").read_text().strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", started], capture_output=True, text=True, check=False).stdout
    assert state[:1] in ("", "Z")  # what it had started has ended with it


def test_tests_that_did_not_run_prove_nothing() -> None:
    assert lanes._passed("12 passed, 1 skipped in 0.4s") == "12 tests pass"
    with pytest.raises(Failed):
        lanes._passed("no tests ran in 0.01s")


def test_everything_that_is_tested_in_a_lane_exists() -> None:
    assert not [name for name in (*lanes.FAST_TESTS, *lanes.CDKTN_TESTS) if not (lanes.ROOT / name).exists()]


def test_a_lane_that_does_not_exist_is_refused_by_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.lanes", "bindigns"], cwd=lanes.ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "There is no lane bindigns: the lanes are bindings, cdktn," in done.stderr
