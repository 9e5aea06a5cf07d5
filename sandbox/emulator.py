"""An AWS emulator of one's own: a child process on loopback, over TLS, with IAM enforced, gone when its user is gone."""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import trustme

from sandbox.emulator_server import KEEP_RUNNING
from sandbox.people import CUSTOMER_ACCOUNT

LOOPBACK = "127.0.0.1"
REGION = "eu-west-1"
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 5.0
ROOT_SECRET = "root"
REPOSITORY = Path(__file__).resolve().parent.parent
INHERITED = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")


class EmulatorError(Exception):
    """The emulator did not start or ended by itself; the message carries the tail of its log."""


@dataclass(frozen=True)
class Credentials:
    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    def variables(self) -> dict[str, str]:
        """The environment variables that every AWS SDK and Terraform read."""
        variables = {"AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}
        return variables if self.session_token is None else {**variables, "AWS_SESSION_TOKEN": self.session_token}


class Emulator:
    """MiniStack as a context manager. Everything it writes lies in `work_directory`, which must exist.

    account: the account of requests that name none; every other account exists as soon as somebody acts in it.
    corrected: without the corrections only in tests that ask whether they are still needed.
    """

    def __init__(self, work_directory: Path, *, account: str = CUSTOMER_ACCOUNT, corrected: bool = True) -> None:
        self.work_directory = work_directory.resolve()
        self.account = account
        self.certificate_authority = self.work_directory / "certificate-authority.pem"
        self.log = self.work_directory / "emulator.log"
        self.url = ""
        self._module = "sandbox.emulator_corrections" if corrected else "sandbox.emulator_server"
        self._process: subprocess.Popen[bytes] | None = None
        self._root_clients: dict[tuple[str, str, str], Any] = {}

    @property
    def running(self) -> bool:
        """Whether this object has a process to end: no longer so once it is kept."""
        return self._process is not None

    @property
    def process_id(self) -> int:
        if self._process is None:
            raise EmulatorError("The emulator is not running.")
        return self._process.pid

    def __enter__(self) -> "Emulator":
        try:
            self.start()
        except BaseException:  # also KeyboardInterrupt: no child may be left behind
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        certificate, key = self._write_certificate()
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener, self.log.open("wb") as log:
            listener.bind((LOOPBACK, 0))
            listener.listen(128)
            port = listener.getsockname()[1]
            self.url = f"https://{LOOPBACK}:{port}"
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module],
                cwd=self.work_directory,
                env={**self._server_environment(port, certificate, key), "LISTENING_SOCKET": str(listener.fileno())},
                pass_fds=[listener.fileno()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the parent, which then ends the child in order
            )
        self._wait_until_ready(time.monotonic() + SECONDS_TO_START)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin and not process.stdin.closed:
            process.stdin.close()

    def keep(self) -> int:
        """Leave the emulator running after this process and return its process id: whoever keeps it must end it."""
        process, process_id = self._process, self.process_id
        assert process is not None
        assert process.stdin is not None
        process.stdin.write(KEEP_RUNNING)
        process.stdin.close()
        process.returncode = 0  # it is no longer this process's child to wait for
        self._process = None
        return process_id

    def root(self, account: str) -> Credentials:
        """The account's root user: only for preparing a world, since the emulator allows it everything, by any secret."""
        return Credentials(account, ROOT_SECRET)

    def root_client(self, service: str, account: str) -> Any:
        """A client of the account's root user, made once: whom the emulator is emptied around needs it again and again."""
        made = (self.url, service, account)
        if made not in self._root_clients:
            self._root_clients[made] = self.client(service, self.root(account))
        return self._root_clients[made]

    def environment(self, credentials: Credentials, region: str = REGION) -> dict[str, str]:
        """A whole environment for a child process such as Terraform: ours, without any AWS setting of the user's."""
        inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("AWS_")}
        nowhere = str(self.work_directory / "no-such-file")
        return {
            **inherited,
            **credentials.variables(),
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CA_BUNDLE": str(self.certificate_authority),
            "AWS_CONFIG_FILE": nowhere,
            "AWS_SHARED_CREDENTIALS_FILE": nowhere,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": ",".join(filter(None, [LOOPBACK, "localhost", os.environ.get("NO_PROXY")])),
        }

    def client(self, service: str, credentials: Credentials, region: str = REGION) -> Any:
        """A boto3 client; it neither retries nor waits long, since everything is on this machine."""
        import boto3
        from botocore.config import Config

        session = boto3.Session(
            credentials.access_key_id, credentials.secret_access_key, credentials.session_token, region_name=region
        )
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30, proxies={})
        options: dict[str, Any] = {"endpoint_url": self.url, "verify": str(self.certificate_authority), "config": config}
        return session.client(service, **options)

    def ask(self, path: str, fields: Mapping[str, Any]) -> None:
        """Asks the emulator itself, not what it emulates: `/_ministack/reset` or a path of `emulator_control`.

        Raises HTTPError for what does not exist.
        """
        request = urllib.request.Request(self.url + path, json.dumps(fields).encode(), method="POST")
        with self._opener().open(request, timeout=10):
            pass

    def _opener(self) -> urllib.request.OpenerDirector:
        context = ssl.create_default_context(cafile=str(self.certificate_authority))
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))

    def _write_certificate(self) -> tuple[Path, Path]:
        authority = trustme.CA()
        issued = authority.issue_cert(LOOPBACK, "localhost")
        certificate, key = self.work_directory / "server.pem", self.work_directory / "server-key.pem"
        key.touch(mode=0o600)
        authority.cert_pem.write_to_path(self.certificate_authority)
        issued.private_key_pem.write_to_path(key)
        for position, blob in enumerate(issued.cert_chain_pems):
            blob.write_to_path(certificate, append=position > 0)
        return certificate, key

    def _server_environment(self, port: int, certificate: Path, key: Path) -> dict[str, str]:
        work = self.work_directory
        return {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(work),
            "TMPDIR": str(work),
            "STATE_DIR": str(work / "state"),
            "S3_DATA_DIR": str(work / "s3"),
            "PERSIST_STATE": "0",
            "S3_PERSIST": "0",
            "DOCKER_HOST": f"unix://{work / 'no-docker.sock'}",  # it would remove containers of other emulators
            "BIND_HOST": LOOPBACK,
            "MINISTACK_HOST": "localhost",
            "GATEWAY_PORT": str(port),
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(certificate),
            "MINISTACK_SSL_KEY": str(key),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "AUTH": "true",
            "CLOUDTRAIL_RECORDING": "1",
            "MINISTACK_ACCOUNT_ID": self.account,
            "MINISTACK_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "LOG_LEVEL": "WARNING",
        }

    def _wait_until_ready(self, deadline: float) -> None:
        assert self._process is not None
        opener = self._opener()
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise EmulatorError(f"The emulator ended with exit code {self._process.returncode}.\n{self._log_tail()}")
            try:
                with opener.open(f"{self.url}/_ministack/ready", timeout=2):
                    return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        raise EmulatorError(f"The emulator did not answer within {SECONDS_TO_START:.0f} s.\n{self._log_tail()}")

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
