"""`byok handover`: the key's ARN for Camunda's Console, once it is sure to be right, and then whether Camunda uses the key."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, EnvironmentsOption, Format, FormatOption
from camunda_byok.cli.operating import AllOption, NamesArgument, Progress, RoleOption, chosen, side_by_side
from camunda_byok.cli.organisation_policies import OrganisationPoliciesOption, read_organisation_policies
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.operations.handover.run import Handover
    from camunda_byok.output.handover import Told

WAIT_MINUTES = 30.0
"""Long enough to paste an ARN and for the first records to arrive."""


def handover(
    names: NamesArgument = None,
    every: AllOption = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="MINUTES", min=0, help="How long to wait for the first use.")
    ] = WAIT_MINUTES,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Look for use once and do not wait.")] = False,
    window: Annotated[
        bool, typer.Option("--window", help="Suggest alarms.silent_after_hours from the use that was seen.")
    ] = False,
    organisation_policies: OrganisationPoliciesOption = None,
    environments: EnvironmentsOption = Path("environments"),
    role: RoleOption = "",
    format: FormatOption = Format.text,
) -> None:
    """Check a key, show its ARN to paste, see Camunda use it.

    An ARN that Camunda was given can never be changed, so it is shown only where
    every check holds. Nothing is changed; run it again as often as you like.

    Exit codes: 0 the key is in use, or was not waited for, 1 a check failed or no
    use was seen in time, 2 something could not be looked at.
    """
    from camunda_byok.operations.acting import reading
    from camunda_byok.operations.handover.run import check
    from camunda_byok.output import handover as output
    from camunda_byok.output import input_errors
    from camunda_byok.output.review_text import show

    given = read_organisation_policies(organisation_policies)
    selected = chosen(names, every, environments)

    def look(environment: "Environment") -> "Handover":
        return check(reading(environment, role=role), organisation_policies=given)

    checked = dict(zip((one.name for one in selected), side_by_side(selected, look), strict=True))
    for one in checked.values() if format is Format.text else ():
        if not isinstance(one, InputError):
            show(output.keys_as_text(one))
    if wrong := [one for one in checked.values() if isinstance(one, InputError)]:
        typer.echo(input_errors.as_text(wrong), err=True)
    told = _used(selected, checked, minutes=0 if no_wait else wait, window=window)
    if format is Format.json:
        typer.echo(output.as_json(told))
    for one in told:
        if isinstance(one.use, InputError):
            typer.echo(input_errors.as_text([one.use]), err=True)
        elif one.use is not None and format is Format.text:
            show(output.use_as_text(one))
    if any(isinstance(part, InputError) for one in told for part in (one.handover, one.use)):
        raise typer.Exit(WRONG_INPUT)
    codes = {_code(one) for one in told}
    raise typer.Exit(next(code for code in (REFUSED, WRONG_INPUT, FINE) if code in codes))


def _used(
    selected: "list[Environment]", checked: "dict[str, Handover | InputError]", *, minutes: float, window: bool
) -> "list[Told]":
    """Looks, in all environments side by side, for use of the keys that may be handed over. Ctrl-C ends the command."""
    from datetime import datetime, timezone

    from camunda_byok.operations.handover import run
    from camunda_byok.output.handover import Told

    handovers = {name: one for name, one in checked.items() if not isinstance(one, InputError) and one.arns}
    ready = [one for one in selected if one.name in handovers]
    say = Progress(several=len(ready) > 1)

    def look(environment: "Environment") -> Told:
        handover = handovers[environment.name]
        use = run.wait_for_use(handover, minutes=minutes, progress=lambda line: say(environment.name, line))
        suggested = run.window(handover, now=datetime.now(timezone.utc)) if window else None
        return Told(name=environment.name, handover=handover, use=use, window=suggested)

    try:
        found = dict(zip((one.name for one in ready), side_by_side(ready, look), strict=True))
    except KeyboardInterrupt:
        typer.echo("\nEnded before Camunda was seen to use the key. Run it again at any time: it looks anew.", err=True)
        raise typer.Exit(WRONG_INPUT) from None
    told = {
        name: one if isinstance(one, Told) else Told(name=name, handover=handovers[name], use=one) for name, one in found.items()
    }
    return [told.get(name, Told(name=name, handover=one)) for name, one in checked.items()]


def _code(told: "Told") -> int:
    from camunda_byok.operations.checks import Verdict, worst

    handover, use = told.handover, told.use
    assert not isinstance(handover, InputError | None)
    assert not isinstance(use, InputError)
    if Verdict.FAILED in (worst(handover.results), worst(handover.above)):
        return REFUSED
    if use is None:  # an ARN is kept back, because something could not be looked at
        return WRONG_INPUT
    if use.in_use:
        return FINE
    if use.waited:
        return WRONG_INPUT if use.seen.unread else REFUSED
    return WRONG_INPUT if worst(handover.above) is Verdict.UNKNOWN else FINE
