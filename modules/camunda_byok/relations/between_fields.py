"""What the fields of an environment must be to each other."""

from collections.abc import Iterator

from camunda_byok.relations.conventions import of_conventions
from camunda_byok.relations.destinations import of_destinations
from camunda_byok.relations.given import Fault
from camunda_byok.relations.keys import of_keys
from camunda_byok.relations.people import of_people
from camunda_byok.relations.production import of_production
from camunda_byok.relations.state import of_state
from camunda_byok.relations.successors import of_successors
from camunda_byok.relations.trails import of_trail


def between_fields(data: object) -> Iterator[Fault]:
    """Yields each fault between fields, of whatever was given as an environment."""
    yield from of_people(data)
    yield from of_state(data)
    yield from of_keys(data)
    yield from of_successors(data)
    yield from of_destinations(data)
    yield from of_trail(data)
    yield from of_conventions(data)
    yield from of_production(data)
