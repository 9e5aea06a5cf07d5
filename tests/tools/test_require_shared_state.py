import json
from pathlib import Path
from typing import Any

import pytest

from tools import require_shared_state
from tools.require_shared_state import main, stacks_with_local_state


def synthesized(root: Path, stack: str, terraform: dict[str, Any]) -> Path:
    folder = root / ".byok" / "prod"
    (folder / "stacks" / stack).mkdir(parents=True)
    (folder / "stacks" / stack / "cdk.tf.json").write_text(json.dumps({"terraform": terraform}))
    return folder


@pytest.mark.parametrize("terraform", [{"backend": {"s3": {}}}, {"backend": {"remote": {}}}, {"cloud": {}}])
def test_a_shared_state_is_fine(terraform: dict[str, Any], tmp_path: Path) -> None:
    assert stacks_with_local_state(synthesized(tmp_path, "prod-key", terraform)) == []


@pytest.mark.parametrize("terraform", [{"backend": {"local": {"path": "x"}}}, {"backend": {}}, {}])
def test_any_other_is_refused(
    terraform: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(require_shared_state, "ROOT", tmp_path)
    synthesized(tmp_path, "prod-trail", {"cloud": {}})
    synthesized(tmp_path, "dev-key", {})  # all environments are synthesized; one alone is asked for
    assert main(["prod"]) == 0

    synthesized(tmp_path, "prod-key", terraform)
    assert main(["prod"]) == 2
    assert "The state of prod-key would be lost" in capsys.readouterr().out


def test_nothing_synthesized_is_not_taken_for_a_shared_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(require_shared_state, "ROOT", tmp_path)

    assert main(["prod"]) == 2


def test_what_the_kit_makes_is_read_rightly(application: dict[str, Path]) -> None:
    (folder,) = {path.parent.parent for path in application.values()}
    local = stacks_with_local_state(folder)

    assert "dev-key" in local
    assert "prod-key" not in local
