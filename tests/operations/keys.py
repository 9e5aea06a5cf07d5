"""Keys in every state for the tests of commands, and clients that see or answer otherwise than the emulator."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ReadTimeoutError

from camunda_byok.aws.clients import Clients
from camunda_byok.aws.identity import Identity
from camunda_byok.environment import Environment
from camunda_byok.operations import acting
from camunda_byok.operations.acting import Acting
from sandbox.people import ADMINISTRATOR, CUSTOMER_ACCOUNT, Person
from tests.emulated import Emulated, described

REGION = "eu-west-1"
SECOND = "eu-central-1"
Parsed = dict[str, Any]


class Altered:
    """Clients whose KMS answers are altered on their way. `answers`: by operation, what changes an answer."""

    def __init__(self, clients: Clients, answers: Mapping[str, Callable[[Parsed], None]]) -> None:
        self._clients, self._answers = clients, answers
        self._altered: set[int] = set()

    def __call__(self, service: str, region: str) -> Any:
        client = self._clients(service, region)
        if service == "kms" and id(client) not in self._altered:
            self._altered.add(id(client))
            for operation, alter in self._answers.items():
                client.meta.events.register(f"after-call.kms.{operation}", lambda parsed, alter=alter, **_: alter(parsed))
        return client


def describing(**fields: Any) -> dict[str, Callable[[Parsed], None]]:
    """What alters DescribeKey so that it says these fields."""

    def alter(parsed: Parsed) -> None:
        if "KeyMetadata" in parsed:
            parsed["KeyMetadata"].update(fields)

    return {"DescribeKey": alter}


def lose_answers(clients: Clients, operation: str, region: str = REGION) -> list[str]:
    """Lets requests of an operation arrive at KMS, and their answers never. Returns the list of those that arrive."""
    client = clients("kms", region)
    arrived: list[str] = []

    def send(request: Any, **_: Any) -> None:
        client._endpoint.http_session.send(request)
        arrived.append(operation)
        raise ReadTimeoutError(endpoint_url=request.url)

    client.meta.events.register_first(f"before-send.kms.{operation}", send)
    return arrived


def acting_as(emulated: Emulated, environment: Environment, person: Person = ADMINISTRATOR, clients: Any = None) -> Acting:
    arn = f"arn:aws:sts::{CUSTOMER_ACCOUNT}:assumed-role/{person.role}/test"
    identity = Identity(account=CUSTOMER_ACCOUNT, arn=arn)
    return Acting(environment=environment, clients=clients or emulated.clients_of(person), identity=identity)


def write(folder: Path, name: str = "prod", **fields: Any) -> Path:
    """Writes the file of an environment, and returns the folder of all of them."""
    (folder / "environments").mkdir(exist_ok=True)
    (folder / "environments" / f"{name}.yaml").write_text(yaml.safe_dump(described(name, **fields)))
    return folder / "environments"


def use_clients(monkeypatch: pytest.MonkeyPatch, clients: Clients) -> None:
    """Lets commands in this process use these clients, whoever they are run as."""
    monkeypatch.setattr(acting, "clients_as", lambda role, region: clients)
