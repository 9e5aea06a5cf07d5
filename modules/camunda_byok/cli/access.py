"""`byok can`: what somebody may do with a key, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import (
    FINE,
    REFUSED,
    WRONG_INPUT,
    EnvironmentArgument,
    EnvironmentsOption,
    Format,
    FormatOption,
)
from camunda_byok.cli.operating import RoleOption, chosen

if TYPE_CHECKING:
    from camunda_byok.operations.effective_access import Answered


def can(
    environment: EnvironmentArgument,
    principal: Annotated[
        str, typer.Argument(metavar="PRINCIPAL", help="ARN of a role, user or session, service, or account id.")
    ],
    action: Annotated[str, typer.Argument(metavar="[ACTION]", help="Such as kms:Decrypt. All of them unless given.")] = "",
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Show as well what a key policy in a file would change.")
    ] = None,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    format: FormatOption = Format.text,
) -> None:
    """Show what somebody may do with the key, and why.

    From the live policies and grants, with the one that decides. What IAM of an account or the policies of
    an organisation decide is said.

    Exit codes: 0 allowed, or shown, 1 the action is denied, 2 nobody can tell.
    """
    from camunda_byok.operations.acting import reading
    from camunda_byok.operations.effective_access import effective_access
    from camunda_byok.output import effective_access as output
    from camunda_byok.output.review_text import show
    from camunda_byok.policy_files import read_policy

    proposed = read_policy(policy) if policy else None
    (found,) = chosen([environment], False, environments)
    answered = effective_access(reading(found, role=role), principal, action, proposed=proposed)
    if format is Format.json:
        typer.echo(output.as_json(answered))
    else:
        show(output.as_text(answered))
    raise typer.Exit(_exit_code(answered))


def _exit_code(answered: "Answered") -> int:
    from camunda_byok.authorization.effective import Ruling

    verdicts = answered.verdicts
    if answered.cautions or any(key.problem for key in answered.keys) or any(each.answer is Ruling.UNKNOWN for each in verdicts):
        return WRONG_INPUT
    if answered.action and all(each.answer is Ruling.DENIED for each in verdicts):
        return REFUSED
    return FINE
