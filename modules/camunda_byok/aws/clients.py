"""AWS clients of one person in any region: as who runs the command, or as a role that the environment names.

Every client retries as botocore's adaptive mode does and gives up in bounded time: nothing here waits for ever.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol

import boto3  # pyright: ignore[reportMissingTypeStubs]
import botocore.session
from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

from camunda_byok.access import AssumedRole
from camunda_byok.aws.answers import no_credentials

CONNECT_SECONDS = 5
READ_SECONDS = 10
ATTEMPTS = 5
"""Tries of one call, the first included. At 30 % throttling one call of 400 still fails."""
CONNECTIONS = 32
"""Of each client, so that calls side by side do not wait for one another."""
PRODUCT = "camunda-byok"
"""In the user agent, so that CloudTrail tells the kit's calls from others."""


class Clients(Protocol):
    """Gives the client of a service in a region: `clients("kms", "eu-west-1")`. Each is made once."""

    def __call__(self, service: str, region: str) -> Any: ...


class SessionClients:
    """The clients of one session. May be asked from several threads."""

    def __init__(self, session: boto3.Session, *, attempts: int = ATTEMPTS, read_seconds: float = READ_SECONDS) -> None:
        self._session: Any = session  # boto3 has no types
        self._config = Config(
            retries={"mode": "adaptive", "total_max_attempts": attempts},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=read_seconds,
            max_pool_connections=CONNECTIONS,
            user_agent_extra=PRODUCT,
        )
        self._made: dict[tuple[str, str], Any] = {}
        self._lock = Lock()  # a session makes clients in one thread at a time

    def __call__(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._made:
                self._made[service, region] = self._session.client(service, region_name=region, config=self._config)
            return self._made[service, region]


def clients_as(role: AssumedRole | None, *, region: str, make: Callable[[], boto3.Session] = boto3.Session) -> SessionClients:
    """Returns the clients of a role, or of who runs the command where there is none.

    region: of the STS that the role is asked for. Credentials of a role are asked for with the first call and renewed before they
    end, so that a long wait outlives them. Raises InputError where there is a role and nobody who could assume it.
    """
    session: Any = make()  # boto3 has no types
    if role is None:
        return SessionClients(session)
    own = session.get_credentials()
    if own is None:
        raise no_credentials()
    sts = SessionClients(session)("sts", region)
    arguments = {"RoleSessionName": role.session_name} | ({"ExternalId": role.external_id} if role.external_id else {})
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=lambda *_, **__: sts,
        source_credentials=own,
        role_arn=role.arn,
        extra_args=arguments,
    )
    assumed = botocore.session.Session()
    assumed._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")  # type: ignore[attr-defined]
    return SessionClients(boto3.Session(botocore_session=assumed))
