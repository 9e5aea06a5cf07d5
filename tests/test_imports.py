"""Who may import what, where import-linter cannot look: main.py, the folder `modules`, and the one door to cdktf."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIBRARY = ROOT / "modules" / "camunda_byok"
CODE = sorted(
    [ROOT / "main.py"]
    + [
        file
        for folder in ("modules", "stacks", "sandbox", "tools", "tests", "benchmarks", "examples")
        for file in (ROOT / folder).rglob("*.py")
    ]
)
PACKAGED = sorted([*LIBRARY.rglob("*.py"), *(ROOT / "stacks").glob("*.py"), ROOT / "main.py"])
CDKTF = {"cdktf", "constructs", "cdktf_cdktf_provider_aws", "jsii"}


def imported(source: str) -> Iterator[str]:
    """Yields the full name of everything that is imported, wherever in the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", CODE, ids=relative)
def test_nobody_imports_the_folder_modules(file: Path) -> None:
    assert not [name for name in imported(file.read_text("utf-8")) if name.split(".")[0] == "modules"]


@pytest.mark.parametrize("file", [file for file in PACKAGED if file.name != "bindings.py"], ids=relative)
def test_cdktf_and_the_provider_come_in_through_bindings_alone(file: Path) -> None:
    assert CDKTF.isdisjoint(name.split(".")[0] for name in imported(file.read_text("utf-8")))


def test_bindings_is_the_door() -> None:
    assert CDKTF & {name.split(".")[0] for name in imported((LIBRARY / "bindings.py").read_text("utf-8"))}


def test_main_wires_and_does_nothing_else() -> None:
    source = (ROOT / "main.py").read_text("utf-8")
    ours = {name for name in imported(source) if name.split(".")[0] not in ("os", "sys", "pathlib")}

    assert len(source.splitlines()) <= 40
    assert {name for name in ours if not name.startswith("stacks.")} == {
        "camunda_byok.bindings",
        "camunda_byok.constructs.guard",
        "camunda_byok.environment_files",
        "camunda_byok.errors",
        "camunda_byok.output",
        "camunda_byok.output.input_errors",
    }


def test_imports_are_found_wherever_they_hide() -> None:
    source = "import a.b\nfrom c.d import e\ndef f():\n    import g\n    from modules import h\n"

    assert sorted(imported(source)) == ["a.b", "c.d", "g", "modules"]


def test_the_source_root_is_no_package() -> None:
    assert not (ROOT / "modules" / "__init__.py").exists()
