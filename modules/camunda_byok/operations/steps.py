"""What a command does, as data: computed before anything is done, shown, confirmed, carried out and recorded.

A step is one request to AWS. Conditions are expressions on its answer (`expressions.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from camunda_byok.operations.expressions import search


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request to AWS."""

    says: str
    """What it is for, as an instruction: "Disable the key"."""
    service: str
    """As boto3 names it, such as `kms`."""
    operation: str
    """As the service names it, such as `DisableKey`."""
    region: str
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    secret: frozenset[str] = frozenset()
    """Names of parameters whose values are never shown or recorded."""
    rest_goes_on: bool = False
    """Whether what follows is done even where this fails. The command then ends as done in part, and says so."""
    only_after: "Change | None" = None
    """A change without which this means nothing: where that was not made, this is left out."""
    is_trial: bool = False
    """Whether it tries something: where it fails or does not hold, that is what was found, and the next steps are made."""

    @property
    def action(self) -> str:
        """As people speak of it, such as `kms:DisableKey`."""
        return f"{self.service}:{self.operation}"

    @property
    def shown(self) -> dict[str, Any]:
        """The parameters as they may be shown and recorded."""
        return {name: "(not shown)" if name in self.secret else shown(value) for name, value in self.parameters.items()}


@dataclass(frozen=True, kw_only=True)
class Look(Request):
    """A request that changes nothing, whose answer is kept in the record: how things are before and after."""

    of: str = "@"
    """Expression for what is kept of the answer; all of it unless given."""


@dataclass(frozen=True, kw_only=True)
class Check(Request):
    """A request that changes nothing, whose answer decides whether the next step is made."""

    holds: str
    """An expression on the answer: the steps go on where it is true."""
    otherwise: str
    """What it means where it is not: one sentence."""

    def is_met(self, answer: Mapping[str, Any]) -> bool:
        return search(self.holds, answer) is True


@dataclass(frozen=True, kw_only=True)
class Wait(Check):
    """A check that is made again and again until it holds. Interrupted, the command picks it up when it is run again."""

    every_seconds: float = 5
    at_most_seconds: float
    """After these the command ends as not done; the waiting can be taken up by running it again."""


@dataclass(frozen=True, kw_only=True)
class Change(Request):
    """A request that changes something."""

    settled_by: tuple[Check, ...] = ()
    """Asked where the request failed or its answer was lost: if one holds, the change is made all the same. So a request that AWS
    took, and whose answer did not arrive, is not made twice: where there is such a check, a lost answer is not asked for again
    before it."""
    undo: "Change | None" = None
    """Made at the end, however that is: after the last step, a failure or an interruption. Nothing is undone unless given."""
    holds: str = ""
    """An expression on the answer, where an answer alone does not say that it is done: it failed where that is not true."""
    unless_found: bool = False
    """Whether it is left out where a trial found something before: what says that all is well."""


Step = Change | Wait | Check


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a command does not do what it was asked for."""

    problem: str
    """One sentence."""
    remedy: str
    """What to do, as an instruction."""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """All that a command is going to do in one environment, and what it will mean."""

    command: str
    """Name of the command, such as `freeze`."""
    environment: str
    account: str
    region: str
    """The environment's first region, where AWS is asked who acts."""
    subject: str
    """What it is done to, by the name that people know: a key's alias, or its ARN where it has none."""
    effects: tuple[str, ...] = ()
    """What will happen, one sentence each."""
    no_effects: tuple[str, ...] = ()
    """What will not happen although somebody could think so, one sentence each."""
    cautions: tuple[str, ...] = ()
    """What could not be looked at, and what somebody should know before he agrees, one sentence each."""
    refusals: tuple[Refusal, ...] = ()
    """Where there are any, nothing is done."""
    found: tuple[str, ...] = ()
    """What was found at fault while this was computed, one sentence each: a command that tries something then ends so."""
    steps: tuple[Step, ...] = ()
    """In their order. None where there is nothing to do: `settled` says why."""
    settled: str = ""
    """Why there is nothing to do, one sentence."""
    looks: tuple[Look, ...] = ()
    """What is recorded before the first step and after the last."""
    confirm_by: str = ""
    """What has to be typed word for word; a plain yes does unless given."""
    reason: str = ""
    """Why it is done, in the words of who does it."""
    afterwards: tuple[str, ...] = ()
    """What is left for people to do once it is done, as instructions."""

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(step for step in self.steps if isinstance(step, Change))


def shown(value: object) -> Any:
    """Returns a parameter as it can be shown and written as JSON: of bytes their number alone."""
    if isinstance(value, bytes | bytearray):
        return f"({len(value)} bytes)"
    if isinstance(value, Mapping):
        return {str(name): shown(one) for name, one in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [shown(one) for one in cast("list[object]", value)]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
