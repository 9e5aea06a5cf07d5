"""`byok replace` and `byok retire`: bring a key to its end, step by step, in the only order that loses nothing."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import (
    AllOption,
    Asked,
    ConfirmOption,
    DryRunOption,
    NamesArgument,
    Prepared,
    RoleOption,
    TicketOption,
    YesOption,
    chosen,
    operate,
    side_by_side,
)
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from camunda_byok.environment import Environment
    from camunda_byok.operations.acting import Acting
    from camunda_byok.operations.ending.facts import Facts
    from camunda_byok.operations.ending.standing import Standing
    from camunda_byok.operations.steps import Refusal

ConfirmedOption = Annotated[
    str | None, typer.Option("--camunda-confirmed", metavar="REFERENCE", help="Record where Camunda's written confirmation is.")
]
QuarantineOption = Annotated[bool, typer.Option("--quarantine", help="Disable the key and see whether anybody misses it.")]
ScheduleOption = Annotated[bool, typer.Option("--schedule-deletion", help="Let KMS delete the key in 30 days.")]
UndoOption = Annotated[bool, typer.Option("--undo", help="Go back: by one step, or to an enabled key.")]
IdleOption = Annotated[
    int | None, typer.Option("--idle-days", metavar="N", help="Days without use before the quarantine.  [default: 30]")
]
QuarantineDaysOption = Annotated[
    int | None, typer.Option("--quarantine-days", metavar="N", help="Days of quarantine.  [default: 14]")
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; needed for fewer days, and recorded.")]


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What somebody asked for. Without a step it is only shown where everything stands."""

    kind: str
    step: str
    confirmation: str = ""
    idle_days: int | None
    quarantine_days: int | None
    reason: str
    role: str
    directory: Path


