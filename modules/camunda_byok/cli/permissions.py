"""`byok permissions`: the IAM policies that people and commands need, for the names of one environment."""

from pathlib import Path
from typing import Annotated

import typer

from camunda_byok.cli.app import EnvironmentArgument, EnvironmentsOption, Format, FormatOption, environment_called


def permissions(
    environment: EnvironmentArgument,
    who: Annotated[
        str | None, typer.Argument(metavar="FOR", help="A person or a command, such as planner.  [default: list them]")
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="ARN", help="A key of the cluster, once it exists. Once for each region."),
    ] = None,
    environments: EnvironmentsOption = Path("environments"),
    format: FormatOption = Format.text,
) -> None:
    """Show the least IAM policy of a person or a command.

    Reads nothing but the files: neither AWS nor Terraform is asked.
    """
    from dataclasses import replace

    from camunda_byok import arns
    from camunda_byok.errors import InputError
    from camunda_byok.output import permissions as output

    found = environment_called(environment, environments)
    try:
        keys = tuple(map(arns.key, key or ()))
    except InputError as fault:
        raise replace(fault, field="--key") from None
    if who is None:
        typer.echo(output.list_as_json(found) if format is Format.json else output.list_as_text(found))
    elif format is Format.json:
        typer.echo(output.as_json(found, who, keys=keys))
    else:
        typer.echo(output.as_text(found, who, keys=keys))
