"""`byok rotate` and `byok rotations`: give keys new material, and see when they got it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import (
    AllOption,
    Asked,
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

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.output.rotations import EnvironmentRotations


def rotate(
    names: NamesArgument = None,
    every: AllOption = False,
    again: Annotated[bool, typer.Option("--again", help="Even if it was rotated on demand in the last 24 hours.")] = False,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Rotate the keys of an environment now, and wait for it.

    Camunda notices nothing: the key's id stays, and what was encrypted before
    is still read. It takes minutes, half an hour at most. Interrupted, run it
    again: it goes on waiting. Administrators may.

    Exit codes: 0 rotated, 1 refused, 2 it failed, or something is wrong.
    """
    from datetime import datetime, timezone

    from camunda_byok.operations.acting import changing
    from camunda_byok.operations.rotating import rotate

    def prepare(environment: "Environment") -> Prepared:
        acting = changing(environment, role=role, purpose="rotate")
        return Prepared(acting=acting, procedure=rotate(acting, now=datetime.now(timezone.utc), again=again))

    asked = Asked(ticket=ticket, yes=yes, dry_run=dry_run, format=format)
    operate(chosen(names, every, environments), prepare, asked)


def rotations(
    names: NamesArgument = None,
    every: AllOption = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Exit with 1 where a rotation is overdue.")] = False,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    format: FormatOption = Format.text,
) -> None:
    """Show when keys rotated, rotate next, and are overdue.

    AWS says nowhere that a rotation did not come: --overdue does, for a
    schedule of your own.

    Exit codes: 0 all was seen, 1 overdue (with --overdue), 2 not all could be
    looked at, whatever else was found.
    """
    from datetime import datetime, timezone

    from camunda_byok.errors import InputError
    from camunda_byok.operations.acting import reading
    from camunda_byok.operations.rotation_history import rotation_history
    from camunda_byok.output import rotations
    from camunda_byok.output.review_text import show

    now = datetime.now(timezone.utc)

    def look(environment: "Environment") -> "EnvironmentRotations":
        acting = reading(environment, role=role)
        return rotations.EnvironmentRotations(environment=environment, keys=rotation_history(environment, acting.clients))

    wanted = chosen(names, every, environments)
    found = dict(zip((each.name for each in wanted), side_by_side(wanted, look), strict=True))
    if format is Format.json:
        typer.echo(rotations.as_json(found, now))
    else:
        show(rotations.as_text(found, now))
    seen = [each for each in found.values() if not isinstance(each, InputError)]
    if len(seen) < len(found) or any(each.unknown for each in seen):
        raise typer.Exit(WRONG_INPUT)
    raise typer.Exit(REFUSED if overdue and any(each.overdue(now) for each in seen) else FINE)