def replace_key(
    names: NamesArgument = None,
    every: AllOption = False,
    hand_over: Annotated[bool, typer.Option("--hand-over", help="Check the new key, show its ARN, and record it.")] = False,
    camunda_confirmed: ConfirmedOption = None,
    quarantine: QuarantineOption = False,
    schedule_deletion: ScheduleOption = False,
    undo: UndoOption = False,
    idle_days: IdleOption = None,
    quarantine_days: QuarantineDaysOption = None,
    reason: ReasonOption = "",
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    confirm: ConfirmOption = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Replace a cluster's key by a successor, and end it.

    Without a step: shows how far it is, what the next step wants, and its
    command. No step is possible before the evidence for it is there; tags on the
    keys say how far it is, so anybody can go on from anywhere.

    Exit codes: 0 shown or done, 1 refused, or something is wrong, 2 not done, or
    something could not be looked at.
    """
    steps = {"hand-over": hand_over, "confirm": camunda_confirmed is not None, "quarantine": quarantine}
    wanted = _Wanted(
        kind="replace",
        step=_one_of({**steps, "schedule-deletion": schedule_deletion, "undo": undo}),
        confirmation=camunda_confirmed or "",
        idle_days=idle_days,
        quarantine_days=quarantine_days,
        reason=reason,
        role=role,
        directory=environments,
    )
    asked = Asked(ticket=ticket, yes=yes, confirm=tuple(confirm or ()), dry_run=dry_run, format=format)
    _end(wanted, chosen(names, every, environments), asked)


def retire(
    names: NamesArgument = None,
    every: AllOption = False,
    camunda_confirmed: ConfirmedOption = None,
    quarantine: QuarantineOption = False,
    schedule_deletion: ScheduleOption = False,
    undo: UndoOption = False,
    idle_days: IdleOption = None,
    quarantine_days: QuarantineDaysOption = None,
    reason: ReasonOption = "",
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    confirm: ConfirmOption = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """End the key of a cluster that is gone, backups and all.

    Without a step: shows how far it is, what the next step wants, and its
    command. No step is possible before the evidence for it is there.

    Exit codes: 0 shown or done, 1 refused, or something is wrong, 2 not done, or
    something could not be looked at.
    """
    steps = {"confirm": camunda_confirmed is not None, "quarantine": quarantine, "schedule-deletion": schedule_deletion}
    wanted = _Wanted(
        kind="retire",
        step=_one_of({**steps, "undo": undo}),
        confirmation=camunda_confirmed or "",
        idle_days=idle_days,
        quarantine_days=quarantine_days,
        reason=reason,
        role=role,
        directory=environments,
    )
    asked = Asked(ticket=ticket, yes=yes, confirm=tuple(confirm or ()), dry_run=dry_run, format=format)
    _end(wanted, chosen(names, every, environments), asked)


def _one_of(steps: dict[str, bool]) -> str:
    given = [name for name, is_given in steps.items() if is_given]
    if len(given) > 1:
        raise InputError(
            field="step",
            value=", ".join(given),
            problem="several steps are asked for at once",
            remedy="Do one at a time: each looks at what the one before left.",
        )
    return given[0] if given else ""


def _end(wanted: _Wanted, selected: "list[Environment]", asked: Asked) -> None:
    _days(wanted)  # before anybody is asked for anything
    if not wanted.step:
        _show(wanted, selected, asked.format)
    if len(selected) > 1:
        raise InputError(
            field="ENVIRONMENTS",
            value=", ".join(each.name for each in selected),
            problem="a step is made in one environment at a time",
            remedy="Name one. Without a step all of them can be shown.",
        )
    operate(selected, lambda environment: _prepared(wanted, environment), asked)


def _looked_at(wanted: _Wanted, acting: "Acting") -> "Facts | Refusal":
    from datetime import datetime, timezone

    from camunda_byok.operations.ending.facts import Kind
    from camunda_byok.operations.ending.looking import generations, look
    from camunda_byok.operations.steps import Refusal

    found = generations(acting.environment, Kind(wanted.kind))
    if isinstance(found, Refusal):
        return found
    idle_days, quarantine_days = _days(wanted)
    return look(
        acting,
        Kind(wanted.kind),
        *found,
        is_deployed=_is_deployed(acting.environment.name, wanted.directory),
        now=datetime.now(timezone.utc),
        idle_days=idle_days,
        quarantine_days=quarantine_days,
    )


def _days(wanted: _Wanted) -> tuple[int, int]:
    """Returns the days without use and of quarantine that are demanded. Raises InputError where nobody can demand so many."""
    from camunda_byok.limits import IDLE_DAYS, QUARANTINE_DAYS

    idle, quarantine = wanted.idle_days, wanted.quarantine_days
    return (
        IDLE_DAYS.default if idle is None else IDLE_DAYS.check(idle, "--idle-days"),
        QUARANTINE_DAYS.default if quarantine is None else QUARANTINE_DAYS.check(quarantine, "--quarantine-days"),
    )


def _is_deployed(name: str, directory: Path) -> bool:
    """Whether stacks are made of an environment of this name: its file, or another one, is in the folder that main.py reads."""
    deployed = Path(os.environ.get("BYOK_ENVIRONMENTS") or "environments")
    return directory.resolve() == deployed.resolve() or (deployed / f"{name}.yaml").exists()


def _prepared(wanted: _Wanted, environment: "Environment") -> Prepared:
    from camunda_byok.operations.acting import changing, myself
    from camunda_byok.operations.ending.procedures import procedure, undoing
    from camunda_byok.operations.ending.stages import Move
    from camunda_byok.operations.steps import Procedure, Refusal

    act = myself if wanted.step in ("quarantine", "schedule-deletion") else changing
    acting = act(environment, role=wanted.role, purpose=wanted.kind)
    facts = _looked_at(wanted, acting)
    if isinstance(facts, Refusal):
        nothing = Procedure(
            command=wanted.kind,
            environment=environment.name,
            account=environment.account,
            region=environment.region,
            subject=environment.current_key.first.arn or str(environment.current_key.first.alias),
            refusals=(facts,),
        )
        return Prepared(acting=acting, procedure=nothing)
    if wanted.step == "undo":
        return Prepared(acting=acting, procedure=undoing(facts, reason=wanted.reason))
    steps = procedure(Move(wanted.step), facts, who=acting.identity.arn, confirmation=wanted.confirmation, reason=wanted.reason)
    return Prepared(acting=acting, procedure=replace(steps, command=f"{wanted.kind}-{wanted.step}"))


def _show(wanted: _Wanted, selected: "Sequence[Environment]", format: Format) -> None:
    """Shows where everything stands, and ends the command."""
    from camunda_byok.operations.acting import reading
    from camunda_byok.operations.ending.standing import standing
    from camunda_byok.operations.steps import Refusal
    from camunda_byok.output import ending, input_errors
    from camunda_byok.output.review_text import show

    def look(environment: "Environment") -> "Standing | Refusal":
        facts = _looked_at(wanted, reading(environment, role=wanted.role))
        return facts if isinstance(facts, Refusal) else standing(facts)

    found = dict(zip((one.name for one in selected), side_by_side(selected, look), strict=True))
    wrong = [each for each in found.values() if isinstance(each, InputError)]
    codes = {WRONG_INPUT if wrong else FINE}
    for name, one in found.items():
        if isinstance(one, InputError):
            continue
        if isinstance(one, Refusal):
            codes.add(REFUSED)
            if format is Format.text:
                show(ending.refusal_as_text(wanted.kind, name, one))
        else:
            codes.add(WRONG_INPUT if one.is_unseen else REFUSED if one.is_wrong else FINE)
            if format is Format.text:
                show(ending.as_text(one))
    if wrong:
        typer.echo(input_errors.as_text(wrong), err=True)
    if format is Format.json:
        typer.echo(ending.as_json(found))
    raise typer.Exit(max(codes))
