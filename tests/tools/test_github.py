import json
import os
import sys
from pathlib import Path

import pytest

from tools.github import api


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `gh` that answers with the file `answer` and keeps what it was given."""
    program = tmp_path / "gh"
    program.write_text(
        f"#!{sys.executable}\n"
        "import json, pathlib, sys\n"
        "folder = pathlib.Path(__file__).parent\n"
        "given = sys.stdin.read() if '--input' in sys.argv else ''\n"
        "(folder / 'given').write_text(json.dumps([sys.argv[1:], given]))\n"
        "print((folder / 'answer').read_text())\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_a_list_is_read_to_its_end(gh: Path) -> None:
    (gh / "answer").write_text("[[1, 2], [3]]")

    assert api("repos/example/byok/issues") == [1, 2, 3]
    arguments, _ = json.loads((gh / "given").read_text())
    assert arguments == ["api", "--method", "GET", "repos/example/byok/issues", "--paginate", "--slurp"]


def test_an_object_is_returned_as_it_is(gh: Path) -> None:
    (gh / "answer").write_text('[{"workflow_runs": [{"id": 1}]}]')

    assert api("repos/example/byok/actions/runs") == {"workflow_runs": [{"id": 1}]}


def test_a_text_is_sent_as_it_is_whatever_it_begins_with(gh: Path) -> None:
    (gh / "answer").write_text('{"id": 1}')

    assert api("repos/example/byok/issues", method="POST", fields={"body": "@somebody: 'yes'"}) == {"id": 1}
    arguments, given = json.loads((gh / "given").read_text())
    assert arguments[-2:] == ["--input", "-"]
    assert json.loads(given) == {"body": "@somebody: 'yes'"}
