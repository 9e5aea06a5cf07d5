"""The summary of `make sandbox`, at most 80 columns wide."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from camunda_byok.operations.claims import Claim
from camunda_byok.operations.key_proof import ALLOWED, DENIED, PEOPLE, Trial

HEADS = {
    "tenant": "tenant",
    "administrator": "key\nadmin",
    "auditor": "audi-\ntor",
    "deployer": "de-\nployer",
    "break_glass": "break\nglass",
    "iam_administrator": "IAM\nadmin",
    "stranger": "stran-\nger",
    "tenant_stranger": "other\nrole",
}
LEGEND = (
    "Each was tried with credentials of that role; a dot was not tried. The tenant is\n"
    "the cluster's role in Camunda's account, the other role is one beside it there.\n"
    "The IAM admin has kms:* and is stopped by the key's policy alone. Where nobody\n"
    "may, no success stands beside the denials: for ReplicateKey not of any values."
)
MARKS = {ALLOWED: "[bold green]yes[/]", DENIED: "[dim]no[/]"}


def show(
    console: Console,
    stacks: Sequence[str],
    made: Sequence[str],
    trials: Sequence[Trial],
    claims: Mapping[str, Sequence[Claim]],
    seconds: float,
) -> bool:
    """Prints what was made and proven, and returns whether all of it holds."""
    console.print()
    console.print(_who_can_what(trials))
    console.print(f"[dim]{LEGEND}[/]\n")
    for sentence, part in claims.items():
        held = sum(one.holds for one in part)
        mark = "[green]✓[/]" if held == len(part) else "[red]✗[/]"
        console.print(f"{mark} {sentence} [dim]{held} of {len(part)}[/]")
    broken = [*_broken_attempts(trials), *_broken_claims(claims)]
    for line in broken:
        console.print(f"[red]✗ {escape(line)}[/]", soft_wrap=True)
    attempts = sum(len(trial.attempts) for trial in trials)
    looked_at = sum(len(part) for part in claims.values())
    verdict = "[bold green]Proven[/]" if not broken else f"[bold red]Not proven, {len(broken)} broken[/]"
    console.print(
        f"\n{verdict} in {seconds:.0f} s: {len(made)} resources in {', '.join(stacks)};\n"
        f"{attempts} attempts on the key and {looked_at} other checks."
    )
    console.print(
        "It ran in an emulator, not in AWS: the README says what that leaves open.\n\n"
        "Next: copy environments/dev.yaml for a cluster of yours, then run\n"
        "  . .venv/bin/activate && byok validate"
    )
    return not broken


def _broken_attempts(trials: Sequence[Trial]) -> list[str]:
    return [
        f"{trial.operation}, {attempt.person}: expected {attempt.expected}, got {attempt.got}"
        for trial in trials
        for attempt in trial.attempts
        if not attempt.holds
    ]


def _broken_claims(claims: Mapping[str, Sequence[Claim]]) -> list[str]:
    return [f"{one.sentence}: {one.seen}" for part in claims.values() for one in part if not one.holds]


def _who_can_what(trials: Sequence[Trial]) -> Table:
    table = Table(title="Who can do what with the key", title_justify="left", title_style="bold", box=None, padding=0)
    table.add_column("", no_wrap=True, width=28)
    for person in PEOPLE:
        widest = max(len(line) for line in HEADS[person].splitlines())
        table.add_column(HEADS[person], justify="center", width=max(6, widest + 1), header_style="not bold")
    for trial in trials:
        got = {attempt.person: attempt for attempt in trial.attempts}
        cells: list[str] = []
        for person in PEOPLE:
            attempt = got.get(person)
            if attempt is None:
                cells.append("[dim]·[/]")
            elif attempt.holds:
                cells.append(MARKS[attempt.got])
            else:
                cells.append(f"[bold red]{attempt.got[:5]}![/]")
        table.add_row(trial.operation, *cells)
    return table
