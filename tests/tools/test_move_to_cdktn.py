"""The move to cdktn, on a copy of this checkout. That what comes out of it runs is what `make lanes` proves."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from tools import lock, move_to_cdktn
from tools.move_to_cdktn import LOCKED, ROOT

AS_BEFORE = {"cdktf.json", "cdktf.out"}
"""Names that cdktn kept."""


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("checkout") / "copy"
    ignored = shutil.ignore_patterns(*move_to_cdktn.PASSED_OVER - {"package-lock.json"}, "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=ignored)
    move_to_cdktn.move(copy)
    return copy


def code(checkout: Path) -> list[Path]:
    return [file for file in move_to_cdktn.files(checkout) if file.suffix == ".py" and "tools" not in file.parts]


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_nothing_imports_cdktf_afterwards(moved: Path) -> None:
    before = set().union(*(imported(file) for file in code(ROOT)))
    after = set().union(*(imported(file) for file in code(moved)))

    assert {"cdktf", "cdktf_cdktf_provider_aws"} <= before
    assert after == before - {"cdktf", "cdktf_cdktf_provider_aws"} | {"cdktn", "cdktn_provider_aws"}


def test_bindings_differs_in_names_alone(moved: Path) -> None:
    here = Path("modules/camunda_byok/bindings.py")
    before, after = ((root / here).read_text(encoding="utf-8").splitlines() for root in (ROOT, moved))

    assert len([line for line in before if line not in after]) > 20
    assert [line.replace("cdktn_provider_aws", "cdktf_cdktf_provider_aws").replace("cdktn", "cdktf") for line in after] == before


def test_no_command_of_cdktf_is_left_in_code_or_documentation(moved: Path) -> None:
    left = [
        f"{file.relative_to(moved)}: {found}"
        for file in move_to_cdktn.files(moved)
        for found in re.findall(r"\bcdktf (?:deploy|diff|destroy|synth|output|list)\b.*", file.read_text(encoding="utf-8"))
    ]

    assert left == []
    assert "cdktn deploy 'prod-*'" in (moved / "README.md").read_text(encoding="utf-8")


def test_the_command_line_is_cdktn_s_and_its_files_keep_their_names(moved: Path) -> None:
    launchers = (moved / "tools" / "launchers.py").read_text(encoding="utf-8")

    assert 'commands / "cdktn"' in launchers
    assert "cdktn-cli/bundle/bin/cdktn.js" in launchers
    assert (moved / "cdktf.json").read_text() == (ROOT / "cdktf.json").read_text()


def test_what_is_installed_is_cdktn_and_nothing_of_cdktf(moved: Path) -> None:
    for file in ("requirements/kit.in", "requirements/kit.txt", "requirements/development.txt", "pyproject.toml"):
        assert not re.findall(r'(?m)^[ "]*cdktf[-=><]', (moved / file).read_text()), file
    assert list(json.loads((moved / "package.json").read_text())["devDependencies"]) == ["cdktn-cli", "pyright"]
    assert "node_modules/cdktn-cli" in json.loads((moved / "package-lock.json").read_text())["packages"]


def test_a_second_move_is_refused_and_changes_nothing(moved: Path) -> None:
    before = {file: file.read_bytes() for file in move_to_cdktn.files(moved)}

    with pytest.raises(LookupError, match="on cdktn already"):
        move_to_cdktn.move(moved)

    assert {file: file.read_bytes() for file in move_to_cdktn.files(moved)} == before


def pins(file: Path) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", file.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("ours", "lane"),
    [
        ("development.txt", f"{LOCKED}/development.txt"),
        ("kit.txt", f"{LOCKED}/kit.txt"),
        ("kit.txt", "requirements/lane-bindings.txt"),
    ],
)
def test_a_lane_has_what_we_have_but_for_cdktf(ours: str, lane: str) -> None:
    """It fails where a requirement was added or raised and the lanes' locks were not: `python3 tools/lock.py bindings cdktn`."""
    different = {*lock.DIFFERENT_IN_LANES, "cdktn", "cdktn-provider-aws"}
    mine, theirs = pins(ROOT / "requirements" / ours), pins(ROOT / lane)

    assert {name: version for name, version in theirs.items() if name not in different} == {
        name: version for name, version in mine.items() if name not in different
    }
    assert mine["cdktf-cdktf-provider-aws"] != theirs.get("cdktf-cdktf-provider-aws")


def test_the_locks_have_the_versions_that_the_move_pins() -> None:
    kit = move_to_cdktn.pinned(ROOT, "requirements/kit.in")
    locked = pins(ROOT / LOCKED / "kit.txt")

    assert dict(re.findall(r"(?m)^(cdktn[\w-]*)==(\S+)", kit)) == {name: locked[name] for name in ("cdktn", "cdktn-provider-aws")}
    package = json.loads(move_to_cdktn.pinned(ROOT, "package.json"))["devDependencies"]
    node = json.loads((ROOT / LOCKED / "package-lock.json").read_text())["packages"]
    assert {name: node[f"node_modules/{name}"]["version"] for name in package} == package
