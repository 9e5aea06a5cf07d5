"""Finds the `terraform` that is run, and refuses one that is too old."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from camunda_byok.errors import InputError

NAMED_BY = "TERRAFORM_BINARY_NAME"
"""cdktf's own variable: whoever sets it for cdktf has set it for us."""

OLDEST = (1, 5)
"""Older ones lack `check` blocks and `import` blocks, and cdktf 0.21 is not tested with them."""

_INSTALL = "Install Terraform 1.5 or newer"


def find(environ: Mapping[str, str], *, beside: Path | None = None) -> Path:
    """The terraform to run; `beside` is searched last, by default the folder of this Python's own commands.

    Raises InputError where there is none, or it is too old, or it does not run.
    """
    path = locate(environ, beside=beside or Path(sys.prefix) / "bin")
    if path is None:
        raise InputError(problem="There is no terraform on PATH", remedy=f"{_INSTALL}, or name one in {NAMED_BY}.")
    found = version(path)
    if found[:2] < OLDEST:
        raise InputError(
            problem="This Terraform is too old",
            value=f"{path} {'.'.join(map(str, found))}",
            allowed=f"{'.'.join(map(str, OLDEST))} or newer",
            remedy=f"{_INSTALL}, or name one in {NAMED_BY}.",
        )
    return path


def locate(environ: Mapping[str, str], *, beside: Path | None = None) -> Path | None:
    """The same without running it, which costs a tenth of a second: named, on PATH, or in `beside`."""
    search = environ.get("PATH", os.defpath)
    if named := environ.get(NAMED_BY):
        path = shutil.which(named, path=search)
        if path is None:
            raise InputError(
                problem="There is no such program",
                field=NAMED_BY,
                value=named,
                remedy=f"Name a terraform that can be run, or unset {NAMED_BY}.",
            )
        return Path(path)
    path = shutil.which("terraform", path=os.pathsep.join([search, *([str(beside)] if beside else [])]))
    return Path(path) if path else None


def version(path: Path) -> tuple[int, int, int]:
    """What `terraform version` says of itself."""
    # The user's CLI configuration is kept out: a broken one makes even this command fail.
    quiet = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_CLI_ARGS": ""}
    try:
        answer = subprocess.run([path, "version", "-json"], env=quiet, capture_output=True, text=True, timeout=60, check=True)
        numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", json.loads(answer.stdout)["terraform_version"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as fault:
        raise _unusable(path) from fault
    if numbers is None:
        raise _unusable(path)
    return int(numbers[1]), int(numbers[2]), int(numbers[3])


def _unusable(path: Path) -> InputError:
    return InputError(
        problem="This terraform does not say its version",
        value=str(path),
        remedy=f"Try `{path} version`. {_INSTALL}, or name one in {NAMED_BY}.",
    )
