"""`byok validate`, `names`, `schema` and `organisation`: what is known of environments from their files alone.

Whatever a command needs is imported inside of it, so that `byok --help` answers at once.
"""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from camunda_byok.cli.app import (
    FINE,
    WRONG_INPUT,
    EnvironmentArgument,
    EnvironmentsOption,
    Format,
    FormatOption,
    environment_called,
)


class SchemaFormat(str, Enum):
    """How the schema is written."""

    json = "json"
    markdown = "markdown"


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATHS", help="Files, or directories of *.yaml files.  [default: environments]"),
    ] = None,
    format: FormatOption = Format.text,
) -> None:
    """Check environment files, and show all errors at once.

    Reads nothing but the files: neither AWS nor Terraform is asked.
    """
    import os

    from camunda_byok.environment_files import load
    from camunda_byok.output import validation

    loaded = load(*(paths or [os.environ.get("BYOK_ENVIRONMENTS") or "environments"]))
    typer.echo(validation.as_json(loaded) if format is Format.json else validation.as_text(loaded))
    raise typer.Exit(WRONG_INPUT if loaded.errors else FINE)


def names(
    environment: EnvironmentArgument,
    environments: EnvironmentsOption = Path("environments"),
    format: FormatOption = Format.text,
) -> None:
    """Show every name and ARN that an environment makes.

    Reads nothing but the files: neither AWS nor Terraform is asked.
    """
    from camunda_byok.output import names as names_of_resources

    found = environment_called(environment, environments)
    as_json = format is Format.json
    typer.echo(names_of_resources.as_json(found) if as_json else names_of_resources.as_text(found))


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


def organisation(
    environment: EnvironmentArgument,
    environments: EnvironmentsOption = Path("environments"),
    format: FormatOption = Format.text,
) -> None:
    """Print policies for the organisation above an environment.

    Service control policies that protect the named roles, the deletion window,
    the regions and the trail, and the exemption that Camunda's account needs in
    a resource control policy. Reads nothing but the file, and makes nothing.
    """
    from camunda_byok.output import organisation as output
    from camunda_byok.policies.organisation_policies import policies_for

    found = environment_called(environment, environments)
    policies = policies_for(found)
    written = output.as_json if format is Format.json else output.as_text
    typer.echo(written(policies, account=found.account))
