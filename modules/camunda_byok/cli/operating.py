"""What commands share that operate environments: which ones, as whom, how they ask, how they show progress, how they end.

A command computes procedures, this module shows them, asks, carries them out side by side and says how each ended. Nothing is
changed anywhere where one of the environments is refused or cannot be looked at.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from camunda_byok.cli.app import FINE, REFUSED, WRONG_INPUT, Format
from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment
    from camunda_byok.operations.acting import Acting
    from camunda_byok.operations.carrying_out import Outcome
    from camunda_byok.operations.steps import Procedure

T = TypeVar("T")

NamesArgument = Annotated[list[str] | None, typer.Argument(metavar="ENVIRONMENTS", help="Their names, such as prod.")]
AllOption = Annotated[bool, typer.Option("--all", help="Every environment that there is.")]
RoleOption = Annotated[
    str, typer.Option("--role", metavar="ARN", help="Act as this role; `me`: as you are.  [default: what access says]")
]
TicketOption = Annotated[str, typer.Option("--ticket", metavar="TEXT", help="Where it was asked for; stands in the record.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
ConfirmOption = Annotated[
    list[str] | None,
    typer.Option("--confirm", metavar="TEXT", help="What would have to be typed, for programs. Once for each environment."),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the steps and change nothing.")]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What is going to be done in an environment, and by whom."""

    acting: "Acting"
    procedure: "Procedure"
    beforehand: Callable[[], None] = lambda: None
    """What is done on this machine once it is agreed to, before the first step. Nothing on AWS is changed where it raises
    InputError."""
    carry: "Callable[[Procedure, Callable[[str], None], Callable[[], bool]], Outcome] | None" = None
    """Carries the procedure out, where its steps alone do not say how: given are who is told of progress, and whether to end."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How somebody wants to be asked."""

    ticket: str = ""
    yes: bool = False
    confirm: Sequence[str] = ()
    dry_run: bool = False
    format: Format = Format.text


def chosen(names: Sequence[str] | None, every: bool, directory: Path) -> "list[Environment]":
    """Returns the environments that a command is about. Shows what is wrong and ends the command where there are none."""
    from camunda_byok.environment_files import load, the_one_called
    from camunda_byok.output import input_errors

    if bool(names) == every:
        raise InputError(
            field="ENVIRONMENTS",
            problem="no environment is named" if not names else "environments are named beside --all",
            remedy="Name environments, such as prod, or say --all.",
        )
    loaded = load(directory)
    found = [the_one_called(name, loaded) for name in dict.fromkeys(names or [])]
    wrong = [each for each in found if isinstance(each, InputError)]
    if wrong or (every and loaded.errors) or (every and not loaded.environments):
        missing = [] if loaded.environments or loaded.errors else [_no_environment(directory)]
        typer.echo(input_errors.as_text([*loaded.errors, *wrong, *missing]), err=True)
        raise typer.Exit(WRONG_INPUT)
    return list(loaded.environments) if every else [each for each in found if not isinstance(each, InputError)]


