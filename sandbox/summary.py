"""The summary of `make sandbox`, at most 80 columns wide."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from camunda_byok.environment import Environment
from camunda_byok.operations.claims import Claim
from camunda_byok.operations.key_proof import ALLOWED, DENIED, PEOPLE, Trial

HEADS = {
    "tenant": "Camunda tenant",
    "administrator": "key admin",
    "auditor": "auditor",
    "deployer": "de-\nployer",
    "break_glass": "break glass",
    "iam_administrator": "IAM admin",
    "stranger": "stran-\nger",
    "tenant_stranger": "other role there",
}
MARKS = {ALLOWED: "[green]yes[/]", DENIED: "[dim]no[/]"}


def show(
    console: Console,
    environment: Environment,
    trials: Sequence[Trial],
    claims: Sequence[Claim],
    seconds: Mapping[str, float],
    made: Sequence[str],
) -> bool:
    """Prints what was made and proven, and returns whether all of it holds."""
    console.print(_table(trials))
    console.print("[dim]Each was tried with credentials of that role; a blank was not tried.[/]\n")
    broken = [
        f"{trial.operation}, {attempt.person}: expected {attempt.expected}, got {attempt.got}"
        for trial in trials
        for attempt in trial.attempts
        if not attempt.holds
    ]
    broken += [f"{one.sentence}: {one.seen}" for one in claims if not one.holds]
    tried = sum(len(trial.attempts) for trial in trials)
    alarms = [one for one in claims if "raised by" in one.sentence]
    for one in claims:
        if one not in alarms:
            console.print(f"{'[green]✓[/]' if one.holds else '[red]✗[/]'} {escape(one.sentence)}")
    held = sum(one.holds for one in alarms)
    console.print(
        f"{'[green]✓[/]' if held == len(alarms) else '[red]✗[/]'} {held} of {len(alarms)} events raise the alarm they should, or none"
    )
    for line in broken:
        console.print(f"[red]✗ {escape(line)}[/]", soft_wrap=True)
    verdict = "[bold green]Proven[/]" if not broken else f"[bold red]{len(broken)} broken[/]"
    console.print(
        f"\n{verdict}: {tried} attempts on the key, {len(claims)} claims, {len(made)} resources, {sum(seconds.values()):.0f} s."
    )
    console.print(
        "\nIt ran in an emulator (MiniStack, corrected), not in AWS. Next: write\n"
        "environments/<name>.yaml for a cluster of yours, then: byok validate"
    )
    del environment
    return not broken


def _table(trials: Sequence[Trial]) -> Table:
    table = Table(title="Who can do what with the key", title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("")
    for person in PEOPLE:
        table.add_column(HEADS[person], justify="center", width=6)
    for trial in trials:
        got = {attempt.person: attempt for attempt in trial.attempts}
        cells = []
        for person in PEOPLE:
            attempt = got.get(person)
            mark = MARKS.get(attempt.got, "[red]error[/]") if attempt else ""
            cells.append(mark if not attempt or attempt.holds else f"[red bold]{attempt.got[:6]}![/]")
        table.add_row(trial.operation.replace("GenerateDataKeyWithoutPlaintext", "… without plaintext"), *cells)
    return table
