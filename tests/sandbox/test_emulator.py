"""The emulator is a good guest: on loopback only, beside others, and gone when its user is gone."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from sandbox.emulator import REPOSITORY, Emulator, EmulatorError
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, PEOPLE
from sandbox.world import World, iam_policies

SECONDS_TO_END = 10.0


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(tmp_path_factory.mktemp("emulator")) as running:
        yield running


@pytest.fixture(scope="module")
def world(emulator: Emulator) -> World:
    return World(emulator).prepare()


def addresses_listened_on(process_id: int) -> set[str]:
    """Hexadecimal local addresses of the process's listening TCP sockets, as Linux shows them."""
    inodes = set()
    for name in os.listdir(f"/proc/{process_id}/fd"):
        with contextlib.suppress(FileNotFoundError):  # a connection that was closed meanwhile
            inodes.add(os.readlink(f"/proc/{process_id}/fd/{name}").removeprefix("socket:[").removesuffix("]"))
    lines = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/{process_id}/net/{table}").read_text().splitlines()
    ]
    return {fields[1] for fields in lines if fields[3] == "0A" and fields[9] in inodes}


def ended(process_id: int, deadline: float) -> bool:
    """Gone, or dead and only waiting to be collected by whoever adopted it."""
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's list of sockets")
def test_it_listens_on_loopback_only_and_on_one_port(emulator: Emulator, world: World) -> None:
    world.client("sns", DEPLOYER).list_topics()
    port = int(emulator.url.rpartition(":")[2])
    assert addresses_listened_on(emulator.process_id) == {f"0100007F:{port:04X}"}


def test_two_stand_side_by_side_and_know_nothing_of_each_other(emulator: Emulator, world: World, tmp_path: Path) -> None:
    with Emulator(tmp_path) as other:
        assert other.url != emulator.url
        key = world.client("kms", DEPLOYER).create_key()["KeyMetadata"]["KeyId"]
        assert key not in str(other.client("kms", other.root(CUSTOMER_ACCOUNT)).list_keys())
        assert key in str(world.client("kms", DEPLOYER).list_keys())
        with pytest.raises(botocore.exceptions.ClientError):
            other.client("kms", world.credentials(DEPLOYER)).list_keys()


def test_it_writes_into_its_work_directory_and_leaves_no_process(tmp_path: Path) -> None:
    with Emulator(tmp_path) as own:
        process_id = own.process_id
        own.client("s3", own.root(CUSTOMER_ACCOUNT)).create_bucket(
            Bucket="a-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
    assert ended(process_id, time.monotonic() + SECONDS_TO_END)
    expected = {"certificate-authority.pem", "emulator.log", "server-key.pem", "server.pem"}
    assert {path.name for path in tmp_path.iterdir()} == expected


@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_an_exception_leaves_no_process(tmp_path: Path, interruption: type[BaseException]) -> None:
    process_id = 0
    with pytest.raises(interruption), Emulator(tmp_path) as own:  # noqa: PT012 - the body is what is interrupted
        process_id = own.process_id
        raise interruption
    assert ended(process_id, time.monotonic() + SECONDS_TO_END)


PARENT = """
import pathlib, sys, time
from sandbox.emulator import Emulator
emulator = Emulator(pathlib.Path(sys.argv[1]))
emulator.start()
print(emulator.process_id, emulator.url, flush=True)
if sys.argv[2] == "keep":
    emulator.keep()
    sys.exit()
time.sleep(60)
"""


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple["subprocess.Popen[str]", int, str]]:
    command = [sys.executable, "-c", PARENT, str(tmp_path), request.param]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child, url = process.stdout.readline().split()
        yield process, int(child), url
        process.kill()
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(child), signal.SIGKILL)


@pytest.mark.parametrize("parent", ["wait"], indirect=True)
def test_a_killed_parent_leaves_no_child(parent: tuple["subprocess.Popen[str]", int, str]) -> None:
    process, child, _ = parent
    process.kill()
    process.wait()
    assert ended(child, time.monotonic() + SECONDS_TO_END)


@pytest.mark.parametrize("parent", ["keep"], indirect=True)
def test_a_kept_one_outlives_its_parent_until_it_is_ended(
    parent: tuple["subprocess.Popen[str]", int, str], emulator: Emulator, tmp_path: Path
) -> None:
    process, child, url = parent
    assert process.wait(SECONDS_TO_END) == 0
    assert not ended(child, time.monotonic() + 0.5)
    os.kill(child, signal.SIGTERM)
    assert ended(child, time.monotonic() + SECONDS_TO_END)
    assert url != emulator.url


def test_one_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Emulator(tmp_path)
    monkeypatch.setattr(broken, "_module", "sandbox.no_such_module")
    with pytest.raises(EmulatorError, match=r"No module named sandbox\.no_such_module"):
        broken.__enter__()


def test_another_version_of_ministack_is_refused() -> None:
    program = "import importlib.metadata as m; m.version = lambda name: '9.9.9'; import sandbox.emulator_corrections"
    finished = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "installed is 9.9.9" in finished.stderr


def test_the_environment_of_a_child_holds_nothing_of_the_users_own_aws_settings(
    emulator: Emulator, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_ROLE_ARN"):
        monkeypatch.setenv(name, "the-users-own")
    environment = emulator.environment(world.credentials(DEPLOYER), "eu-west-2")
    assert "the-users-own" not in environment.values()
    assert environment["AWS_ENDPOINT_URL"] == emulator.url
    assert environment["AWS_REGION"] == "eu-west-2"
    assert environment["AWS_SESSION_TOKEN"] == world.credentials(DEPLOYER).session_token


def test_everybody_acts_as_the_role_that_the_people_file_names(world: World) -> None:
    assert set(iam_policies()) == set(PEOPLE)
    for person in PEOPLE:
        identity = world.client("sts", person).get_caller_identity()
        assert identity["Arn"] == f"arn:aws:sts::{person.account}:assumed-role/{person.role}/{person.role}-session"


def test_a_session_needs_its_own_secret_and_token(emulator: Emulator, world: World) -> None:
    session = world.credentials(DEPLOYER)
    emulator.client("kms", session).list_keys()
    for stolen in (replace(session, secret_access_key="wrong"), replace(session, session_token="wrong")):
        with pytest.raises(botocore.exceptions.ClientError, match=r"InvalidSignatureException|UnrecognizedClientException"):
            emulator.client("kms", stolen).list_keys()


def test_a_bucket_for_tls_only_refuses_what_came_by_plain_http(world: World) -> None:
    s3 = world.client("s3", DEPLOYER)
    s3.create_bucket(Bucket="tls-only", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::tls-only", "arn:aws:s3:::tls-only/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket="tls-only", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    s3.put_object(Bucket="tls-only", Key="over-tls", Body=b"x")

    def as_if_by_plain_http(request: Any, **_: Any) -> None:
        request.headers["X-Forwarded-Proto"] = "http"

    plain = world.client("s3", DEPLOYER)
    plain.meta.events.register("before-sign.s3", as_if_by_plain_http)
    with pytest.raises(botocore.exceptions.ClientError, match="AccessDenied"):
        plain.put_object(Bucket="tls-only", Key="over-http", Body=b"x")
