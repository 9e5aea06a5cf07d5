"""An emulator for the tests of commands that talk to AWS, without Terraform: started once, emptied before each test.

`emulated` has the people of `sandbox.people`, their clients, and the command as one of them. Emptying takes a tenth of a second.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.guarding import key_guardians, replica_regions
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.key_policy import policy_for
from sandbox.emulator import REGION, Credentials, Emulator
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT, Person
from sandbox.world import World

if TYPE_CHECKING:
    from typer.testing import Result

    from camunda_byok.aws.clients import Clients, SessionClients
    from sandbox.faulty_network import FaultyNetwork

COMMAND = (sys.executable, "-c", "from camunda_byok.cli.entry import run; run()")
PEOPLE = {"administrators": [ADMINISTRATOR.arn], "auditors": [AUDITOR.arn], "break_glass": [BREAK_GLASS.arn]}


class Emulated:
    """An emulator and the people in it. One object per test: credentials of an earlier one are void."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    @cached_property
    def world(self) -> World:
        """The people, made when somebody first asks for one of them."""
        return World(self.emulator).prepare()

    def clients_of(self, person: Person, url: str = "") -> "SessionClients":
        """New clients of a person, as a command makes them: they try again and give up in bounded time.

        url: where they go instead of the emulator, such as a faulty network.
        """
        return clients_with(self.emulator, self.world.credentials(person), url)

    def root(self, account: str = CUSTOMER_ACCOUNT) -> "Clients":
        """The clients of an account's root user, whom the emulator allows everything: to prepare, never to prove."""
        return root_clients(self.emulator, account)

    def variables(self, person: Person, environments: Path | None = None, region: str = REGION) -> dict[str, str]:
        """The environment variables under which a command is run by a person.

        environments: the folder of the environment files. Default: the checkout's.
        """
        named = {} if environments is None else {"BYOK_ENVIRONMENTS": str(environments)}
        return {**self.world.environment(person, region), **named}

    def set_key(self, arn: str, *, rotation: tuple[str, float] | None = None, **fields: Any) -> None:
        """Sets what only time or AWS changes: `KeyState`, or another field of DescribeKey; a rotation of a kind at a date."""
        self._control("key", arn=arn, fields=fields, **({"rotation": rotation} if rotation else {}))

    def set_trail_status(self, arn: str, **status: Any) -> None:
        """Sets what GetTrailStatus says, such as `LatestDeliveryTime` and `LatestDeliveryError`. Dates are seconds since 1970."""
        self._control("trail", arn=arn, status=status)

    def set_subscription(self, arn: str, *, confirmed: bool) -> None:
        """Confirms a subscription by its ARN, which Subscribe gives to who asks for it, or takes the confirmation back."""
        self._control("subscription", arn=arn, confirmed=confirmed)

    def set_access_analyzer(self, operation: str, *pages: dict[str, Any], account: str = CUSTOMER_ACCOUNT) -> None:
        """Sets what Access Analyzer answers in the emulator's region. An answer that botocore does not know is refused."""
        from tests.aws_models import misshapen

        assert not [problem for page in pages for problem in misshapen("accessanalyzer", operation, page)]
        self._control("access-analyzer", account=account, region=REGION, operation=operation, pages=pages)

    def _control(self, what: str, **fields: Any) -> None:
        self.emulator.ask(f"/_byok/{what}", fields)

    def run(self, person: Person, *arguments: str, environments: Path | None = None) -> "Result":
        """Runs the command in this process, as a person. An `InputError` is the result's exception."""
        from typer.testing import CliRunner

        from camunda_byok.cli.main import app

        return CliRunner().invoke(app, list(arguments), env=self.variables(person, environments))

    def command(
        self, person: Person, *arguments: str, environments: Path | None = None, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Runs the command in a process of its own, as a person."""
        variables = self.variables(person, environments)
        return subprocess.run([*COMMAND, *arguments], env=variables, capture_output=True, text=True, timeout=seconds, check=False)


def hears_ctrl_c() -> None:
    """Lets a process hear Ctrl-C although the tests run in the background, where a shell has it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def clients_with(emulator: Emulator, credentials: Credentials, url: str = "") -> "SessionClients":
    import boto3  # pyright: ignore[reportMissingTypeStubs]
    import botocore.session

    from camunda_byok.aws.clients import SessionClients

    file = emulator.work_directory / f"config-of-{(url or emulator.url).rpartition(':')[2]}"
    file.write_text(f"[default]\nendpoint_url = {url or emulator.url}\nca_bundle = {emulator.certificate_authority}\n")
    session: Any = botocore.session.Session()
    session.set_config_variable("config_file", str(file))
    session.set_credentials(credentials.access_key_id, credentials.secret_access_key, credentials.session_token)
    return SessionClients(boto3.Session(botocore_session=session))


@cache
def root_clients(emulator: Emulator, account: str) -> "SessionClients":
    """Made once for all tests: making clients takes longer than most tests."""
    return clients_with(emulator, emulator.root(account))


def described(name: str = "emulated", **fields: Any) -> dict[str, Any]:
    """What the file of an environment says whose people are those of the emulator. `fields` add to it or replace."""
    return {
        "name": name,
        "account": CUSTOMER_ACCOUNT,
        "region": REGION,
        "deployers": [DEPLOYER.arn],
        "camunda": {"tenant_role": TENANT.arn},
        "key": PEOPLE,
        **fields,
    }


def environment_of(**fields: Any) -> Environment:
    return Environment.model_validate(described(**fields))


def make_key(clients: "Clients", environment: Environment) -> str:
    """Makes the environment's key in its first region, with its policy and alias, as the deployment would. Returns its ARN.

    clients: the deployer's.
    """
    key, generation = environment.managed_key, environment.current_key
    assert key
    replicas = replica_regions(environment, generation)
    policy = policy_for(
        environment.names,
        tenant_role=generation.tenant_role,
        guardians=key_guardians(environment, generation),
        deletion_window_days=key.deletion_window_days,
        replica_regions=replicas,
    )
    kms = clients("kms", environment.region)
    description = encryption_key_description(environment.names, generation=generation.generation)
    arn: str = kms.create_key(Description=description, Policy=to_json(policy), MultiRegion=bool(replicas))["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName=environment.names.key_alias, TargetKeyId=arn)
    kms.enable_key_rotation(KeyId=arn, RotationPeriodInDays=365)
    return arn


@pytest.fixture(scope="session")
def started_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """No AWS setting of who runs the tests is in its way."""
    with pytest.MonkeyPatch.context() as patch, Emulator(tmp_path_factory.mktemp("emulator")) as emulator:
        for name in [name for name in os.environ if name.upper().startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield emulator


@pytest.fixture
def emulated(started_emulator: Emulator) -> Emulated:
    """An emulator with people and nothing else, for one test."""
    return emptied(started_emulator)


def emptied(emulator: Emulator) -> Emulated:
    """Takes everything out of the emulator, people included."""
    emulator.ask("/_ministack/reset", {})
    return Emulated(emulator)


@pytest.fixture
def throttled_emulator(emulated: Emulated) -> "Iterator[FaultyNetwork]":
    """A network in which 30 % of the calls are throttled and each takes 20 ms longer; `replace` makes it another."""
    from sandbox.faulty_network import FaultyNetwork, latency, throttling

    with FaultyNetwork(emulated.emulator, throttling(0.3), latency(20)) as network:
        yield network
