"""An AWS emulator for all tests of a run, empty again before each of them that asks for it."""

import ssl
import urllib.request
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

from camunda_byok.aws.clients import CONNECTIONS, Clients
from sandbox.emulator import Credentials, Emulator
from sandbox.people import CUSTOMER_ACCOUNT, Person
from sandbox.world import World


class Emulated:
    """The emulator as one test sees it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._context = ssl.create_default_context(cafile=str(emulator.certificate_authority))
        self._roots: dict[str, Clients] = {}

    def reset(self) -> None:
        """Empties every account. Clients of before go on working."""
        request = urllib.request.Request(f"{self.emulator.url}/_ministack/reset", method="POST")
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._context))
        urllib.request.build_opener(*handlers).open(request, timeout=10).close()

    def root(self, account: str = CUSTOMER_ACCOUNT) -> Clients:
        """Returns the clients of an account's root user, whom the emulator allows everything: to prepare, never to prove."""
        if account not in self._roots:
            self._roots[account] = EmulatedClients(self.emulator, self.emulator.root(account))
        return self._roots[account]

    def people(self) -> World:
        """Makes the people of `sandbox/people.py`, with their IAM policies."""
        return World(self.emulator).prepare()

    def clients_of(self, person: Person, world: World) -> Clients:
        """Returns the clients of one of them, who may do what policies say."""
        return EmulatedClients(self.emulator, world.credentials(person))


class EmulatedClients:
    """Clients of one session, each made once, as `aws.clients.SessionClients` makes those of AWS. They never retry."""

    def __init__(self, emulator: Emulator, credentials: Credentials) -> None:
        self._session: Any = boto3.Session(
            credentials.access_key_id, credentials.secret_access_key, credentials.session_token, region_name="eu-west-1"
        )
        config = Config(
            retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30, max_pool_connections=CONNECTIONS, proxies={}
        )
        self._options = {"endpoint_url": emulator.url, "verify": str(emulator.certificate_authority), "config": config}
        self._made: dict[tuple[str, str], Any] = {}
        self._lock = Lock()

    def __call__(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._made:
                self._made[service, region] = self._session.client(service, region_name=region, **self._options)
            return self._made[service, region]
