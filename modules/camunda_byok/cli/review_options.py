"""Options of the commands that review, each checked before anything is judged: a plan takes minutes."""

import re
from dataclasses import replace
from typing import Annotated

import typer

from camunda_byok.cli.review_format import ReviewFormat
from camunda_byok.errors import InputError


def _also(said: list[str] | None) -> list[str] | None:
    if said:
        from camunda_byok.cli.review_writing import asked

        asked(said)
    return said


def _tenant_roles(said: list[str] | None) -> list[str] | None:
    from camunda_byok import arns

    for role in said or ():
        try:
            arns.tenant_role(role)
        except InputError as fault:
            raise replace(fault, field="--tenant-role") from None
    return said


def _account(said: str) -> str:
    if said and not re.fullmatch(r"[0-9]{12}", said):
        raise InputError(
            field="--account",
            value=said,
            problem="an AWS account id has twelve digits",
            remedy="Say for example --account 111122223333.",
        )
    return said


ReviewFormatOption = Annotated[
    ReviewFormat, typer.Option("--format", help="For people, for a pull request, for programs, for code scanning.")
]
AlsoOption = Annotated[
    list[str] | None,
    typer.Option(
        "--also", metavar="FORMAT=FILE", callback=_also, help="Write it in another format too, such as json=review.json."
    ),
]
TenantRoleOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tenant-role",
        metavar="ARN",
        callback=_tenant_roles,
        help="Camunda's role.  [default: roles of other accounts in the key policy]",
    ),
]
AccountOption = Annotated[
    str,
    typer.Option(
        "--account", metavar="ID", callback=_account, help="The key's account.  [default: the one that the policy names]"
    ),
]
