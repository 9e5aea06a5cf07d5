"""`byok plan` and `byok apply`: plan an environment, review it, and apply exactly what was reviewed."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import REFUSED, EnvironmentArgument, EnvironmentsOption, environment_called
from camunda_byok.cli.review_format import ReviewFormat
from camunda_byok.cli.review_options import AlsoOption, ReviewFormatOption
from camunda_byok.cli.reviews import finish

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.terraform.reviewed_plans import ReviewedPlans


def plan(
    environment: EnvironmentArgument,
    environments: EnvironmentsOption = Path("environments"),
    format: ReviewFormatOption = ReviewFormat.text,
    also: AlsoOption = None,
) -> None:
    """Plan every stack of an environment, and review the plans.

    Run it where cdktf.json is. The plans are kept in .byok for `byok apply`.

    Exit codes: 0 nothing blocks, 1 something blocks, 2 there is no plan.
    """
    from camunda_byok.environment_review import review_environment

    found = environment_called(environment, environments)
    plans = _plans(found, environments)
    finish(review_environment(found, plans.make(_say), today=date.today()), environment, format, also)


def apply(
    environment: EnvironmentArgument,
    environments: EnvironmentsOption = Path("environments"),
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="RULE=REASON", help="Apply although this rule objects. Once for each that does."),
    ] = None,
    fingerprint: Annotated[
        Path | None,
        typer.Option("--fingerprint", metavar="FILE", help="JSON review of an earlier plan: refuse to do anything else."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Apply the plans of `byok plan`, exactly as reviewed.

    Refuses where a finding blocks that nobody has accepted, and where the
    configuration, a state or a plan is no longer what was reviewed. Interrupted,
    it goes on where it was.

    Exit codes: 0 applied, 1 refused, 2 there is nothing to apply, or it failed.
    """
    from camunda_byok.environment_review import review_environment
    from camunda_byok.output import review_text
    from camunda_byok.refusals import accepted_by_hand, reasons_given, refusal

    reasons = reasons_given(accept or [])
    found = environment_called(environment, environments)
    plans = _plans(found, environments)
    planned = plans.reviewed(_say)
    judged = accepted_by_hand(review_environment(found, planned, today=date.today()), reasons)
    review_text.show(review_text.as_text(judged))
    refused = refusal(judged, fingerprint)
    if refused:
        typer.echo(f"\nNot applied: {refused}", err=True)
        raise typer.Exit(REFUSED)
    stacks = [each.stack for each in planned if each.plan]
    if not yes and not typer.confirm(f"\nApply {', '.join(stacks)}?"):
        typer.echo("Nothing was applied.")
        raise typer.Exit(REFUSED)
    for stack in stacks:
        _say(f"Applying {stack}")
        plans.apply(stack, lambda line: typer.echo(line))
    waiting = [each for each in planned if each.waits_for]
    if waiting:
        typer.echo(f"Now plan and apply {', '.join(each.stack for each in waiting)}: byok plan {environment}")


def _plans(environment: "Environment", environments: Path) -> "ReviewedPlans":
    from camunda_byok.terraform.reviewed_plans import ReviewedPlans

    environ = {**os.environ, "BYOK_ENVIRONMENTS": str(environments.absolute())}
    return ReviewedPlans(Path.cwd(), environment=environment.name, environ=environ)


def _say(what: str) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{what} ...", err=True)
