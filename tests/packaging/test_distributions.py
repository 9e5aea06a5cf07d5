"""What `make dist` builds: the library, the whole library and nothing but the library."""

import re
import tarfile
from pathlib import Path
from zipfile import ZipFile

from tests.packaging.conftest import ROOT, Distributions, build

SOURCES = ROOT / "modules"


def library_files() -> set[str]:
    files = (file for file in (SOURCES / "camunda_byok").rglob("*") if file.is_file() and file.parent.name != "__pycache__")
    return {file.relative_to(SOURCES).as_posix() for file in files}


def in_wheel(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def in_sdist(sdist: Path) -> set[str]:
    """The files without the folder that holds them all."""
    with tarfile.open(sdist) as archive:
        return {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}


def test_the_wheel_holds_the_library_its_metadata_and_nothing_else(distributions: Distributions) -> None:
    held = in_wheel(distributions.wheel)
    metadata = {name for name in held if ".dist-info/" in name}

    assert held - metadata == library_files()
    assert {name.partition(".dist-info/")[2] for name in metadata} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }


def test_the_wheel_says_that_the_library_is_typed(distributions: Distributions) -> None:
    assert "camunda_byok/py.typed" in in_wheel(distributions.wheel)


def test_the_source_distribution_holds_the_library_and_what_a_reader_needs(distributions: Distributions) -> None:
    # .gitignore is hatchling's own wish: a build from the archive leaves out what a build from the checkout does.
    besides = {"pyproject.toml", "PKG-INFO", ".gitignore", "LICENSE", "README.md", "CHANGELOG.md"}

    assert in_sdist(distributions.sdist) == {f"modules/{name}" for name in library_files()} | besides


def test_building_again_gives_the_same_bytes(distributions: Distributions, checkout: Path, tmp_path: Path) -> None:
    again = build(checkout, tmp_path / "dist")

    assert again.wheel.read_bytes() == distributions.wheel.read_bytes()
    assert again.sdist.read_bytes() == distributions.sdist.read_bytes()


def test_the_source_distribution_builds_the_same_wheel(distributions: Distributions, tmp_path: Path) -> None:
    with tarfile.open(distributions.sdist) as archive:
        archive.extractall(tmp_path)  # made a moment ago, by us
    (unpacked,) = tmp_path.iterdir()

    assert build(unpacked, tmp_path / "dist").wheel.read_bytes() == distributions.wheel.read_bytes()


def test_what_lies_about_in_a_checkout_stays_out(checkout: Path, distributions: Distributions, tmp_path: Path) -> None:
    (checkout / "modules/camunda_byok/__pycache__").mkdir(exist_ok=True)
    (checkout / "modules/camunda_byok/__pycache__/names.cpython-310.pyc").write_bytes(b"")
    (checkout / "modules/notes.py").write_text("")
    (checkout / "terraform.prod-key.tfstate").write_text("{}")
    again = build(checkout, tmp_path / "dist")

    assert in_wheel(again.wheel) == in_wheel(distributions.wheel)
    assert in_sdist(again.sdist) == in_sdist(distributions.sdist)


def test_the_version_is_the_newest_of_the_changelog(distributions: Distributions) -> None:
    newest = re.search(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert newest
    assert distributions.wheel.name.split("-")[1] == newest[1]
