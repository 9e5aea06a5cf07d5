"""What the guard of an application found: for the error output of whoever synthesizes."""

from collections.abc import Iterator, Sequence

from camunda_byok.constructs.guard import Guarded
from camunda_byok.output.review_text import finding_as_text, line_as_text
from camunda_byok.review import severity


def as_text(judged: Sequence[Guarded]) -> str:
    """Returns the findings of each group of stacks, and which stacks are left out; empty where nothing was found."""
    return "".join(f"{block}\n\n" for each in judged for block in _blocks(each))


def _blocks(judged: Guarded) -> Iterator[str]:
    stacks = ", ".join(judged.stacks)
    for finding in sorted(judged.findings, key=severity):
        yield finding_as_text(finding, stacks).plain
    if judged.left_out:
        yield line_as_text(f"Left out because of what blocks: {stacks}.").plain
