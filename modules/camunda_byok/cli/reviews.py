"""`byok review`, `lint` and `diff-policy`: judge what somebody has written or planned, with no environment needed."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED
from camunda_byok.cli.review_format import ReviewFormat

if TYPE_CHECKING:
    from camunda_byok.review import Review

ReviewFormatOption = Annotated[
    ReviewFormat, typer.Option("--format", help="For people, for a pull request, for programs, for code scanning.")
]
OutputOption = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="FORMAT=FILE", help="Write it in another format too, such as json=review.json."),
]
TenantRoleOption = Annotated[
    list[str] | None,
    typer.Option("--tenant-role", metavar="ARN", help="Camunda's role.  [default: roles of other accounts in the key policy]"),
]


def review(
    plans: Annotated[
        list[str], typer.Argument(metavar="PLANS", help="Files of `terraform show -json`, or - for standard input.")
    ],
    tenant_role: TenantRoleOption = None,
    format: ReviewFormatOption = ReviewFormat.text,
    also: OutputOption = None,
) -> None:
    """Judge Terraform plans, of this kit or of any other repository.

    terraform plan -out=the.plan && terraform show -json the.plan | byok review -

    Exit codes: 0 nothing blocks, 1 something blocks, 2 a file is not a plan.
    """
    from camunda_byok.plan_files import read_plan
    from camunda_byok.review import Review
    from camunda_byok.reviewing import Standpoint, review_plan

    standpoint = Standpoint(today=date.today(), tenant_roles=frozenset(tenant_role or ()))
    read = [(name, sys.stdin.buffer.read() if name == "-" else Path(name)) for name in plans]
    judged = [
        review_plan("standard input" if name == "-" else Path(name).name, read_plan(source), standpoint) for name, source in read
    ]
    finish(Review(plans=tuple(judged)), ", ".join(plan.name for plan in judged), format, also)


def lint(
    policy: Annotated[Path, typer.Argument(metavar="POLICY", help="File with a key policy.")],
    tenant_role: TenantRoleOption = None,
    account: Annotated[
        str, typer.Option("--account", metavar="ID", help="The key's account.  [default: the one that the policy names]")
    ] = "",
    format: ReviewFormatOption = ReviewFormat.text,
    also: OutputOption = None,
) -> None:
    """Judge any key policy: whom it lets in, whom it shuts out, what Camunda misses.

    Exit codes: 0 nothing blocks, 1 something blocks, 2 the file is no policy.
    """
    from camunda_byok.policy_files import read_policy
    from camunda_byok.policy_reviewing import review_policy

    name = str(policy)
    judged = review_policy(name, read_policy(policy), account=account, tenant_roles=frozenset(tenant_role or ()))
    finish(judged, name, format, also)


def diff_policy(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="File with a key policy.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="File with the policy that is to take its place.")],
    tenant_role: TenantRoleOption = None,
    account: Annotated[
        str, typer.Option("--account", metavar="ID", help="The key's account.  [default: the one that the policies name]")
    ] = "",
    format: ReviewFormatOption = ReviewFormat.text,
    also: OutputOption = None,
) -> None:
    """Show who gains and who loses what between two key policies.

    Order, formatting and grouping make no difference. Exit codes: 0 nothing
    blocks, 1 something blocks, 2 a file is no policy.
    """
    from camunda_byok.policy_files import read_policy
    from camunda_byok.policy_reviewing import review_policies

    name = str(new)
    judged = review_policies(name, read_policy(old), read_policy(new), account=account, tenant_roles=frozenset(tenant_role or ()))
    finish(judged, name, format, also)


def finish(review: "Review", name: str, format: ReviewFormat, also: list[str] | None) -> None:
    """Writes a review, under the name by which a program finds it again, and ends the command with its exit code."""
    from camunda_byok.cli.review_writing import write

    write(review, name, format, also or [])
    raise typer.Exit(REFUSED if review.blocks else FINE)
