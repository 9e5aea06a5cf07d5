"""Finds the Pythons of this machine by their version, and installs none."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

ASK = """
import importlib.util, json, sys
lacking = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
print(json.dumps([list(sys.version_info[:2]), lacking]))
"""


def find(version: str, environ: Mapping[str, str]) -> tuple[Path | None, str]:
    """Returns a Python of this version, such as "3.12", that makes virtual environments; or None, and why there is none."""
    reasons: list[str] = []
    for candidate in candidates(version, environ):
        if not (reason := unfit(candidate, version)):
            return candidate, ""
        reasons.append(f"{candidate} {reason}")
    return None, "; ".join(reasons) or f"there is no python{version} on PATH, in pyenv's versions or in uv's"


def candidates(version: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """Yields what may be a Python of this version: on PATH, and where pyenv and uv keep theirs, the newest patch first."""
    home = Path(environ.get("HOME") or Path.home())
    pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv")
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    uv = Path(environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    # Those before PATH: pyenv's own commands on PATH are shims, which run only what the user has chosen.
    installed = [*(pyenv / "versions").glob(f"{version}.*"), *uv.glob(f"cpython-{version}.*")]
    folders = [str(folder / "bin") for folder in sorted(installed, key=_patch, reverse=True)]
    for folder in [*folders, *environ.get("PATH", os.defpath).split(os.pathsep)]:
        if (path := Path(folder) / f"python{version}").is_file() and os.access(path, os.X_OK):
            yield path


def unfit(python: Path, version: str) -> str:
    """Says in a few words why this Python will not do; empty where it will."""
    try:
        answer = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=60, check=True)
        numbers, lacking = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return "does not run"
    if ".".join(map(str, numbers)) != version:
        return f"is Python {'.'.join(map(str, numbers))}"
    return f"lacks {' and '.join(lacking)}" if lacking else ""


def _patch(folder: Path) -> int:
    found = re.search(r"\.(\d+)(?:\D|$)", folder.name.split(".", 1)[1])
    return int(found[1]) if found else -1
