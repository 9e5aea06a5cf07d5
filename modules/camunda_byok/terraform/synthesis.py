"""Synthesizes a cdktf project's stacks by running its application, without cdktf's own command line."""

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from camunda_byok.errors import InputError

SYNTHESIZED = "cdk.tf.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One synthesized stack."""

    name: str
    folder: Path
    """Where Terraform runs on it."""
    dependencies: tuple[str, ...]
    """Names of the stacks that are deployed before it."""

    @property
    def configuration(self) -> Path:
        return self.folder / SYNTHESIZED


def synthesize(project: Path, into: Path, environ: Mapping[str, str]) -> tuple[tuple[Stack, ...], str]:
    """Synthesizes every stack of the project into a folder.

    project: the folder with cdktf.json, whose `app` is run there.
    into: where the stacks go. What Terraform keeps there besides (`.terraform`, saved plans) stays.

    environ: what the application gets; its JSII_NODE, if any, is the Node that cdktf uses.

    Returns the stacks, each after those that it depends on, and what the application said besides.

    Raises InputError where there is no such project or its application fails.
    """
    command = _application(project)
    for old in (*into.glob(f"stacks/*/{SYNTHESIZED}"), *into.glob(MANIFEST)):
        old.unlink()  # a stack that is no longer made must not be planned as if it were
    try:
        ended = subprocess.run(
            command,
            cwd=project,
            env={**environ, "CDKTF_OUTDIR": str(into.absolute()), **_node(environ)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as fault:
        raise _failed(project, f"the application cannot be started: {fault.strerror}", command[0]) from fault
    said = ended.stderr.decode("utf-8", "backslashreplace")
    if ended.returncode:
        raise _failed(project, f"the application ended with {ended.returncode}; it says:", said)
    if not (into / MANIFEST).is_file():
        raise _failed(project, "the application ended well and synthesized nothing; it says:", said)
    return tuple(_in_order(_stacks(into))), said


def _failed(project: Path, problem: str, said: str) -> InputError:
    remedy = "Mend what it says. `cdktf synth` runs the same."
    return InputError(file=str(project / "cdktf.json"), field="app", problem=problem, said=said, remedy=remedy)


def _application(project: Path) -> list[str]:
    file = project / "cdktf.json"
    try:
        program, *arguments = shlex.split(json.loads(file.read_text(encoding="utf-8"))["app"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise InputError(
            file=str(file),
            problem="this is no cdktf project whose application can be run",
            remedy="Run the command in the folder that has cdktf.json and main.py.",
        ) from fault
    # `python main.py` means the Python that has the kit, whatever is first on PATH.
    return [sys.executable if program in ("python", "python3") else program, *arguments]


def _node(environ: Mapping[str, str]) -> dict[str, str]:
    """Returns the variable that names the Node of the locked wheel, where it is installed and nobody has named another."""
    if environ.get("JSII_NODE"):
        return {}
    found = shutil.which("node", path=str(Path(sys.executable).parent))
    return {"JSII_NODE": found} if found else {}


def _stacks(into: Path) -> dict[str, Stack]:
    manifest = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
    return {
        name: Stack(name=name, folder=into / said["workingDirectory"], dependencies=tuple(sorted(said["dependencies"])))
        for name, said in sorted(manifest["stacks"].items())
    }


def _in_order(stacks: dict[str, Stack]) -> list[Stack]:
    order: dict[str, Stack] = {}

    def add(stack: Stack) -> None:
        for name in stack.dependencies:
            if name in stacks:
                add(stacks[name])
        order.setdefault(stack.name, stack)

    for stack in stacks.values():
        add(stack)
    return list(order.values())
