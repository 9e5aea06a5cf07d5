"""What a command is going to do, and how it ended, for people at 80 columns and for programs."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.text import Text

from camunda_byok.operations.carrying_out import Outcome
from camunda_byok.operations.records import Record, Result
from camunda_byok.operations.steps import Change, Procedure
from camunda_byok.output.review_text import line_as_text

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""
ENDS = {
    Result.DONE: ("Done", "bold green"),
    Result.PARTLY: ("Done in part", "bold red"),
    Result.FOUND: ("Done, and not everything is as it should be", "bold red"),
    Result.FAILED: ("Not done", "bold red"),
    Result.INTERRUPTED: ("Interrupted", "bold yellow"),
    Result.BEGUN: ("Not ended", "bold red"),
}


def as_text(procedure: Procedure) -> Text:
    """Returns a procedure as somebody reads it before he agrees."""
    return Text("\n").join(_lines(procedure))


def outcome_as_text(outcome: Outcome) -> Text:
    """Returns how it ended, what is left to do, and where the record is."""
    record = outcome.record
    word, style = ENDS[record.result]
    because = f": {record.why}" if record.why else ""
    lines = [line_as_text(f"{word}: {record.procedure.command} {record.procedure.environment}{because}", style=style)]
    if record.result is Result.FOUND:
        lines += _listed("Found", [f"{step.request.says}: {step.why}" for step in record.steps if step.result is Result.FOUND])
    elif record.result is not Result.DONE:
        done = [step.request.says for step in record.made]
        lines += _listed("Was done", done) if done else [line_as_text(_nothing_done(record), "  ")]
        lines += _listed("Was not", [step.request.says for step in record.failed])
        lines.append(line_as_text("Run the same command again: it goes on from how things are then.", "  "))
    if record.result in (Result.DONE, Result.PARTLY, Result.FOUND):
        lines += _listed("Now", record.procedure.afterwards)
    lines.append(line_as_text(f"Record: {outcome.kept_at}", "  "))
    if outcome.unrecorded:
        lines.append(line_as_text(f"The record does not hold everything: {outcome.unrecorded}", "  ", style="bold red"))
    return Text("\n").join(lines)


def _nothing_done(record: Record) -> str:
    in_doubt = any(step.in_doubt for step in record.failed)
    return "It is not known whether anything was changed: AWS did not answer." if in_doubt else "Nothing was changed."


def as_json(procedures: Iterable[Procedure], outcomes: Iterable[Outcome] = ()) -> str:
    """Returns procedures, and how they ended, as JSON."""
    ended = {outcome.record.procedure.environment: outcome for outcome in outcomes}
    written = [_procedure(each, ended.get(each.environment)) for each in procedures]
    return json.dumps({"version": VERSION, "environments": written}, indent=2, ensure_ascii=False)


def _procedure(procedure: Procedure, outcome: Outcome | None) -> dict[str, Any]:
    return {
        "command": procedure.command,
        "environment": procedure.environment,
        "account": procedure.account,
        "subject": procedure.subject,
        "effects": list(procedure.effects),
        "no_effects": list(procedure.no_effects),
        "cautions": list(procedure.cautions),
        "found": list(procedure.found),
        "refusals": [{"problem": refusal.problem, "remedy": refusal.remedy} for refusal in procedure.refusals],
        "settled": procedure.settled,
        "confirm_by": procedure.confirm_by,
        "steps": [
            {
                "says": step.says,
                "kind": type(step).__name__.lower(),
                "action": step.action,
                "region": step.region,
                "parameters": step.shown,
            }
            for step in procedure.steps
        ],
        "afterwards": list(procedure.afterwards),
        "record": outcome.record.as_json() if outcome else None,
        "kept_at": outcome.kept_at if outcome else "",
        "unrecorded": outcome.unrecorded if outcome else "",
    }


def _lines(procedure: Procedure) -> Iterator[Text]:
    yield line_as_text(f"{procedure.command} {procedure.environment}: {procedure.subject}", style="bold")
    for refusal in procedure.refusals:
        yield line_as_text(refusal.problem, "  REFUSED  ", style="bold red")
        yield line_as_text(refusal.remedy, "           ")
    if procedure.refusals:
        return
    if procedure.settled:
        yield line_as_text(f"Nothing to do: {procedure.settled}", "  ")
    yield from _listed("What happens", procedure.effects)
    yield from _listed("What does not", procedure.no_effects)
    yield from _listed("At fault", procedure.found)
    yield from _listed("Mind", procedure.cautions)
    if procedure.steps:
        yield line_as_text("Steps", "  ")
        for number, line in enumerate(_steps(procedure), 1):
            yield line_as_text(line, f"    {number}. ", " " * 7)


def _steps(procedure: Procedure) -> Iterator[str]:
    yield from (f"{step.says} ({step.action}, {step.region})" for step in procedure.steps)
    for step in procedure.steps:
        if isinstance(step, Change) and step.undo:
            yield f"In the end, however it ends: {step.undo.says} ({step.undo.action}, {step.undo.region})"


def _listed(heading: str, sentences: Iterable[str]) -> Iterator[Text]:
    sentences = list(sentences)
    if sentences:
        yield line_as_text(heading, "  ")
        yield from (line_as_text(sentence, "    - ", "      ") for sentence in sentences)
