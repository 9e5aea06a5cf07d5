"""Asks many things at once and waits a bounded time: what has not come by then is unknown, and nobody waits for it.

The threads are daemons: an end point that hangs cannot keep a command from ending.
"""

import time
from collections.abc import Callable, Hashable, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from camunda_byok.inventory.values import Unknown

Name = TypeVar("Name", bound=Hashable)
T = TypeVar("T")

THREADS = 24
SECONDS = 60.0
"""How long everything together may take. A call that is retried to its end takes about a minute."""


def together(
    jobs: Mapping[Name, Callable[[], T]],
    *,
    seconds: float = SECONDS,
    threads: int = THREADS,
    clock: Callable[[], float] = time.monotonic,
) -> dict[Name, T | Unknown]:
    """Returns what each job returned, in the order of the jobs, or `Unknown` for one that was not done in time.

    Raises what a job raises: jobs turn what may go wrong into values themselves.
    """
    waiting: SimpleQueue[tuple[Name, Callable[[], T]]] = SimpleQueue()
    done: SimpleQueue[tuple[Name, T | None, BaseException | None]] = SimpleQueue()
    for job in jobs.items():
        waiting.put(job)

    def work() -> None:
        while True:
            try:
                name, job = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((name, job(), None))
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                done.put((name, None, error))

    for _ in range(min(threads, len(jobs))):
        Thread(target=work, daemon=True).start()
    deadline = clock() + seconds
    found: dict[Name, T | Unknown] = {}
    while len(found) < len(jobs):
        try:
            name, value, error = done.get(timeout=max(0.0, deadline - clock()))
        except Empty:
            break
        if error is not None:
            raise error
        found[name] = value  # type: ignore[assignment]
    late = Unknown(f"it was not answered within {seconds:.0f} s")
    return {name: found.get(name, late) for name in jobs}