def side_by_side(environments: "Sequence[Environment]", work: "Callable[[Environment], T]") -> "list[T | InputError]":
    """Returns what the work gives for each environment, or the InputError that it raised and that names it, in the same order.

    Ctrl-C ends the command at once: whoever works here only reads.
    """
    found: dict[int, T | InputError | BaseException] = {}

    def one(index: int, environment: "Environment") -> None:
        try:
            found[index] = work(environment)
        except InputError as error:
            found[index] = replace(error, environment=environment.name)
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            found[index] = error

    threads = [Thread(target=one, args=given, daemon=True) for given in enumerate(environments)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one_found in found.values():
        if isinstance(one_found, BaseException) and not isinstance(one_found, InputError):
            raise one_found
    return [found[index] for index in range(len(environments))]  # type: ignore[misc]


def operate(environments: "Sequence[Environment]", prepare: "Callable[[Environment], Prepared]", asked: Asked) -> None:
    """Shows what is going to be done, asks, does it in all environments side by side, and ends the command with its exit code."""
    from camunda_byok.output import input_errors, procedures
    from camunda_byok.output.review_text import show

    found = side_by_side(environments, prepare)
    wrong = [each for each in found if isinstance(each, InputError)]
    if wrong:
        typer.echo(input_errors.as_text(wrong), err=True)
        raise typer.Exit(WRONG_INPUT)
    prepared = [each for each in found if isinstance(each, Prepared)]
    plans = [each.procedure for each in prepared]
    if asked.format is Format.text:
        for plan in plans:
            show(procedures.as_text(plan))
    refused = any(plan.refusals for plan in plans)
    outcomes: list[Outcome] = []
    failed = False
    if not refused and not asked.dry_run and any(plan.steps for plan in plans):
        _agreed(plans, asked)
        outcomes, failed = _carried_out([each for each in prepared if each.procedure.steps], asked)
    if asked.format is Format.json:
        typer.echo(procedures.as_json(plans, outcomes))
    else:
        for outcome in outcomes:
            show(procedures.outcome_as_text(outcome))
    if failed or not all(outcome.ended and not outcome.unrecorded for outcome in outcomes):
        raise typer.Exit(WRONG_INPUT)
    raise typer.Exit(REFUSED if refused or not all(outcome.done for outcome in outcomes) else FINE)


def _agreed(plans: "Sequence[Procedure]", asked: Asked) -> None:
    """Asks what each procedure wants to be asked, or ends the command with nothing changed."""
    for plan in plans:
        if not plan.steps:
            continue
        if plan.confirm_by in asked.confirm if plan.confirm_by else asked.yes:
            continue
        if plan.confirm_by and asked.yes:
            raise InputError(
                field="--yes",
                problem=f"{plan.command} is agreed to by typing {plan.confirm_by}",
                remedy=f"Say --confirm {plan.confirm_by} in the place of --yes.",
            )
        if plan.confirm_by:
            typed = _typed(f"Type {plan.confirm_by} to {plan.command} {plan.environment}")
            agreed = typed == plan.confirm_by
        else:
            agreed = _typed(f"Go on with {plan.command} {plan.environment}? [y/N]").lower() in ("y", "yes")
        if not agreed:
            typer.echo("Nothing was changed.", err=True)
            raise typer.Exit(REFUSED)


def _typed(question: str) -> str:
    try:
        return typer.prompt(question, default="", show_default=False, err=True).strip()
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("\nNothing was changed.", err=True)
        raise typer.Exit(REFUSED) from None


def _carried_out(prepared: Sequence[Prepared], asked: Asked) -> "tuple[list[Outcome], bool]":
    """Returns how each ended, and whether there is one that could not even begin, which is shown."""
    from camunda_byok.operations.carrying_out import carry_out
    from camunda_byok.operations.evidence import evidence_of

    ends = Event()
    say = Progress(several=len(prepared) > 1)

    def one(each: Prepared) -> "Outcome | InputError":
        acting = each.acting

        def progress(line: str) -> None:
            say(acting.environment.name, line)

        try:
            each.beforehand()
            if each.carry:
                return each.carry(each.procedure, progress, ends.is_set)
            return carry_out(
                each.procedure,
                acting.clients,
                evidence_of(acting.environment, acting.clients),
                who=acting.identity.arn,
                ticket=asked.ticket,
                progress=progress,
                interrupted=ends.is_set,
            )
        except InputError as fault:
            return replace(fault, environment=acting.environment.name)

    found: list[Outcome | InputError | None] = [None] * len(prepared)

    finished = [Event() for _ in prepared]

    def work(index: int) -> None:
        try:
            found[index] = one(prepared[index])
        finally:
            finished[index].set()

    for index in range(len(prepared)):
        Thread(target=work, args=(index,), daemon=True).start()
    for each in finished:
        _wait(each, ends)
    faults = [each for each in found if isinstance(each, InputError)]
    if faults:
        from camunda_byok.output import input_errors

        typer.echo(input_errors.as_text(faults), err=True)
    return [each for each in found if each is not None and not isinstance(each, InputError)], bool(faults)


def _wait(finished: Event, ends: Event) -> None:
    """Waits until the work is finished. The first Ctrl-C lets it finish its request, the second leaves it.

    An event is waited for and not the thread: Python up to 3.12 takes a thread for ended whose `join` was interrupted.
    """
    while not finished.is_set():
        try:
            finished.wait(0.1)
        except KeyboardInterrupt:
            if ends.is_set():
                raise
            ends.set()
            typer.echo("\nEnding after the request that is being made. Once more leaves it.", err=True)


class Progress:
    """Shows on a terminal what is being done; says nothing where nobody looks."""

    def __init__(self, *, several: bool) -> None:
        self._several = several
        self._lock = Lock()
        self._last: dict[str, str] = {}

    def __call__(self, environment: str, line: str) -> None:
        if not sys.stderr.isatty():
            return
        with self._lock:
            if self._last.get(environment) != line:
                self._last[environment] = line
                typer.echo(f"{environment}: {line} ..." if self._several else f"{line} ...", err=True)


def _no_environment(directory: Path) -> InputError:
    return InputError(
        file=str(directory), problem="there is no environment", remedy="Write one, or name another folder by --environments."
    )
