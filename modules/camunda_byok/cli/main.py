"""The `byok` command. Each command reads its options, makes one call, renders once and ends with an exit code.

Whatever a command needs is imported inside of it, so that `byok --help` answers at once.
"""

import sys
from enum import Enum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.rules import rules
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment

FINE, REFUSED, WRONG_INPUT = 0, 1, 2
"""Exit codes: all is well; there are findings or an action was refused; the input or the surroundings are wrong."""

app = typer.Typer(
    name="byok",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


class Format(str, Enum):
    """How a result is written."""

    text = "text"
    json = "json"


class SchemaFormat(str, Enum):
    """How the schema is written."""

    json = "json"
    markdown = "markdown"


EnvironmentsOption = Annotated[Path, typer.Option("--environments", metavar="DIR", help="Directory of *.yaml files.")]
FormatOption = Annotated[Format, typer.Option("--format", help="For people or for programs.")]


@app.callback()
def byok(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error was raised.")] = False,
) -> None:
    """Keys of your own for Camunda 8 SaaS on AWS: check, operate, prove.

    Exit codes: 0 all is well, 1 findings or a refused action, 2 the input or the surroundings are wrong.
    """


@app.command()
def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATHS", help="Files, or directories of *.yaml files.  [default: environments]"),
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """Check environments and show all errors of all files at once.

    Reads nothing but the files: neither AWS nor Terraform is asked.
    """
    import os

    from camunda_byok.environment_files import load
    from camunda_byok.output import validation

    loaded = load(*(paths or [os.environ.get("BYOK_ENVIRONMENTS") or "environments"]))
    typer.echo(validation.as_json(loaded) if format is Format.json else validation.as_text(loaded))
    raise typer.Exit(WRONG_INPUT if loaded.errors else FINE)


@app.command()
def names(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="Its name, such as prod.")],
    environments: EnvironmentsOption = Path("environments"),
    format: FormatOption = Format.text,
) -> None:
    """Show every name and ARN that an environment makes, before it is deployed.

    Reads nothing but the files: neither AWS nor Terraform is asked.
    """
    from camunda_byok.environment_files import load, the_one_called
    from camunda_byok.output import input_errors
    from camunda_byok.output import names as names_of_resources

    loaded = load(environments)
    found = the_one_called(environment, loaded)
    if isinstance(found, InputError):
        typer.echo(input_errors.as_text([*loaded.errors, found]), err=True)
        raise typer.Exit(WRONG_INPUT)
    as_json = format is Format.json
    typer.echo(names_of_resources.as_json(found) if as_json else names_of_resources.as_text(found))


@app.command()
def schema(
    format: Annotated[
        SchemaFormat,
        typer.Option("--format", help="JSON Schema for editors, or a reference of the fields for people."),
    ] = SchemaFormat.json,
    conventions: Annotated[
        bool, typer.Option("--conventions", help="Of conventions.yaml, which holds for a whole folder of environments.")
    ] = False,
) -> None:
    """Print what may stand in an environment's file.

    Editors complete and check with the JSON Schema: each file names it in its first line.

    To write it anew: byok schema > environments/schema.json
    """
    import json

    from camunda_byok.output import field_reference
    from camunda_byok.schema import conventions_schema, environment_schema

    described = conventions_schema() if conventions else environment_schema()
    as_markdown = format is SchemaFormat.markdown
    typer.echo(field_reference.as_markdown(described) if as_markdown else json.dumps(described, indent=2))


@app.command()
def organisation(
    environment: Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="Name of the environment.")],
    format: FormatOption = Format.text,
    environments: Annotated[
        Path, typer.Option(envvar="BYOK_ENVIRONMENTS", help="Directory with its file.", show_envvar=False)
    ] = Path("environments"),
) -> None:
    """Print policies that the AWS organization can put above an environment.

    Service control policies that protect the named roles, the deletion window,
    the regions and the trail, and the exemption that Camunda's account needs in
    a resource control policy. Reads nothing but the file, and makes nothing.
    """
    from camunda_byok.output import organisation as output
    from camunda_byok.policies.organisation_policies import policies_for

    found = _environment(environment, environments)
    policies = policies_for(found)
    written = output.as_json if format is Format.json else output.as_text
    typer.echo(written(policies, account=found.account))


app.command()(rules)


def _environment(name: str, directory: Path) -> "Environment":
    """Returns the environment of this name. Where there is none it shows why, errors of files included, and ends the command."""
    from camunda_byok.environment_files import load
    from camunda_byok.output import input_errors

    loaded = load(directory)
    for environment in loaded.environments:
        if environment.name == name:
            return environment
    missing = InputError(
        field="ENVIRONMENT",
        value=name,
        problem="no valid environment has this name",
        allowed=", ".join(environment.name for environment in loaded.environments),
        remedy="Mend the files above, or name another." if loaded.errors else f"Name one of {directory}.",
    )
    typer.echo(input_errors.as_text([*loaded.errors, missing]), err=True)
    raise typer.Exit(WRONG_INPUT)


def run() -> None:
    """Runs the command. An InputError becomes one clear block; a traceback is shown under `--debug` only."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    if "--debug" in sys.argv:
        return app()
    try:
        app()
    except InputError as error:
        from camunda_byok.output import input_errors

        typer.echo(input_errors.as_text([error]), err=True)
        sys.exit(WRONG_INPUT)
    except Exception as error:  # noqa: BLE001 - the outermost edge: nothing is hidden, and --debug shows where
        typer.echo(f"byok has a fault of its own: {type(error).__name__}: {error}", err=True)
        typer.echo("Run it again as byok --debug ..., and report what that shows.", err=True)
        sys.exit(WRONG_INPUT)
