"""The record of what a command changed: who, why, which requests, how things were before and after."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from camunda_byok.operations.steps import Change, Procedure, Request

VERSION = 1
"""Of the record's JSON. Counts up when something disappears or changes its meaning; what is added does not count."""


class Result(Enum):
    """How a step, or everything, ended."""

    BEGUN = "begun"
    """Of a record that ends so: the command was stopped from outside, and what it was doing then may be done or not."""
    DONE = "done"
    PARTLY = "partly"
    """Of a record: everything was tried, and some step failed without which the rest was to go on."""
    FOUND = "found"
    """Everything was tried, and something is not as it should be; of a step, that it is not."""
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """What became of one step."""

    request: Request
    at: datetime
    result: Result
    request_id: str = ""
    """By which AWS Support and CloudTrail know the request; empty where none was answered."""
    why: str = ""
    """Why it failed; empty otherwise."""
    in_doubt: bool = False
    """Of a change that failed: whether it may have been made all the same, because AWS did not answer or failed itself."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One run of one command in one environment."""

    procedure: Procedure
    who: str
    """ARN of who made the requests."""
    ticket: str
    begun: datetime
    kit: str
    """Version of the kit."""
    result: Result = Result.BEGUN
    ended: datetime | None = None
    steps: tuple[StepRecord, ...] = ()
    before: dict[str, Any] = field(default_factory=dict[str, Any])
    """By what each look says."""
    after: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def name(self) -> str:
        """Unique for an environment, and sorted by time: begun to the microsecond, then the command."""
        return f"{self.begun:%Y-%m-%dT%H%M%S.%fZ}-{self.procedure.command}.json"

    def with_step(self, step: StepRecord) -> "Record":
        """Returns the record with a step added, in the place of the same step where that had only begun."""
        kept = self.steps[:-1] if self.steps and self.steps[-1].request is step.request else self.steps
        return replace(self, steps=(*kept, step))

    @property
    def changed_something(self) -> bool:
        """Whether a request that changes something was made, even if nobody knows how it ended."""
        return any(isinstance(step.request, Change) for step in self.steps)

    @property
    def made(self) -> tuple[StepRecord, ...]:
        """The changes that were made."""
        return tuple(step for step in self.steps if isinstance(step.request, Change) and step.result is Result.DONE)

    @property
    def failed(self) -> tuple[StepRecord, ...]:
        """The steps that failed. What hung on one of them was left out."""
        return tuple(step for step in self.steps if step.result is Result.FAILED)

    @property
    def why(self) -> str:
        """Why it was not done, or not all of it; empty where it was."""
        return " ".join(dict.fromkeys(_sentence(step.why) for step in self.failed if step.why))

    def as_json(self) -> dict[str, Any]:
        """Returns the record as JSON takes it. No secret is in it."""
        procedure = self.procedure
        return {
            "version": VERSION,
            "kit": self.kit,
            "command": procedure.command,
            "environment": procedure.environment,
            "account": procedure.account,
            "subject": procedure.subject,
            "who": self.who,
            "ticket": self.ticket,
            "reason": procedure.reason,
            "begun": self.begun.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
            "result": self.result.value,
            "effects": list(procedure.effects),
            "found": list(procedure.found),
            "steps": [
                {
                    "says": step.request.says,
                    "kind": type(step.request).__name__.lower(),
                    "action": step.request.action,
                    "region": step.request.region,
                    "parameters": step.request.shown,
                    "at": step.at.isoformat(),
                    "result": step.result.value,
                    "request_id": step.request_id,
                    "why": step.why,
                    "in_doubt": step.in_doubt,
                }
                for step in self.steps
            ],
            "before": self.before,
            "after": self.after,
        }


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
