"""Runs all tests in five processes side by side, and `make check` beside them: most of a deployment is waiting.

`python -m tools.run_tests`; `pytest` alone runs the same tests one after the other. What a process says is shown when it ends.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import IO, NamedTuple

SANDBOX = "tests/sandbox"
BESIDE = tuple(
    f"{SANDBOX}/test_{name}.py"
    for name in ("independent_keys", "keys_that_exist", "plans_made_anew", "successor", "trail_modes", "two_regions")
)
REVIEWED = (f"{SANDBOX}/test_plan_and_apply.py",)
"""Deployments of their own, which have nothing to do with that of the environment `sandbox`."""
COMMANDS = tuple(f"tests/{name}" for name in ("operations", "permissions", "live", "cli"))
"""Commands against an emulator without Terraform."""
CHECK = ("make", "--no-print-directory", "check")
TESTS = {
    "units, packages and examples": ("tests", *(f"--ignore={folder}" for folder in (SANDBOX, *COMMANDS))),
    "commands": COMMANDS,
    "the sandbox": (SANDBOX, *(f"--ignore={file}" for file in (*BESIDE, *REVIEWED))),
    "other deployments": BESIDE,
    "reviewed plans": REVIEWED,
}
LESS_GARBAGE_COLLECTED = {"GOGC": "300"}
"""To Terraform and its provider, which mostly read the provider's schema: each run takes a sixth less, and no more memory."""
POLL_SECONDS = 1.0
PASSED = 0


class Run(NamedTuple):
    name: str
    process: "subprocess.Popen[bytes]"
    said: IO[bytes]
    begun: float


def main() -> int:
    pytest = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
    running = [
        _start("style, types and import contracts", CHECK),
        *(_start(name, (*pytest, *arguments)) for name, arguments in TESTS.items()),
    ]
    failed: list[str] = []
    try:
        while running:
            time.sleep(POLL_SECONDS)
            for run in [run for run in running if run.process.poll() is not None]:
                running.remove(run)
                _show(run)
                if run.process.returncode != PASSED:
                    failed.append(run.name)
    finally:
        for run in running:  # interrupted: pytest ends its fixtures, and with them the emulators
            run.process.send_signal(signal.SIGINT)
        for run in running:
            run.process.wait()
    print(f"Failed: {', '.join(failed)}" if failed else "Everything passed.")
    return 1 if failed else 0


def _start(name: str, command: tuple[str, ...]) -> Run:
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is shown
    environ = {**LESS_GARBAGE_COLLECTED, **os.environ}
    return Run(name, subprocess.Popen(command, env=environ, stdout=said, stderr=subprocess.STDOUT), said, time.monotonic())


def _show(run: Run) -> None:
    run.said.seek(0)
    print(f"--- {run.name}, {time.monotonic() - run.begun:.0f} s", flush=True)
    sys.stdout.buffer.write(run.said.read())
    sys.stdout.buffer.flush()
    run.said.close()


if __name__ == "__main__":
    sys.exit(main())
