"""Asks GitHub's API through its command line `gh`, which has the job's token in GH_TOKEN. Every runner of GitHub has it."""

import json
import subprocess
from collections.abc import Callable, Mapping
from typing import Any

Api = Callable[..., Any]
"""`api(path, method=..., fields=...)`; tests give another one."""


def api(path: str, *, method: str = "GET", fields: Mapping[str, str] | None = None) -> Any:
    """Returns what GitHub answers. A list is read to its end. Raises CalledProcessError, after `gh` has said why.

    fields: what is sent, as JSON.
    """
    command = ["gh", "api", "--method", method, path]
    if method == "GET":
        pages = _run([*command, "--paginate", "--slurp"])
        return [each for page in pages for each in page] if isinstance(pages[0], list) else pages[0]
    return _run([*command, "--input", "-"], json.dumps(fields or {}))


def _run(command: list[str], given: str = "") -> Any:
    return json.loads(subprocess.run(command, input=given, check=True, stdout=subprocess.PIPE, text=True).stdout)
