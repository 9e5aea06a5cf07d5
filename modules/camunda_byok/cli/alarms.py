"""`byok alarms`: every alarm as it is; `byok alarms test`: tries whether they arrive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import (
    AllOption,
    Asked,
    DryRunOption,
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
    from camunda_byok.environment import Environment
    from camunda_byok.operations.alarms_seen import AlarmsSeen

TEST = "test"
NamesArgument = Annotated[list[str] | None, typer.Argument(metavar="[test] ENVIRONMENTS", help="Their names, such as prod.")]


def alarms(
    names: NamesArgument = None,
    every: AllOption = False,
    environments: EnvironmentsOption = Path("environments"),
    received: Annotated[
        list[str] | None,
        typer.Option("--confirm-received", metavar="NAME", help="With test: record that this one got the last drill."),
    ] = None,
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Show every alarm: is it there, on, unchanged, heard?

    `byok alarms test ENVIRONMENTS` tries them: it sends a drill by every way,
    raises CloudWatch alarms for a moment, sees the messages arrive where that
    can be seen, and says whom to ask. An environment that is called test is
    shown by `byok alarms test` alone, tried by `byok alarms test test`.

    Exit codes: 0 all is well, 1 something is at fault, 2 something could not be
    looked at, or it failed.
    """
    given = list(names or [])
    if given[:1] == [TEST] and (len(given) > 1 or every):
        asked = Asked(ticket=ticket, yes=yes, dry_run=dry_run, format=format)
        _test(chosen(given[1:], every, environments), role, tuple(received or ()), asked)
    for option, is_given in (("--confirm-received", received), ("--ticket", ticket), ("--yes", yes), ("--dry-run", dry_run)):
        if is_given:
            raise InputError(
                field=option, problem="nothing is changed by showing alarms", remedy="Say byok alarms test, or leave it away."
            )
    _list(chosen(names, every, environments), role, format)


def _test(environments: "list[Environment]", role: str, received_by: tuple[str, ...], asked: Asked) -> None:
    from datetime import datetime, timezone

    from camunda_byok.operations.acting import changing
    from camunda_byok.operations.alarm_drill import alarm_drill, received

    def prepare(environment: "Environment") -> Prepared:
        acting = changing(environment, role=role, purpose="alarms")
        now = datetime.now(timezone.utc)
        procedure = received(acting, who=received_by, now=now) if received_by else alarm_drill(acting, now=now)
        return Prepared(acting=acting, procedure=procedure)

    operate(environments, prepare, asked)


def _list(environments: "list[Environment]", role: str, format: Format) -> None:
    from camunda_byok.operations.acting import reading
    from camunda_byok.operations.alarms_seen import alarms_seen
    from camunda_byok.output import alarms, input_errors
    from camunda_byok.output.review_text import show

    def look(environment: "Environment") -> "AlarmsSeen":
        return alarms_seen(environment, reading(environment, role=role).clients)

    found = side_by_side(environments, look)
    wrong = [each for each in found if isinstance(each, InputError)]
    seen = [each for each in found if not isinstance(each, InputError)]
    if format is Format.json:
        typer.echo(alarms.as_json(found, [each.name for each in environments]))
    for each in seen if format is Format.text else ():
        show(alarms.as_text(each))
    if wrong:
        typer.echo(input_errors.as_text(wrong), err=True)
        raise typer.Exit(WRONG_INPUT)
    if any(each.faults for each in seen):
        raise typer.Exit(REFUSED)
    raise typer.Exit(WRONG_INPUT if any(each.unknown for each in seen) else FINE)
