"""A status for people at a terminal of 80 columns: what is at fault first, how things are, the verdict last."""

from collections.abc import Iterator

from rich.text import Text

from camunda_byok.environment_status import Status
from camunda_byok.output.review_text import change_as_text, finding_as_text, line_as_text
from camunda_byok.output.status_words import lines, verdict

_LABEL = 12


def as_text(status: Status) -> Text:
    """Returns one environment's status."""
    return Text("\n\n").join(_blocks(status))


def _blocks(status: Status) -> Iterator[Text]:
    environment = status.environment
    regions = ", ".join(filter(None, (environment.region, environment.second_region)))
    yield line_as_text(f"{environment.name}  {environment.account}  {regions}  {status.read_at:%Y-%m-%d %H:%M} UTC", style="bold")
    yield from (finding_as_text(finding, "") for finding in status.findings)
    if status.unjudged:
        heading = line_as_text("Otherwise than declared, and judged by no rule:", style="bold yellow")
        yield Text("\n").join([heading, *(line for change in status.unjudged for line in change_as_text(change))])
    if status.unread:
        yield Text("\n").join([line_as_text("Could not be read:", style="bold magenta"), *_unread(status)])
    yield Text("\n").join(line_as_text(said, f"{heading:<{_LABEL}}", " " * _LABEL) for heading, said in lines(status))
    style = "bold red" if status.faulty else "bold magenta" if status.unread else "bold green"
    yield line_as_text(verdict(status), style=style)


def _unread(status: Status) -> Iterator[Text]:
    for reason, (first, *rest) in status.unread.items():
        others = f", and {len(rest)} more" if rest else ""
        yield line_as_text(f"{first}{others}: {reason}", "  ", "    ")
