"""The installed library as pyright sees it from a user's program: strict, and by the types that the wheel brings."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import ROOT
from tests.packaging.fresh import FreshEnvironment

HERE = Path(__file__).parent
MARK = re.compile(r"  # pyright: ignore\[(\w+)\]$")


@pytest.fixture(scope="module")
def found(library: FreshEnvironment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What pyright says of each program, by the program's name, in a folder that knows the library from the wheel alone."""
    folder = tmp_path_factory.mktemp("typed")
    (folder / "well_typed.py").write_text((HERE / "well_typed.py").read_text())
    mistakes = (HERE / "badly_typed.py").read_text().splitlines()
    (folder / "badly_typed.py").write_text("\n".join(MARK.sub("", line) for line in mistakes) + "\n")
    settings = {"venvPath": str(library.folder.parent), "venv": library.folder.name, "pythonVersion": "3.10"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    said = json.loads(library.run(ROOT / ".venv" / "bin" / "pyright", "--outputjson", cwd=folder).stdout)
    assert said["summary"]["filesAnalyzed"] == 2
    by_program: dict[str, list[dict[str, Any]]] = {"well_typed.py": [], "badly_typed.py": []}
    for each in said["generalDiagnostics"]:
        by_program[Path(each["file"]).name].append(each)
    return by_program


def test_a_correct_program_is_accepted_in_strict_mode(found: dict[str, list[dict[str, Any]]]) -> None:
    assert found["well_typed.py"] == []


def test_every_mistake_is_refused_at_its_line_and_nothing_else(found: dict[str, list[dict[str, Any]]]) -> None:
    mistakes = (HERE / "badly_typed.py").read_text().splitlines()
    expected = {(number, mark[1]) for number, line in enumerate(mistakes) if (mark := MARK.search(line))}

    assert len(expected) >= 15
    assert {(each["range"]["start"]["line"], each["rule"]) for each in found["badly_typed.py"]} == expected
