"""What a principal may do with an environment's keys, for people at 80 columns and for programs."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from camunda_byok.authorization.effective import Ruling, Verdict
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import ENABLED
from camunda_byok.operations.effective_access import Access, Answered, KeyAccess, Row
from camunda_byok.output.review_text import line_as_text

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""
STYLES = {
    Ruling.ALLOWED: "bold green",
    Ruling.IF_IAM_ALLOWS: "bold yellow",
    Ruling.DENIED: "bold red",
    Ruling.UNKNOWN: "bold magenta",
}
_INDENT = " " * 6


def as_text(answered: Answered) -> Text:
    """Returns the answers, what changes by a proposed policy first."""
    return Text("\n").join(_lines(answered))


def as_json(answered: Answered) -> str:
    """Returns the answers in JSON."""
    return json.dumps(
        {
            "version": VERSION,
            "environment": answered.environment,
            "principal": answered.asked,
            "action": answered.action,
            "cautions": list(answered.cautions),
            "keys": [_key(key) for key in answered.keys],
        },
        indent=2,
        ensure_ascii=False,
    )


def _lines(answered: Answered) -> Iterator[Text]:
    for caution in answered.cautions:
        yield line_as_text(caution, "Mind: ")
    for found in answered.keys:
        sought, state = found.key.sought, found.key.state
        yield line_as_text(f"{sought.title} of {answered.environment} in {sought.region} ({sought.reference})", style="bold")
        if found.problem:
            yield line_as_text(f"because {found.problem}", "  CANNOT TELL  ", style=STYLES[Ruling.UNKNOWN])
        elif isinstance(state, str) and state != ENABLED:
            yield line_as_text(f"The key's state is {state}: while it lasts, nobody uses it, whoever may.", "  ")
        for access in found.accesses:
            yield line_as_text(f"{access.principal}", "  ", style="bold")
            for row in sorted(access.rows, key=_rank):
                yield from _row(row)
            yield from _others(access)


def _rank(row: Row) -> tuple[bool, int]:
    return (not row.changes, min(list(Ruling).index(each.answer) for each in row.now))


def _row(row: Row) -> Iterator[Text]:
    if row.proposed is not None and row.changes:
        yield line_as_text("now:", "    ")
        yield from _verdicts(row.now)
        yield line_as_text("with the proposed policy:", "    ")
        yield from _verdicts(row.proposed)
    else:
        yield from _verdicts(row.now)
    yield line_as_text(", ".join(row.actions), _INDENT + "  ")


def _verdicts(verdicts: Iterable[Verdict]) -> Iterator[Text]:
    for verdict in verdicts:
        decides = f"by {', or '.join(verdict.decides)}" if verdict.decides else ""
        reason = f"because {verdict.reason}" if verdict.reason else ""
        said = ", or ".join(filter(None, [verdict.undecided_by, decides])) + reason
        yield line_as_text(said, f"    {_word(verdict)}  ", _INDENT, style=STYLES[verdict.answer])
        if verdict.when:
            yield line_as_text(f"when {', or when '.join(verdict.when)}", _INDENT)


def _word(verdict: Verdict) -> str:
    return verdict.answer.value.upper()


def _others(access: Access) -> Iterator[Text]:
    """Gives, once for each answer, who else has a say in it."""
    verdicts = (each for row in access.rows for each in (*row.now, *(row.proposed or ())))
    for word, depends in dict.fromkeys((_word(each), each.depends) for each in verdicts if each.depends):
        yield line_as_text(depends, f"    {word} means allowed ", _INDENT)


def _key(found: KeyAccess) -> dict[str, Any]:
    state = found.key.state
    return {
        "key": found.key.sought.title,
        "region": found.key.sought.region,
        "arn": found.key.arn,
        "state": state if isinstance(state, str) else None,
        "state_unknown": state.reason if isinstance(state, Unknown) else "",
        "problem": found.problem,
        "principals": [_access(access) for access in found.accesses],
    }


def _access(access: Access) -> dict[str, Any]:
    return {
        "principal": str(access.principal),
        "arn_or_name": access.principal.value,
        "rows": [
            {
                "actions": list(row.actions),
                "now": [_verdict(each) for each in row.now],
                "proposed": None if row.proposed is None else [_verdict(each) for each in row.proposed],
            }
            for row in access.rows
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "answer": verdict.answer.value,
        "decides": list(verdict.decides),
        "undecided_by": verdict.undecided_by,
        "when": list(verdict.when),
        "depends": verdict.depends,
        "reason": verdict.reason,
    }
