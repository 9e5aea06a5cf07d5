"""`byok import-material`: key material of one's own for a key that has none of AWS's."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import EnvironmentArgument, EnvironmentsOption, Format, FormatOption, environment_called
from camunda_byok.cli.operating import Asked, DryRunOption, Prepared, RoleOption, TicketOption, YesOption, operate
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment

FileOption = Path | None


def import_material(
    name: EnvironmentArgument,
    material: Annotated[
        FileOption, typer.Option("--material", metavar="FILE", help="32 bytes that nobody else can read.")
    ] = None,
    generate: Annotated[
        FileOption, typer.Option("--generate", metavar="FILE", help="Make them, and keep them in this new file.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="The key had this material before.")] = False,
    valid_to: Annotated[
        str, typer.Option("--valid-to", metavar="DATE", help="When KMS deletes it.  [default: never]", show_default=False)
    ] = "",
    region: Annotated[str, typer.Option("--region", metavar="REGION", help="Into the key of this region alone.")] = "",
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Import key material of your own into a key that takes it.

    For keys of origin EXTERNAL, which this kit does not make. The first
    material is used at once; a further one waits for `byok rotate`; one that
    expired brings the key back, and only the same one does. It is wrapped on
    this machine, and never shown or recorded.

    Exit codes: 0 imported, 1 refused, 2 it failed, or something is wrong.
    """
    import os
    from datetime import datetime, timezone

    from camunda_byok.operations import importing, key_material
    from camunda_byok.operations.acting import changing

    if (material is None) == (generate is None) or (generate and again):
        raise InputError(
            field="--material",
            problem="it is not said which material is meant",
            allowed="--material FILE, or --generate FILE for new material",
            remedy="Name one file. Material that the key had before cannot be generated.",
        )
    until = importing.valid_to(valid_to, datetime.now(timezone.utc)) if valid_to else None
    if generate:
        key_material.must_not_exist(generate)
    secret = key_material.read_material(material) if material else os.urandom(key_material.SIZE)
    given = importing.Material(secret=secret, made=generate is not None, again=again, valid_to=until)

    def beforehand() -> None:
        if generate:
            key_material.write_material(generate, secret)

    def prepare(environment: "Environment") -> Prepared:
        acting = changing(environment, role=role, purpose="import-material")
        procedure = importing.import_material(acting, given, region=region)
        return Prepared(acting=acting, procedure=procedure, beforehand=beforehand)

    asked = Asked(ticket=ticket, yes=yes, dry_run=dry_run, format=format)
    operate([environment_called(name, environments)], prepare, asked)
