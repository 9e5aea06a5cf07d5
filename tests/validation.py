"""Terraform's own opinion of a configuration, with the real provider."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from camunda_byok.terraform import binary, cli_configuration, provider_mirror

Validate = Callable[[Path], dict[str, Any]]


def validator(settings: Path) -> Validate:
    """Returns what validates the configuration in a folder and answers with what Terraform says of it."""
    terraform = binary.find(os.environ)
    environ = {**os.environ, **cli_configuration.write(settings, provider_mirror.find(os.environ))}

    def run(*arguments: str, folder: Path) -> str:
        # Not checked: its exit code says less than what it writes, which the tests look at.
        done = subprocess.run(
            [terraform, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False
        )
        return done.stdout or done.stderr

    def on(folder: Path) -> dict[str, Any]:
        said = run("init", "-backend=false", "-input=false", "-no-color", folder=folder)
        assert (folder / ".terraform").is_dir(), said
        return json.loads(run("validate", "-json", folder=folder))

    return on
