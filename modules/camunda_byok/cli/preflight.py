"""`byok preflight`: what would stop the first deployment, before anything is deployed."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import AllOption, NamesArgument, RoleOption, chosen, side_by_side
from camunda_byok.cli.organisation_policies import OrganisationPoliciesOption, read_organisation_policies
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.operations.preflight.run import Preflight


def preflight(
    names: NamesArgument = None,
    every: AllOption = False,
    organisation_policies: OrganisationPoliciesOption = None,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    format: FormatOption = Format.text,
) -> None:
    """Check what a first deployment stands on.

    Changes nothing. Run it as who deploys: credentials, regions, names, quotas, policies,
    permissions, and the organisation above the account.

    Exit codes: 0 all is well, 1 something is wrong, 2 something could not be
    looked at, or the input is wrong.
    """
    from camunda_byok.operations.acting import deploying
    from camunda_byok.operations.checks import Verdict, worst
    from camunda_byok.operations.preflight.run import preflight
    from camunda_byok.output import input_errors
    from camunda_byok.output import preflight as output
    from camunda_byok.output.review_text import show

    given = read_organisation_policies(organisation_policies)
    selected = chosen(names, every, environments)

    def look(environment: "Environment") -> "Preflight":
        return preflight(deploying(environment, role=role), organisation_policies=given)

    found = side_by_side(selected, look)
    if format is Format.json:
        typer.echo(output.as_json({environment.name: one for environment, one in zip(selected, found, strict=True)}))
    wrong = [one for one in found if isinstance(one, InputError)]
    looked_at = [one for one in found if not isinstance(one, InputError)]
    for one in looked_at if format is Format.text else ():
        show(output.as_text(one))
    if wrong:
        typer.echo(input_errors.as_text(wrong), err=True)
        raise typer.Exit(WRONG_INPUT)
    verdicts = {worst(one.results) for one in looked_at}
    raise typer.Exit(REFUSED if Verdict.FAILED in verdicts else WRONG_INPUT if Verdict.UNKNOWN in verdicts else FINE)
