"""The option by which a command is given the organisation's policies as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from camunda_byok.organisation_reach import OrganisationDocument

OrganisationPoliciesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--organisation-policies",
        metavar="FILE",
        help="A policy of the organisation that reaches the account. Once for each.",
    ),
]


def read_organisation_policies(files: Sequence[Path] | None) -> "list[OrganisationDocument]":
    """Returns the policies in the files. Raises InputError where one holds none."""
    from camunda_byok.organisation_reach import OrganisationDocument
    from camunda_byok.policy_files import GET_ORGANISATION_POLICY, read_policy

    return [
        OrganisationDocument(name=str(file), document=read_policy(file, command=GET_ORGANISATION_POLICY)) for file in files or []
    ]
