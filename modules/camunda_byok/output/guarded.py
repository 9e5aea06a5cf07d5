"""What the guard of an application found: for the error output of whoever synthesizes."""

from collections.abc import Sequence

from camunda_byok.constructs.guard import Guarded
from camunda_byok.errors import printable
from camunda_byok.output.review_words import label, rows
from camunda_byok.review import severity


def as_text(judged: Sequence[Guarded]) -> str:
    """Returns the findings of each group of stacks, and which stacks are left out; empty where nothing was found."""
    return "".join(_group(each) for each in judged)


def _group(judged: Guarded) -> str:
    lines: list[str] = []
    for finding in sorted(judged.findings, key=severity):
        lines.append(f"{label(finding)}  {finding.rule}  {finding.address}")
        lines += [f"  {heading + ': ' if heading else ''}{text}" for heading, text in rows(finding)]
    if judged.left_out:
        lines.append(f"Left out because of what blocks: {', '.join(judged.stacks)}. Everything else is synthesized.")
    return "".join(f"{printable(line)}\n" for line in lines)
