"""Looks at an environment: everything that it declares, as it is, and what only AWS knows. Changes nothing."""

from datetime import datetime, timezone

from camunda_byok.aws.together import SECONDS
from camunda_byok.environment_status import Status, status_of
from camunda_byok.live.facts import read_facts
from camunda_byok.live.picture import read_picture
from camunda_byok.operations.acting import Acting


def status(acting: Acting, *, now: datetime | None = None, seconds: float = SECONDS) -> Status:
    """Returns how the environment stands.

    now: for tests; the moment of reading unless given. seconds: how long each round of questions may take; what was not answered
    by then is unknown. Raises InputError where no call can succeed.
    """
    environment, clients = acting.environment, acting.clients
    picture = read_picture(environment, clients, seconds=seconds)
    facts = read_facts(environment, picture.keys, clients, seconds=seconds)
    return status_of(
        environment,
        declared=picture.declared,
        live=picture.live,
        facts=facts,
        now=now or datetime.now(timezone.utc),
    )
