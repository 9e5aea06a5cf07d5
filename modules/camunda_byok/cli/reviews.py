"""`byok review`, `lint` and `diff-policy`: judge what somebody has written or planned, with no environment needed."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED
from camunda_byok.cli.review_format import ReviewFormat
from camunda_byok.cli.review_options import AccountOption, AlsoOption, ReviewFormatOption, TenantRoleOption
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.inventory.plan import ReadPlan
    from camunda_byok.review import Review

STDIN = "-"


def review(
    plans: Annotated[
        list[str], typer.Argument(metavar="PLANS", help="Files of `terraform show -json`, or - for standard input.")
    ],
    tenant_role: TenantRoleOption = None,
    format: ReviewFormatOption = ReviewFormat.text,
    also: AlsoOption = None,
) -> None:
    """Judge Terraform plans, of this kit or of any repository.

    terraform plan -out=the.plan && terraform show -json the.plan | byok review -

    Exit codes: 0 nothing blocks, 1 something blocks, 2 a file is not a plan.
    """
    from camunda_byok.review import Review
    from camunda_byok.reviewing import Standpoint, review_plan

    standpoint = Standpoint(today=date.today(), tenant_roles=frozenset(tenant_role or ()))
    judged = [
        review_plan(name, _read(plan), standpoint, file="" if plan == STDIN else plan)
        for plan, name in zip(plans, _names(plans), strict=True)
    ]
    finish(Review(plans=tuple(judged)), ", ".join(plan.name for plan in judged), format, also)


def lint(
    policy: Annotated[Path, typer.Argument(metavar="POLICY", help="File with a key policy.")],
    tenant_role: TenantRoleOption = None,
    account: AccountOption = "",
    format: ReviewFormatOption = ReviewFormat.text,
    also: AlsoOption = None,
) -> None:
    """Judge a key policy: who gets in, and what Camunda misses.

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
    account: AccountOption = "",
    format: ReviewFormatOption = ReviewFormat.text,
    also: AlsoOption = None,
) -> None:
    """Show who gains and loses what between two key policies.

    Order, formatting and grouping make no difference. Exit codes: 0 nothing
    blocks, 1 something blocks, 2 a file is no policy.
    """
    from camunda_byok.policy_files import read_policy
    from camunda_byok.policy_reviewing import review_policies

    name = str(new)
    judged = review_policies(name, read_policy(old), read_policy(new), account=account, tenant_roles=frozenset(tenant_role or ()))
    finish(judged, name, format, also)


def _names(plans: Sequence[str]) -> list[str]:
    """Returns what each plan is called: its file's name, and where several share one, with its folder."""
    short = ["standard input" if plan == STDIN else Path(plan).name for plan in plans]
    return [name if short.count(name) == 1 or plan == STDIN else plan for plan, name in zip(plans, short, strict=True)]


def _read(plan: str) -> "ReadPlan":
    from camunda_byok.plan_files import read_plan

    if plan != STDIN:
        return read_plan(Path(plan))
    try:
        return read_plan(sys.stdin.buffer.read())
    except InputError as fault:
        raise replace(fault, file="standard input") from None


def finish(review: "Review", name: str, format: ReviewFormat, also: list[str] | None) -> None:
    """Writes a review, under the name by which a program finds it again, and ends the command with its exit code."""
    from camunda_byok.cli.review_writing import write

    write(review, name, format, also or [])
    raise typer.Exit(REFUSED if review.blocks else FINE)
