"""Where the end of a key stands, for people at 80 columns and for programs."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from rich.text import Text

from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.operation_tags import CONFIRMATION, CONFIRMED, DELETION_SCHEDULED, HANDED_OVER, QUARANTINED
from camunda_byok.operations.ending.facts import EndingKey, Kind
from camunda_byok.operations.ending.stages import MOVES, Stage
from camunda_byok.operations.ending.standing import Standing
from camunda_byok.operations.steps import Refusal
from camunda_byok.output import checks, input_errors
from camunda_byok.output.review_text import line_as_text

VERSION = 1
"""Version of the JSON. It grows when a field changes its meaning or goes."""
WORDS = {
    Stage.HANDED_OVER: ("handed over", HANDED_OVER),
    Stage.CONFIRMED: ("confirmed by Camunda", CONFIRMED),
    Stage.QUARANTINED: ("in quarantine", QUARANTINED),
    Stage.DELETION_SCHEDULED: ("deletion scheduled", DELETION_SCHEDULED),
}


def as_text(found: Standing) -> Text:
    """Returns where it stands, worst first, and what comes next."""
    return Text("\n").join(_lines(found))


def refusal_as_text(command: str, environment: str, refusal: Refusal) -> Text:
    """Returns why there is nothing to be shown."""
    lines = (
        line_as_text(f"{command} {environment}", style="bold"),
        line_as_text(refusal.problem, "  "),
        line_as_text(refusal.remedy, "  "),
    )
    return Text("\n").join(lines)


def as_json(found: Mapping[str, Standing | Refusal | InputError]) -> str:
    """Returns all environments, of one that could not be looked at the error."""
    written = [_dict(name, each) for name, each in found.items()]
    return json.dumps({"version": VERSION, "environments": written}, indent=2, ensure_ascii=False)


def _lines(found: Standing) -> Iterator[Text]:
    facts = found.facts
    yield line_as_text(f"{facts.kind.value} {facts.environment}: {facts.called} {facts.old[0].reference}", style="bold")
    for each in found.contradictions:
        yield line_as_text(each, "  MIND  ", " " * 8, style="bold red")
    if isinstance(found.stage, Unknown):
        yield line_as_text(f"how far it has come, because {found.stage.reason}.", "  CANNOT TELL  ", style="bold magenta")
        return
    for move in MOVES[facts.kind]:
        word, tag = WORDS[move.leads_to]
        reached = found.stage.number >= move.leads_to.number
        said = "; ".join(dict.fromkeys(_said(key, tag) for key in facts.old if key.tag(tag)))
        sign = "x" if reached else ">" if move is found.next else " "
        yield line_as_text(f"{word}{': ' + said if reached and said else ''}", f"  [{sign}] ", " " * 6)
    if found.stage is Stage.GONE:
        what = (
            "Take predecessor out of the file; generation stays." if facts.kind is Kind.REPLACE else "See step 4 of the runbook."
        )
        yield line_as_text(f"The key is gone. {what}", "  ")
    for key in facts.old:
        if key.deletion_at:
            until = f"{key.deletion_at:%Y-%m-%d %H:%M}"
            yield line_as_text(f"The {key.title} in {key.region} is deleted on {until}. Until then --undo brings it back.", "  ")
    if found.next:
        yield line_as_text(f"What it takes: {WORDS[found.next.leads_to][0]}", "  ", style="bold")
    yield from checks.lines(found.evidence)
    if not found.next:
        return
    word, style = ("Next", "bold green") if found.is_ready else ("Then", "bold yellow")
    yield line_as_text(found.command, f"  {word}: ", style=style)


def _said(key: EndingKey, tag: str) -> str:
    at, who = key.since(tag), key.tag(tag).partition(" ")[2]
    reference = f" ({key.tag(CONFIRMATION)})" if tag == CONFIRMED else ""
    when = f"{at:%Y-%m-%d %H:%M}" if at else "at no time that can be read"
    return f"{when} by {who.rpartition('/')[2] or 'somebody'}{reference}"


def _dict(name: str, found: Standing | Refusal | InputError) -> dict[str, Any]:
    if isinstance(found, InputError):
        return {"environment": name, "error": input_errors.as_dicts([found])[0]}
    if isinstance(found, Refusal):
        return {"environment": name, "refusal": {"problem": found.problem, "remedy": found.remedy}}
    facts = found.facts
    unknown = isinstance(found.stage, Unknown)
    return {
        "environment": name,
        "command": facts.kind.value,
        "stage": None if isinstance(found.stage, Unknown) else found.stage.value,
        "unknown": found.stage.reason if isinstance(found.stage, Unknown) else "",
        "contradictions": list(found.contradictions),
        "keys": [_key(key) for key in facts.old],
        "successors": [{"region": key.region, "arn": key.arn} for key in facts.new],
        "next": None if unknown or not found.next else {"step": found.next.value, "command": found.command},
        "is_ready": found.is_ready,
        "is_wrong": found.is_wrong,
        "evidence": checks.as_dicts(found.evidence),
    }


def _key(key: EndingKey) -> dict[str, Any]:
    return {
        "region": key.region,
        "arn": key.arn,
        "state": {"unknown": key.state.reason} if isinstance(key.state, Unknown) else key.state,
        "tags": {"unknown": key.tags.reason} if isinstance(key.tags, Unknown) else dict(key.tags),
        "grants": {"unknown": key.grants.reason} if isinstance(key.grants, Unknown) else key.grants,
        "last_use": {"unknown": key.last_use.reason} if isinstance(key.last_use, Unknown) else _iso(key.last_use),
        "deletion_at": _iso(key.deletion_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
