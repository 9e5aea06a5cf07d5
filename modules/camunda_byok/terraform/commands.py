"""Runs Terraform in a stack's folder: initialize, plan into a file, show, apply."""

import hashlib
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from camunda_byok.errors import InputError, printable
from camunda_byok.terraform import binary, cli_configuration, provider_mirror

PLAN = "reviewed.tfplan"
"""The saved plan's file, in the stack's folder. It may hold secrets in clear, as Terraform's plans do."""


class TerraformFailed(InputError):
    """Terraform ended with an error."""


class Terraform:
    """Terraform with a CLI configuration of ours, on any number of stacks."""

    def __init__(self, directory: Path, environ: Mapping[str, str]) -> None:
        """Finds the program and the provider, and writes the CLI configuration into `directory`.

        environ: the whole environment that Terraform is to have, AWS credentials included.

        Raises InputError where there is no usable Terraform.
        """
        self._binary = binary.find(environ)
        ours = cli_configuration.write(directory, provider_mirror.find(environ))
        self._environ = {**environ, **ours, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}

    def initialize(self, folder: Path) -> None:
        self._require(self._run(folder, "init", "-no-color", "-input=false"), folder, "could not be initialized")

    def plan(self, folder: Path) -> None:
        """Plans the stack into its file. Raises TerraformFailed where there can be no plan."""
        (folder / PLAN).unlink(missing_ok=True)
        self._require(self._run(folder, "plan", "-no-color", "-input=false", f"-out={PLAN}"), folder, "cannot be planned")

    def show(self, folder: Path) -> bytes:
        """Returns the saved plan as JSON."""
        return self._require(self._run(folder, "show", "-json", PLAN), folder, "has a plan that cannot be read")

    def apply(self, folder: Path, said: Callable[[str], None]) -> None:
        """Applies the saved plan; `said` is given each line that Terraform writes meanwhile."""
        command = [str(self._binary), "apply", "-no-color", "-input=false", PLAN]
        lines: list[str] = []
        with subprocess.Popen(
            command,
            cwd=folder,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="backslashreplace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                said(printable(line.rstrip("\n")))
        if process.returncode:
            raise _failed("".join(lines), folder, "was not applied to its end")

    def state_fingerprint(self, folder: Path) -> str:
        """Returns a digest of the state as it is now; empty state has one too."""
        return hashlib.sha256(
            self._require(self._run(folder, "state", "pull"), folder, "has a state that cannot be read")
        ).hexdigest()

    def _run(self, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [str(self._binary), *arguments]
        return subprocess.run(command, cwd=folder, env=self._environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)

    def _require(self, ended: "subprocess.CompletedProcess[bytes]", folder: Path, problem: str) -> bytes:
        if ended.returncode:
            raise _failed((ended.stderr or ended.stdout).decode("utf-8", "backslashreplace"), folder, problem)
        return ended.stdout


def _failed(said: str, folder: Path, problem: str) -> TerraformFailed:
    return TerraformFailed(
        field=folder.name,
        problem=f"this stack {problem}; Terraform says:",
        said=said,
        remedy="Mend what Terraform says and run the command again; nothing that was done is lost.",
    )


def missing_first(failed: TerraformFailed) -> str:
    """Returns the stack that has to be deployed before this one can be planned, or nothing where that is not the reason.

    Stacks name what they look for after what makes it (`deploy_prod-key_first`), so that Terraform's own error says what to do.
    """
    found = re.search(r"deploy_([a-z0-9-]+?)(?:_in_both_regions)?_first", failed.said)
    return found[1] if found else ""
