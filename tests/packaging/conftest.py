"""What is built and installed once for all of these tests."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.fresh import FreshEnvironment

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Distributions:
    """The two files of `make dist`."""

    wheel: Path
    sdist: Path


def build(checkout: Path, into: Path) -> Distributions:
    """Builds as `make dist` does."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", into]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,), (sdist,) = into.glob("*.whl"), into.glob("*.tar.gz")
    return Distributions(wheel, sdist)


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def library(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> FreshEnvironment:
    """`pip install camunda-byok`."""
    return FreshEnvironment(tmp_path_factory.mktemp("library") / "venv", distributions.wheel)


@pytest.fixture(scope="session")
def library_with_operations(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> FreshEnvironment:
    """`pip install camunda-byok[operations]`."""
    return FreshEnvironment(tmp_path_factory.mktemp("operations") / "venv", distributions.wheel, extra="operations")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what of this checkout is packaged, and of some that is not, made later and under another umask."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("pyproject.toml", ".gitignore", "LICENSE", "README.md", "CHANGELOG.md", "main.py"):
        shutil.copyfile(ROOT / name, copy / name)
    for name in ("modules", "stacks"):
        shutil.copytree(ROOT / name, copy / name, copy_function=shutil.copyfile)
    for file in copy.rglob("*"):
        file.chmod(0o700 if file.is_dir() else 0o600)
    return copy
