import json
from pathlib import Path

import pytest

from tools import interpreters


def a_python(folder: Path, version: str, *, says: object) -> Path:
    """Makes a stand-in for a Python that answers what it is told to."""
    path = folder / f"python{version}"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{json.dumps(says)}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "PATH": str(tmp_path / "bin")}


def test_a_version_that_is_not_there_is_said_with_where_it_was_looked_for(home: dict[str, str]) -> None:
    found, reason = interpreters.find("3.12", home)

    assert found is None
    assert reason == "there is no python3.12 on PATH, in pyenv's versions or in uv's"


@pytest.mark.parametrize(
    "place", ["bin", ".pyenv/versions/3.12.1/bin", ".local/share/uv/python/cpython-3.12.9-linux-x86_64-gnu/bin"]
)
def test_a_python_is_found_where_it_may_be(home: dict[str, str], tmp_path: Path, place: str) -> None:
    python = a_python(tmp_path / place, "3.12", says=[[3, 12], []])

    assert interpreters.find("3.12", home) == (python, "")
    assert interpreters.find("3.1", home)[0] is None


def test_the_newest_patch_is_taken_and_one_that_is_unfit_passed_over(home: dict[str, str], tmp_path: Path) -> None:
    a_python(tmp_path / ".pyenv/versions/3.12.11/bin", "3.12", says=[[3, 12], ["venv"]])
    older = a_python(tmp_path / ".pyenv/versions/3.12.9/bin", "3.12", says=[[3, 12], []])
    a_python(tmp_path / ".pyenv/versions/3.12.2/bin", "3.12", says=[[3, 12], []])

    assert interpreters.find("3.12", home) == (older, "")


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ([[3, 11], []], "is Python 3.11"),
        ([[3, 12], ["venv", "ensurepip"]], "lacks venv and ensurepip"),
        ("no list", "does not run"),
    ],
)
def test_why_a_python_will_not_do_is_said(home: dict[str, str], tmp_path: Path, says: object, reason: str) -> None:
    python = a_python(tmp_path / "bin", "3.12", says=says)

    assert interpreters.find("3.12", home) == (None, f"{python} {reason}")


def test_a_command_that_fails_is_no_python(home: dict[str, str], tmp_path: Path) -> None:
    python = a_python(tmp_path / "bin", "3.12", says=[])
    python.write_text("#!/bin/sh\necho 'pyenv: 3.12 is not chosen' >&2\nexit 127\n")

    assert interpreters.find("3.12", home) == (None, f"{python} does not run")
