"""Deploys an environment with the real cdktf, Terraform and AWS provider, in a work directory of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from camunda_byok.terraform import binary, cli_configuration, provider_mirror

REPOSITORY = Path(__file__).resolve().parent.parent
CDKTF = Path(sys.prefix) / "bin" / "cdktf"
PLUGIN_CACHE = Path(sys.prefix) / "set-up" / "terraform" / "plugin-cache"
"""Where the set-up left the provider, if it had to be downloaded."""
NO_CHANGES = 0
"""Exit code of `terraform plan -detailed-exitcode` where nothing is left to do."""
FAILED = 1
"""Its exit code where there is no plan."""
PLAN = "the.plan"
"""File in which a plan is kept, in the stack's folder."""


class CommandFailed(Exception):
    """A command that had to succeed did not; the message carries its last lines."""


class Deployment:
    """One environment's stacks, deployed from `work_directory`, where the states and the synthesized stacks are as well."""

    def __init__(
        self,
        work_directory: Path,
        *,
        environment: str,
        variables: Mapping[str, str],
        command: Path = CDKTF,
        application: str = f"{sys.executable} {REPOSITORY / 'main.py'}",
        environments: Path | None = None,
    ) -> None:
        """Prepares the work directory.

        environment: name of one of the environments.
        environments: the folder of YAML files to take the place of `environments/`.
        variables: environment variables with credentials and end points; the whole of them, nothing is added but Terraform's.
        command: the command line that deploys; by default this environment's own.
        application: the command that synthesizes every stack; by default this checkout's.
        """
        self.command = command
        self.work_directory = work_directory
        self.environment = environment
        self.terraform = binary.find(os.environ)
        mirror = provider_mirror.find(os.environ)
        self.variables = {
            **variables,
            **({"BYOK_ENVIRONMENTS": str(environments)} if environments else {}),
            **cli_configuration.write(work_directory, mirror, plugin_cache=PLUGIN_CACHE),
            "TERRAFORM_BINARY_NAME": str(self.terraform),
        }
        # With a mirror there is perhaps no registry, and `terraform providers lock` would ask it.
        self._lock = ["--skip-provider-lock"] if mirror else []
        project = {
            "language": "python",
            "app": application,
            "projectId": "camunda-byok-sandbox",
            "sendCrashReports": "false",
        }
        (work_directory / "cdktf.json").write_text(json.dumps(project))

    @property
    def stacks(self) -> tuple[str, ...]:
        return tuple(f"{self.environment}-{kind}" for kind in ("key", "trail", "alarms"))

    def deploy(self, made: Callable[[str], None] = lambda address: None, *, stacks: str = "*") -> None:
        """Deploys the environment; `made` is told the address of each resource as it comes to be.

        stacks: which of its stacks: `key` for that one, every one unless given.
        """
        command = [str(self.command), "deploy", f"{self.environment}-{stacks}", "--auto-approve", *self._lock]
        lines: list[str] = []
        with subprocess.Popen(
            command,
            cwd=self.work_directory,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if found := re.search(r"(aws_\w+\.[\w-]+): Creation complete", line):
                    made(found[1])
        self._require(subprocess.CompletedProcess(command, process.returncode, "".join(lines), ""))

    def listed(self) -> str:
        """Returns what `cdktf list` prints."""
        return self._require(self._cdktf("list"))

    def diff(self, stack: str) -> str:
        """Returns what `cdktf diff` prints of one stack."""
        return self._require(self._cdktf("diff", stack, *self._lock))

    def destroy(self, stack: str) -> subprocess.CompletedProcess[str]:
        """Tries to destroy; whoever asks reads the exit code."""
        return self._cdktf("destroy", stack, "--auto-approve", "--ignore-missing-stack-dependencies", *self._lock)

    def plan(self, stack: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Plans one stack as it stands in the work directory; the exit code is Terraform's detailed one."""
        return self._terraform(stack, "plan", "-detailed-exitcode", "-no-color", "-input=false", "-lock=false", *arguments)

    def synthesize(self) -> None:
        """Synthesizes every stack and deploys nothing."""
        self._require(self._cdktf("synth"))

    def plan_afresh(self, stack: str) -> subprocess.CompletedProcess[str]:
        """Plans one stack without anything having been deployed."""
        self.synthesize()
        self.initialize(stack)
        return self.plan(stack)

    def initialize(self, stack: str) -> None:
        self._require(self._terraform(stack, "init", "-no-color", "-input=false"))

    def planned(self, stack: str) -> dict[str, Any]:
        """Plans one stack, keeps the plan for `apply`, and returns it as Terraform tells it to programs."""
        ended = self.plan(stack, f"-out={PLAN}")
        if ended.returncode == FAILED:
            self._require(ended)
        return json.loads(self._require(self._terraform(stack, "show", "-json", PLAN)))

    def apply(self, stack: str) -> None:
        """Applies the plan that `planned` kept."""
        self._require(self._terraform(stack, "apply", "-no-color", "-input=false", PLAN))

    def output(self, stack: str) -> dict[str, str]:
        """Returns the stack's outputs, as Terraform keeps them in the state."""
        shown = self._require(self._terraform(stack, "output", "-json"))
        return {name: output["value"] for name, output in json.loads(shown).items()}

    def folder(self, stack: str) -> Path:
        """Where a stack is synthesized, and where Terraform runs on it."""
        return self.work_directory / "cdktf.out" / "stacks" / stack

    def _terraform(self, stack: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run([self.terraform, *arguments], self.folder(stack))

    def _cdktf(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run([self.command, *arguments], self.work_directory)

    def _run(self, command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _require(self, ended: subprocess.CompletedProcess[str]) -> str:
        if ended.returncode:
            tail = "\n".join((ended.stdout + ended.stderr).splitlines()[-40:])
            raise CommandFailed(f"{' '.join(ended.args[:3])} ended with {ended.returncode}:\n{tail}")
        return ended.stdout
