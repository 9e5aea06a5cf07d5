"""Carries out a procedure, step by step, and keeps its record at every moment."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from camunda_byok.aws.answers import Absence, Asked, answer, raise_if_surroundings, request_id_of, why
from camunda_byok.aws.asking_once import ask_once
from camunda_byok.aws.clients import Clients
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.evidence import Evidence
from camunda_byok.operations.expressions import search
from camunda_byok.operations.records import Record, Result, StepRecord
from camunda_byok.operations.steps import Change, Check, Look, Procedure, Request, Step, Wait, shown

SERVER_FAULT = 500
"""The least HTTP status by which a service says that the fault is its own."""
SECONDS_BETWEEN_LOOKS_AT_AN_INTERRUPTION = 0.5
Progress = Callable[[str], None]
"""Is told what is being done, one line each; a wait tells again and again."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Time, which tests bring along."""

    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it ended."""

    record: Record
    kept_at: str
    """Where the record is."""
    unrecorded: str = ""
    """Why the record does not hold everything; empty where it does."""

    @property
    def done(self) -> bool:
        return self.record.result is Result.DONE

    @property
    def ended(self) -> bool:
        """Whether every step was made, be it that a trial found something."""
        return self.record.result in (Result.DONE, Result.FOUND)


class Failed(Exception):
    """A step did not do what it was to do."""


class Interrupted(Exception):
    """Somebody wants it to end."""


def carry_out(
    procedure: Procedure,
    clients: Clients,
    evidence: Evidence,
    *,
    who: str,
    ticket: str = "",
    progress: Progress = lambda line: None,
    interrupted: Callable[[], bool] = lambda: False,
    clock: Clock = Clock(),
) -> Outcome:
    """Carries out the steps until one fails without which the rest means nothing, and returns how it ended.

    interrupted: asked between two requests and while waiting: whether to end. What is done by then stays done.

    Raises InputError, before anything is changed, where the record cannot be written. Once something is changed, a record that
    cannot be written stops nothing: the outcome says so.
    """
    assert not procedure.refusals, "who carries out a procedure has looked at its refusals"
    record = Record(
        procedure=procedure,
        who=who,
        ticket=ticket,
        begun=clock.now(),
        kit=version("camunda-byok"),
        before=_looked_at(procedure, clients),
    )
    run = _Run(record, clients, evidence, progress, interrupted, clock)
    result = run.all_steps()
    record = replace(run.record, result=result, ended=clock.now(), after=_looked_at(procedure, clients))
    run.keep(record)
    return Outcome(record=record, kept_at=run.kept_at, unrecorded=run.unrecorded)


def ask(request: Request, clients: Clients) -> dict[str, Any]:
    """Makes a request and returns AWS's answer. Raises what botocore raises."""
    method = getattr(clients(request.service, request.region), xform_name(request.operation))
    return method(**request.parameters)


def _looked_at(procedure: Procedure, clients: Clients) -> dict[str, Any]:
    return {look.says: _seen(look, clients) for look in procedure.looks}


def _seen(look: Look, clients: Clients) -> Any:
    try:
        said = answer(lambda: ask(look, clients), Asked(action=look.action, region=look.region))
    except InputError as fault:  # the credentials have expired meanwhile: the record says so
        return {"unknown": fault.problem}
    if isinstance(said, Unknown):
        return {"unknown": said.reason}
    if isinstance(said, Absence):
        return None
    return shown(search(look.of, {name: value for name, value in said.items() if name != "ResponseMetadata"}))


