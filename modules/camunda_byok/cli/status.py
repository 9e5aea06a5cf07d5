"""`byok status`: how environments stand, beside what they declare."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import AllOption, NamesArgument, RoleOption, chosen, side_by_side
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.environment_status import Status


def status(
    names: NamesArgument = None,
    every: AllOption = False,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    format: FormatOption = Format.text,
) -> None:
    """Show what differs from what is declared, and what to do.

    Everything that the kit made is compared with what is declared and judged by
    the rules of `byok rules`, worst first. Changes nothing.

    Exit codes: 0 all is well, 1 something is at fault, 2 not all could be read.
    """
    from camunda_byok.operations.acting import reading
    from camunda_byok.operations.status import status
    from camunda_byok.output import input_errors, status_json, status_text
    from camunda_byok.output.review_text import show

    def work(environment: "Environment") -> "Status":
        return status(reading(environment, role=role))

    found = side_by_side(chosen(names, every, environments), work)
    errors = [each for each in found if isinstance(each, InputError)]
    statuses = [each for each in found if not isinstance(each, InputError)]
    if format is Format.json:
        typer.echo(status_json.as_json(statuses, errors))
    for each in statuses if format is Format.text else ():
        show(status_text.as_text(each))
        typer.echo()
    if errors:
        typer.echo(input_errors.as_text(errors), err=True)
    if any(each.faulty for each in statuses):
        raise typer.Exit(REFUSED)
    raise typer.Exit(WRONG_INPUT if errors or any(each.unread for each in statuses) else FINE)
