"""An AWS emulator for all tests of a run, empty again before each of them that asks for it."""

import ssl
import urllib.request
from functools import cache
from typing import Any

from camunda_byok.aws.clients import Clients
from sandbox.emulator import Emulator
from sandbox.people import CUSTOMER_ACCOUNT, Person
from sandbox.world import World


class Emulated:
    """The emulator as one test sees it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._context = ssl.create_default_context(cafile=str(emulator.certificate_authority))
        self._root = cache(lambda account, service, region: emulator.client(service, emulator.root(account), region))

    def reset(self) -> None:
        """Empties every account. Clients of before go on working."""
        request = urllib.request.Request(f"{self.emulator.url}/_ministack/reset", method="POST")
        urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._context)).open(
            request, timeout=10
        ).close()

    def root(self, account: str = CUSTOMER_ACCOUNT) -> Clients:
        """Returns the clients of an account's root user, whom the emulator allows everything: to prepare, never to prove."""
        return lambda service, region: self._root(account, service, region)

    def people(self) -> World:
        """Makes the people of `sandbox/people.py`, with their IAM policies."""
        return World(self.emulator).prepare()

    def clients_of(self, person: Person, world: World) -> Clients:
        """Returns the clients of one of them, who may do what policies say."""
        made: dict[tuple[str, str], Any] = {}

        def client(service: str, region: str) -> Any:
            if (service, region) not in made:
                made[service, region] = world.client(service, person, region)
            return made[service, region]

        return client