class _Run:
    def __init__(
        self,
        record: Record,
        clients: Clients,
        evidence: Evidence,
        progress: Progress,
        interrupted: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self.record = record
        self._clients, self._evidence, self._clock = clients, evidence, clock
        self._progress, self._interrupted = progress, interrupted
        self._undone: list[Change] = []
        self.kept_at = self.unrecorded = ""

    def keep(self, record: Record) -> None:
        self.record = record
        try:
            self.kept_at, self.unrecorded = self._evidence.write(record), ""
        except InputError as fault:
            if not record.changed_something:
                raise
            self.unrecorded = str(fault)

    def all_steps(self) -> Result:
        self.keep(self.record)
        result = self._steps()
        return result if self._undo_all() else Result.FAILED

    def _steps(self) -> Result:
        found = bool(self.record.procedure.found)
        not_made: list[Step] = []
        for step in self.record.procedure.steps:
            if any(step.only_after is missing for missing in not_made):
                continue
            if found and isinstance(step, Change) and step.unless_found:
                continue
            try:
                self._go_on()
                self._make(step)
            except Interrupted:
                return Result.INTERRUPTED
            except Failed as failed:
                if step.is_trial:
                    self._note(step, Result.FOUND, request_id=self.record.steps[-1].request_id, why=str(failed))
                    found = True
                elif step.rest_goes_on:
                    not_made.append(step)
                else:
                    return Result.FAILED
        if not_made:
            return Result.PARTLY if self.record.made else Result.FAILED
        return Result.FOUND if found else Result.DONE

    def _make(self, step: Step) -> None:
        self._progress(step.says)
        self._note(step, Result.BEGUN)
        if isinstance(step, Change) and step.undo:
            self._undone.append(step.undo)
        request_id = self._do(step)
        self._note(step, Result.DONE, request_id=request_id)

    def _undo_all(self) -> bool:
        """Undoes what is to be undone, the last first, whether or not its request is known to have been taken."""
        failed = False
        for undo in reversed(self._undone):
            try:
                self._make(undo)
            except Failed:
                failed = True
        return not failed

    def _do(self, step: Step) -> str:
        if isinstance(step, Wait):
            return self._wait(step)
        if isinstance(step, Check):
            said = self._ask(step)
            if not step.is_met(said):
                self._fail(step, step.otherwise, request_id_of(said))
            return request_id_of(said)
        return self._change(step)

    def _change(self, step: Change) -> str:
        if step.settled_by:
            ask_once(self._clients(step.service, step.region), step.operation)
        try:
            said = ask(step, self._clients)
            if step.holds and search(step.holds, said) is not True:
                self._fail(step, "AWS took the request and did not do what it asks for.", request_id_of(said))
            return request_id_of(said)
        except (ClientError, BotoCoreError) as error:
            if any(self._settled(check) for check in step.settled_by):
                return _request_id(error)
            return self._fail(step, _reason(error, step), _request_id(error), in_doubt=_in_doubt(error))

    def _settled(self, check: Check) -> bool:
        try:
            return check.is_met(ask(check, self._clients))
        except (ClientError, BotoCoreError):
            return False

    def _wait(self, step: Wait) -> str:
        deadline = self._clock.monotonic() + step.at_most_seconds
        while True:
            said = self._ask(step)
            if step.is_met(said):
                return request_id_of(said)
            left = deadline - self._clock.monotonic()
            if left <= 0:
                return self._fail(step, step.otherwise, request_id_of(said))
            self._progress(f"{step.says} (at most {left / 60:.0f} min more)")
            self._sleep(min(step.every_seconds, left))

    def _sleep(self, seconds: float) -> None:
        """Sleeps in short parts, so that an interruption does not wait for the end."""
        until = self._clock.monotonic() + seconds
        while (left := until - self._clock.monotonic()) > 0:
            self._go_on()
            self._clock.sleep(min(left, SECONDS_BETWEEN_LOOKS_AT_AN_INTERRUPTION))

    def _go_on(self) -> None:
        if self._interrupted():
            raise Interrupted

    def _ask(self, step: Check) -> dict[str, Any]:
        try:
            return ask(step, self._clients)
        except (ClientError, BotoCoreError) as error:
            self._fail(step, _reason(error, step), _request_id(error))
            raise  # never reached: _fail raises

    def _fail(self, step: Request, why_not: str, request_id: str, *, in_doubt: bool = False) -> str:
        self._note(step, Result.FAILED, request_id=request_id, why=why_not, in_doubt=in_doubt)
        raise Failed(why_not)

    def _note(self, step: Request, result: Result, *, request_id: str = "", why: str = "", in_doubt: bool = False) -> None:
        at = self._clock.now()
        noted = StepRecord(request=step, at=at, result=result, request_id=request_id, why=why, in_doubt=in_doubt)
        self.keep(self.record.with_step(noted))


def _reason(error: ClientError | BotoCoreError, request: Request) -> str:
    try:
        raise_if_surroundings(error)
    except InputError as fault:
        return f"{fault.problem}. {fault.remedy}"
    return why(error, Asked(action=request.action, region=request.region))


def _in_doubt(error: ClientError | BotoCoreError) -> bool:
    """Whether a request that failed so may have been carried out."""
    if isinstance(error, ClientError):
        return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400) >= SERVER_FAULT
    return True


def _request_id(error: ClientError | BotoCoreError) -> str:
    return request_id_of(error.response) if isinstance(error, ClientError) else ""
