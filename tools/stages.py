"""Runs stages of an installation: once, one process at a time, quietly.

A stage leaves a stamp inside the folder that it fills, as its last deed. So a killed stage is redone, a deleted folder takes its
stamp along, and a stage whose inputs changed is redone too.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.surroundings import Refusal, meaning


class Stages:
    """Everything that is installed for one checkout; `folder` holds the lock and the log and outlives reinstallations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log.txt"
        self.done: list[str] = []
        self._lock = -1

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second process out until this one, and every installer that it started, has ended."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Another set-up is at work in this checkout; waiting for it to end.", flush=True)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(self._lock)

    def stage(self, name: str, folder: Path, inputs: Sequence[object], action: Callable[[], None]) -> None:
        """Run `action`, which fills `folder`, unless that was done already with the same inputs."""
        stamp = folder / f".complete-{name.lower().replace(' ', '-')}"
        expected = hashlib.sha256(repr(inputs).encode()).hexdigest()
        if stamp.is_file() and stamp.read_text() == expected:
            return
        stamp.unlink(missing_ok=True)
        print(f"{name} ...", end="", flush=True)
        begun = time.monotonic()
        try:
            action()
        except BaseException:
            print(flush=True)
            raise
        stamp.write_text(expected)
        self.done.append(name)
        print(f" {time.monotonic() - begun:.0f} s", flush=True)

    def run(self, command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> None:
        """Run one installer with its output in the log; what its failure means is said in one sentence."""
        with self.log.open("a+", encoding="utf-8", errors="replace") as log:
            print(f"\n$ {' '.join(map(str, command))}", file=log, flush=True)
            begin = log.tell()
            # The installer inherits the lock: if this process is killed, the next one waits until the orphan has ended.
            status = subprocess.run(
                [str(part) for part in command],
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[self._lock],
            ).returncode
            log.seek(begin)
            output = log.read()
        if status:
            raise Refusal(meaning(output, self.log))


def report(refusal: Exception) -> int:
    """Say what is wrong on stderr; the exit code for wrong surroundings."""
    text = str(refusal)
    print(text[:1].upper() + text[1:], file=sys.stderr)
    return 2
