"""`byok prove`: who can do what with the key, proven by trying."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import (
    AllOption,
    Asked,
    ConfirmOption,
    DryRunOption,
    NamesArgument,
    Prepared,
    RoleOption,
    TicketOption,
    YesOption,
    chosen,
    operate,
)

if TYPE_CHECKING:
    from camunda_byok.environment import Environment


def prove(
    names: NamesArgument = None,
    every: AllOption = False,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="NAME=ARN", help="Role of somebody who tries, such as tenant=ARN. Once for each."),
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Try changes as well, on an environment made for it.")] = False,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    ticket: TicketOption = "",
    yes: YesOption = False,
    confirm: ConfirmOption = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.text,
) -> None:
    """Prove who can do what with the key: everybody tries.

    Without --whole nothing can change. With it the key is disabled for moments:
    production, and keys that somebody may stand on, are refused.

    Exit codes: 0 proven, 1 refused, or something does not hold or is not
    proven, 2 it failed.
    """
    from camunda_byok.operations.acting import myself
    from camunda_byok.operations.evidence import evidence_of
    from camunda_byok.operations.proving import as_people, people_of, proof, prove

    people = people_of(person or [])

    def prepare(environment: "Environment") -> Prepared:
        acting = myself(environment, role=role, purpose="prove")
        return Prepared(
            acting=acting,
            procedure=proof(acting, people=people, whole=whole),
            carry=lambda procedure, progress, interrupted: prove(
                procedure,
                acting,
                as_people(environment, people),
                evidence_of(environment, acting.clients),
                people=people,
                ticket=ticket,
                progress=progress,
                interrupted=interrupted,
            ),
        )

    asked = Asked(ticket=ticket, yes=yes, confirm=tuple(confirm or ()), dry_run=dry_run, format=format)
    operate(chosen(names, every, environments), prepare, asked)
