"""Questions to AWS about one thing each: calls that may fail alone, and the things that are made of what they answered.

All calls of all questions are made side by side. Where one is denied or late, the fields that depend on it say why they are not
known, and all others stand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from camunda_byok.aws.answers import Absence, Asked, answer
from camunda_byok.aws.together import SECONDS, together
from camunda_byok.inventory.model import Inventory, Thing
from camunda_byok.inventory.values import Unknown

Answer = Any
"""What a call returned, `ABSENT`, or `Unknown` with the reason. boto3's answers have no types."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of one thing."""

    calls: Mapping[str, Callable[[], Answer]]
    """By a name that `make` knows them by. None of them raises for what AWS may answer."""
    make: Callable[[Mapping[str, Answer]], Iterable[Thing]]


def asked(action: str, region: str, call: Callable[[], Any]) -> Callable[[], Answer]:
    """Returns the call as one that answers with a value whatever AWS says. action: as IAM names it, `kms:DescribeKey`."""
    return lambda: answer(call, Asked(action=action, region=region))


def field(said: Answer, *path: str, absent: Any = None) -> Any:
    """Returns what stands in an answer, `absent` where it has no such field, or why the answer is not known."""
    if isinstance(said, Unknown):
        return said
    if isinstance(said, Absence):
        return absent
    for name in path:
        if not said or name not in said:
            return absent
        said = said[name]
    return said


def answered(questions: Iterable[Question], *, seconds: float = SECONDS) -> Inventory:
    """Returns the things that all questions give. seconds: how long all calls together may take.

    Raises InputError where no call can succeed, see `aws/answers.py`.
    """
    everything = list(questions)
    said = together(
        {(number, name): call for number, each in enumerate(everything) for name, call in each.calls.items()}, seconds=seconds
    )
    things = [
        thing
        for number, question in enumerate(everything)
        for thing in question.make({name: said[number, name] for name in question.calls})
    ]
    return Inventory({thing.address: thing for thing in things})
