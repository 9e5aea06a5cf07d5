"""A new virtual environment with the built wheel and what the wheel's own metadata asks for, and nothing else.

The packages beside the wheel are links to the locked ones in this checkout's environment: half a gigabyte of provider bindings is
neither fetched nor unpacked again, and no registry is asked. The wheel itself is installed by pip, which has no index to turn to,
so it fails where the metadata asks for something that the links do not bring.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path
from zipfile import Path as PathInZip

from packaging.requirements import Requirement

from tools.installation import quiet


class FreshEnvironment:
    """Where a user installed `camunda-byok`, or `camunda-byok[<extra>]`."""

    def __init__(self, folder: Path, wheel: Path, *, extra: str = "") -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self._run([sys.executable, "-m", "venv", folder])
        (site,) = folder.glob("lib/python*/site-packages")
        for each in _closure(_metadata(wheel), {extra} if extra else set()):
            _link(each, site)
        wanted = f"camunda-byok[{extra}] @ {wheel.as_uri()}" if extra else str(wheel)
        self._run([self.bin / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-compile", wanted])

    def run(
        self, *command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command as a user would who activated the environment."""
        path = os.pathsep.join([str(self.bin), os.environ.get("PATH", os.defpath)])
        environ = {**quiet(os.environ), "PATH": path, "VIRTUAL_ENV": str(self.folder), **(env or {})}
        program = self.bin / command[0] if (self.bin / command[0]).exists() else command[0]
        return subprocess.run(
            [program, *command[1:]],
            cwd=cwd or self.folder,  # never the checkout, from which Python would import what the wheel lacks
            env=environ,
            capture_output=True,
            text=True,
            timeout=900,  # the whole provider takes a minute on a quiet machine, and many on a busy one
            check=False,
        )

    def python(self, code: str) -> str:
        """Runs the code and returns what it prints."""
        done = self.run("python", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _run(self, command: list[str | Path]) -> None:
        done = subprocess.run(command, env=quiet(os.environ), capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def _metadata(wheel: Path) -> Distribution:
    (metadata,) = (folder for folder in PathInZip(wheel).iterdir() if folder.name.endswith(".dist-info"))
    return PathDistribution(metadata)  # pyright: ignore[reportArgumentType] - a path in a zip will do


def _closure(begin: Distribution, extras: set[str]) -> Iterable[Distribution]:
    """Returns everything that a distribution needs, as installed beside these tests."""
    found: dict[tuple[str, frozenset[str]], Distribution] = {}
    waiting = _needs(begin, extras)
    while waiting:
        requirement = waiting.pop()
        key = (requirement.name, frozenset(requirement.extras))
        if key not in found:
            found[key] = distribution(requirement.name)
            waiting += _needs(found[key], requirement.extras)
    return found.values()


def _needs(of: Distribution, extras: set[str]) -> list[Requirement]:
    requirements = [Requirement(text) for text in of.requires or ()]
    return [
        each
        for each in requirements
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in (extras or {""}))
    ]


def _link(installed: Distribution, site: Path) -> None:
    tops = {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}
    for top in tops:
        if not (site / top).exists():
            (site / top).symlink_to(Path(str(installed.locate_file(top))))
