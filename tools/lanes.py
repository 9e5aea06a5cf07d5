"""Proves that the kit works beside other versions than those it pins: `make lanes`, or `make lanes LANES="bindings cdktn"`.

Each lane has environments of its own in `.lanes`, which stay for the next time. The lanes run one after the other, and each says
in one line what it proved. Exit code 1 where one failed; a lane that this machine cannot run is skipped, with its reason, and
fails nothing.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path

from tools import interpreters, launchers, move_to_cdktn
from tools.comparison import Allowed, Difference, addresses, faults, synthesized
from tools.installation import base_python, empty, quiet
from tools.stages import Stages
from tools.surroundings import Refusal

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 1800
"""Seconds after which any one command of a lane counts as failed; on a machine that is not busy none takes a sixth of it."""
PATIENCE = 20
"""Seconds that an interrupted command is given to clean up."""
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
FAST_TESTS = (
    *("tests/policies", "tests/patterns", "tests/cli", "tests/constructs"),
    *("tests/test_environment.py", "tests/test_environment_files.py", "tests/test_limits.py"),
)
CDKTN_TESTS = ("tests/constructs", "tests/stacks", "tests/test_bindings.py", "tests/test_imports.py", "tests/test_main.py")
"""Those through which cdktf is seen, the frozen addresses and the lazy provider among them."""
CDKTN = (
    Allowed(
        Difference(("//", "metadata", "version"), "0.21.0", "0.24.0"),
        "a comment that names the version of cdktf or cdktn; Terraform does not read it",
    ),
    Allowed(
        Difference(("terraform", "required_providers", "aws", "source"), "aws", "hashicorp/aws"),
        "the same provider, registry.terraform.io/hashicorp/aws: a source of one word is short for it",
    ),
)
"""All that differs between cdktf and cdktn, in every stack."""
NOT_COPIED = ("node_modules", "cdktf.out", "dist", "build", "__pycache__", ".*")


class Failed(Exception):
    """A lane did not prove what it is there for; the text says what was seen instead."""


class Skipped(Exception):
    """This machine cannot run the lane; the text says why."""


Lane = Callable[["Workshop"], str]


class Workshop:
    """What the lanes share: the checkout, the folder `.lanes`, and what the kit's own environment synthesizes."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self.root = root
        self.folder = root / ".lanes"
        self.environ = quiet(environ)
        self.stages = Stages(self.folder / "set-up")

    def environment(self, name: str, python: Path, lock: str) -> Path:
        """Makes a virtual environment with exactly the packages of a lock file, unless it is there, and returns its Python."""
        venv = self.folder / name
        inputs = [str(venv), str(python), python.resolve().stat().st_mtime_ns, (self.root / "requirements" / lock).read_text()]

        def install() -> None:
            empty(venv)
            self.stages.run([python, "-m", "venv", venv], env=self.environ, cwd=self.root)
            pip = [venv / "bin/python", "-m", "pip", "install", "--no-compile", "--require-hashes"]
            self.stages.run([*pip, "-r", self.root / "requirements" / lock], env=self.environ, cwd=self.root)

        self.stages.stage(f"  {name}".rstrip(), venv, inputs, install)
        return venv / "bin" / "python"

    def install_kit(self, python: Path) -> None:
        """Installs the checkout itself, as its users would, with its command; again each time, since it costs two seconds."""
        pip = [python, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-compile", "-e", "."]
        self.stages.run(pip, env=self.environ, cwd=self.root)

    @cached_property
    def ours(self) -> Mapping[str, object]:
        """What `.venv` synthesizes: cdktf and the provider's bindings as the kit pins them."""
        return self.synthesize("ours", self.root / ".venv", self.root)

    def synthesize(self, name: str, venv: Path, checkout: Path) -> Mapping[str, object]:
        """Synthesizes every environment of a checkout; all checkouts in the same folder, so that local states have one path."""
        output = self.folder / "synthesized" / name
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        variables = {"CDKTF_OUTDIR": str(output), "BYOK_STRICT": "1", "PYTHONPATH": str(checkout / "modules")}
        self.run([venv / "bin/python", checkout / "main.py"], output.parent, JSII_NODE=str(launchers.node(venv)), **variables)
        return synthesized(output)

    def run(self, command: Sequence[str | Path], folder: Path, **variables: str) -> str:
        """Runs one command and returns what it printed.

        Raises Failed with its last lines where it ends with anything but 0, or takes too long.
        """
        words = [str(word) for word in command]
        # In a session of its own, so that what it started in turn (an emulator, Terraform) can be ended with it.
        with subprocess.Popen(
            words,
            cwd=folder,
            env={**self.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                printed, errors = process.communicate(timeout=LONGEST)
            except subprocess.TimeoutExpired as late:
                _end(process)
                raise Failed(f"{' '.join(words[:4])} took more than {LONGEST} s") from late
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            tail = "\n".join((printed + errors).rstrip().splitlines()[-30:])
            raise Failed(f"{' '.join(words[:4])} ended with {process.returncode}:\n{tail}")
        return printed


def bindings(workshop: Workshop) -> str:
    """The last bindings that were made for cdktf."""
    python = workshop.environment("bindings", base_python(), "lane-bindings.txt")
    version = "from importlib.metadata import version; print(version('cdktf-cdktf-provider-aws'))"
    ours, last = (workshop.run([python, "-c", version], workshop.folder).strip() for python in (_ours(workshop), python))
    theirs = workshop.synthesize("bindings", python.parent.parent, workshop.root)
    _require_same(workshop.ours, theirs, ())
    return f"{_counted(theirs)}: the same with bindings {last} as with {ours}, nothing differs"


def cdktn(workshop: Workshop) -> str:
    """A copy of this checkout, moved to cdktn as its users would move theirs."""
    checkout = _moved_checkout(workshop)
    theirs = workshop.synthesize("cdktn", checkout / ".venv", checkout)
    _require_same(workshop.ours, theirs, CDKTN)
    tested = workshop.run([checkout / ".venv/bin/pytest", *CDKTN_TESTS], checkout)
    workshop.run([checkout / ".venv/bin/pyright", "modules", "stacks", "main.py"], checkout)
    return f"{_counted(theirs)}: the same with cdktn but for {len(CDKTN)} known values; types hold; {_passed(tested)}"


def cdktn_sandbox(workshop: Workshop) -> str:
    """The moved copy deploys: from nothing, and over what cdktf deployed before."""
    checkout = _moved_checkout(workshop)
    printed = workshop.run([checkout / ".venv/bin/python", "-m", "sandbox"], checkout)
    proven = re.search(r"\d+ resources in", printed)
    moved = workshop.run([_ours(workshop), "-m", "sandbox.moving", checkout], workshop.root)
    resources = proven[0].removesuffix(" in") if proven else "everything"
    return f"cdktn deploys and proves {resources}; {moved.strip().splitlines()[-1]}"


def python(version: str, workshop: Workshop) -> str:
    """The library, its command and the fast tests on one version of Python."""
    found, reason = interpreters.find(version, workshop.environ)
    if found is None:
        raise Skipped(reason)
    here = workshop.environment(f"python{version}", found, "development.txt")
    workshop.install_kit(here)
    workshop.run([here.parent / "byok", "validate"], workshop.root)
    tested = workshop.run([here, "-m", "pytest", "-p", "no:cacheprovider", *FAST_TESTS], workshop.root)
    exact = workshop.run([here, "-c", "import platform; print(platform.python_version())"], workshop.root).strip()
    return f"installs with all hashes on {exact}; {_passed(tested)}"


LANES: dict[str, Lane] = {
    "bindings": bindings,
    "cdktn": cdktn,
    "cdktn-sandbox": cdktn_sandbox,
    **{f"python{version}": partial(python, version) for version in PYTHONS},
}


def run(lanes: Mapping[str, Lane], workshop: Workshop) -> int:
    """Runs the lanes one after the other, says of each what came of it, and returns the exit code."""
    width = max(map(len, lanes))
    failed = False
    with workshop.stages.locked():
        for name, lane in lanes.items():
            begun = time.monotonic()
            try:
                outcome, text = "proven ", lane(workshop)
            except Skipped as skipped:
                outcome, text = "skipped", str(skipped)
            except (Failed, Refusal) as fault:
                outcome, text = "FAILED ", str(fault)
                failed = True
            print(f"{name:{width}}  {outcome}  {text} ({time.monotonic() - begun:.0f} s)", flush=True)
    return 1 if failed else 0


def _end(process: subprocess.Popen[str]) -> None:
    """Lets the process clean up after itself for a while, then ends it and what it started."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _moved_checkout(workshop: Workshop) -> Path:
    """Copies the checkout, moves the copy to cdktn and sets it up; what was installed there is kept where it fits."""
    checkout = workshop.folder / "cdktn"
    checkout.mkdir(parents=True, exist_ok=True)
    for entry in checkout.iterdir():
        if entry.name not in (".venv", "node_modules"):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for entry in workshop.root.iterdir():
        if entry.name in (".importlinter", ".gitignore"):
            shutil.copy(entry, checkout)
        elif not any(Path(entry.name).match(pattern) for pattern in NOT_COPIED):
            if entry.is_dir():
                shutil.copytree(entry, checkout / entry.name, ignore=shutil.ignore_patterns(*NOT_COPIED))
            else:
                shutil.copy(entry, checkout)
    move_to_cdktn.move(checkout)
    workshop.run([base_python(), "tools/set_up.py"], checkout)
    return checkout


def _require_same(before: Mapping[str, object], after: Mapping[str, object], allowed: Sequence[Allowed]) -> None:
    if found := faults(before, after, allowed):
        more = f"\n... and {len(found) - 10} more" if len(found) > 10 else ""
        raise Failed("what is synthesized differs:\n" + "\n".join(found[:10]) + more)


def _ours(workshop: Workshop) -> Path:
    return workshop.root / ".venv" / "bin" / "python"


def _counted(stacks: Mapping[str, object]) -> str:
    return f"{len(stacks)} stacks, {len(addresses(stacks))} resources"


def _passed(printed: str) -> str:
    """Says how many tests passed, from pytest's last line."""
    found = re.search(r"(\d+) passed", printed)
    if found is None:
        raise Failed(f"pytest did not say how many tests passed:\n{printed[-500:]}")
    return f"{found[1]} tests pass"


def main() -> int:
    options = argparse.ArgumentParser(prog="make lanes", description=__doc__)
    options.add_argument("lanes", nargs="*", metavar="lane", help=f"one of {', '.join(LANES)}; all of them by default")
    chosen: list[str] = options.parse_args().lanes
    if unknown := [name for name in chosen if name not in LANES]:
        print(f"There is no lane {', '.join(unknown)}: the lanes are {', '.join(LANES)}.", file=sys.stderr)
        return 2
    try:
        return run({name: LANES[name] for name in chosen or LANES}, Workshop(ROOT, os.environ))
    except KeyboardInterrupt:
        print("Interrupted; what is installed is kept for the next time.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
