"""`byok alarms`: every alarm as it is; `byok alarms test`: tries whether they arrive."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import AllOption, RoleOption, chosen, side_by_side
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.operations.alarms_seen import AlarmsSeen

NamesArgument = Annotated[list[str] | None, typer.Argument(metavar="[test] ENVIRONMENTS", help="Their names, such as prod.")]


def alarms(
    names: NamesArgument = None,
    every: AllOption = False,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    format: FormatOption = Format.text,
) -> None:
    """Show every alarm as it is: there, on, unchanged, and heard by somebody.

    Exit codes: 0 all are, 1 something is at fault, 2 something could not be
    looked at.
    """
    _list(chosen(names, every, environments), role, format)


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
