"""The cluster's key and the one beside it: which of them there can be, and that they are two."""

from collections.abc import Iterator

from camunda_byok.errors import InputError
from camunda_byok.relations.given import Fault, value_at
from camunda_byok.relations.keys import PAIRS

SUCCESSOR, PREDECESSOR = ("key", "successor"), ("key", "predecessor")


def of_successors(data: object) -> Iterator[Fault]:
    """Yields the faults between a key, its successor and its predecessor."""
    has_successor, has_predecessor = (value_at(data, place, object) is not None for place in (SUCCESSOR, PREDECESSOR))
    if has_successor and has_predecessor:
        yield (
            SUCCESSOR,
            InputError(
                problem="the key cannot get a successor while its own predecessor still stands beside it",
                allowed="a successor or a predecessor",
                remedy="See the predecessor to its end and take it away first: docs/replacing-a-key.md.",
            ),
        )
    taken_over = value_at(data, ("key", "adopt"), str)
    if taken_over:
        yield from _first_of_all(data)
    elif has_predecessor and value_at(data, ("key", "generation"), int, 1) == 1:
        yield (
            ("key", "generation"),
            InputError(
                value="1",
                problem="the first key of a cluster took nobody's place, and this one has a predecessor",
                allowed="2 or more: one more than the predecessor's generation",
                remedy="Write generation: 2 if the predecessor was the first.",
            ),
        )
    if value_at(data, (*SUCCESSOR, "arn"), str) and not value_at(data, ("key", "arn"), str):
        yield (
            (*SUCCESSOR, "arn"),
            InputError(
                value=value_at(data, (*SUCCESSOR, "arn"), str) or "",
                problem="the kit makes the successor of a key that it keeps; this names one that is owned elsewhere",
                allowed="tenant_role and withdrawn",
                remedy="Take the ARN away, or describe a key that is owned elsewhere: arn, with this as its successor.",
            ),
        )
    yield from _same_key(data)


def _first_of_all(data: object) -> Iterator[Fault]:
    for field in ("generation", "predecessor"):
        if value_at(data, ("key", field), object) is not None:
            yield (
                ("key", field),
                InputError(
                    problem="a key that is taken over is the first of its cluster that the kit knows",
                    remedy="Take this away. Of a key that took an adopted one's place write generation: 2, and adopt beneath "
                    "predecessor.",
                ),
            )


def _same_key(data: object) -> Iterator[Fault]:
    for field in (name for pair in PAIRS for name in pair):
        for place in (SUCCESSOR, PREDECESSOR):
            other = value_at(data, (*place, field), str)
            if other and other == value_at(data, ("key", field), str):
                yield (
                    (*place, field),
                    InputError(
                        value=other,
                        problem=f"this is the key itself, and no key is its own {place[-1]}",
                        allowed="the ARN of another key",
                        remedy="Copy the other key's ARN.",
                    ),
                )
