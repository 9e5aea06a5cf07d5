"""A bad day of AWS in front of the emulator: throttling, latency, time-outs and cut connections, in AWS's own wire format."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from types import TracebackType
from typing import Any

from sandbox.emulator import LOOPBACK, REPOSITORY, Credentials, Emulator, EmulatorError

SECONDS_TO_START = 20.0

Rule = dict[str, Any]


def throttling(probability: float, service: str = "*") -> Rule:
    """A share of the calls is answered with ThrottlingException and status 400, which boto3 tries again."""
    return {"service": service, "probability": probability, "error": {"code": "ThrottlingException", "status": 400}}


def latency(milliseconds: int, service: str = "*") -> Rule:
    return {"service": service, "latency": milliseconds}


def silence(milliseconds: int, probability: float = 1.0, service: str = "*") -> Rule:
    """No answer for so long; then status 504."""
    return {"service": service, "probability": probability, "timeout_ms": milliseconds}


def reset(probability: float, service: str = "*") -> Rule:
    """The connection is cut instead of an answer."""
    return {"service": service, "probability": probability, "reset": True}


class FaultyNetwork:
    """Microburst as a context manager. It speaks plain http to the client, and TLS to the emulator.

    rules: what goes wrong, see microburst's "Rules"; the first that fires decides.
    """

    def __init__(self, emulator: Emulator, *rules: Rule) -> None:
        self._emulator = emulator
        self._rules = rules
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> "FaultyNetwork":
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()

    def environment(self, credentials: Credentials) -> dict[str, str]:
        """The emulator's environment, by way of the faulty network."""
        return {**self._emulator.environment(credentials), "AWS_ENDPOINT_URL": self.url}

    def replace(self, *rules: Rule) -> None:
        """Put these rules in the place of the former ones."""
        self._ask("POST", "rules", json.dumps(rules).encode())

    def fired(self) -> list[dict[str, Any]]:
        """Every fault so far: `service`, `operation` and `action`, such as `error:ThrottlingException`."""
        return self._ask("GET", "fired")

    def _start(self) -> None:
        log = self._emulator.work_directory / f"faulty-network-{id(self)}.log"
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener, log.open("wb") as output:
            listener.bind((LOOPBACK, 0))
            listener.listen(128)
            self.url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sandbox.faulty_network_server"],
                cwd=self._emulator.work_directory,
                env={
                    "PATH": os.environ.get("PATH", ""),
                    "PYTHONPATH": str(REPOSITORY),
                    "SSL_CERT_FILE": str(self._emulator.certificate_authority),
                    "UPSTREAM": self._emulator.url,
                    "RULES": json.dumps(self._rules),
                    "LISTENING_SOCKET": str(listener.fileno()),
                },
                pass_fds=[listener.fileno()],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self._ask("GET", "health")
                return
            except OSError:
                time.sleep(0.05)
        raise EmulatorError(f"The faulty network did not start.\n{log.read_text(errors='replace')[-2000:]}")

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_microburst/{path}", body, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=5) as answer:
            return json.load(answer)

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # an orderly end would wait for open connections; there is nothing to save
        process.wait()
        if process.stdin:
            process.stdin.close()
