"""`byok rules`: what plans and accounts are judged by."""

from enum import Enum
from typing import Annotated

import typer


class RulesFormat(str, Enum):
    """How the rules are written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def rules(
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="Id of one rule, to have it explained.")] = None,
    format: Annotated[
        RulesFormat, typer.Option("--format", help="For people, for programs, or for the documentation.")
    ] = RulesFormat.text,
) -> None:
    """List the rules that plans are judged by, or explain one.

    Weights: block stops a plan until somebody accepts the finding, warn is for
    a person to decide, note is to be known.
    """
    from camunda_byok.output import rules as output
    from camunda_byok.rules.catalog import RULES, the_one_called

    chosen = (the_one_called(rule),) if rule else RULES
    if format is RulesFormat.json:
        typer.echo(output.as_json(chosen))
    elif format is RulesFormat.markdown:
        typer.echo(output.as_markdown(chosen))
    else:
        typer.echo(output.explained(chosen[0]) if rule else output.as_text(chosen))
