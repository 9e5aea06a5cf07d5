"""CloudTrail records and EventBridge events, full-size, on which the alarms' patterns are tried.

`records/<alarm>.json` holds what an alarm must hear of (`matching`) and what looks much like it and must pass in silence
(`near_misses`). Where a near miss differs from a matching event in a detail, only the detail is written: `like` names the event,
`but` the fields that differ, by dotted path, and `without` those that are missing.
"""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from camunda_byok.patterns.watched import Unwatched, Watched

DIRECTORY = Path(__file__).parent / "records"
PLACEHOLDER = re.compile(r"\b(KEY_ARN|KEY_ID|TRAIL_ARN|TRAIL)\b")

Event = dict[str, Any]


class Records(NamedTuple):
    matching: dict[str, Event]
    near_misses: dict[str, Event]


def records_for(watched: Watched) -> dict[str, Records]:
    """Returns, for each alarm's id, the events about this key and trail by the name of what happened."""
    return {file.stem: _read(file, watched) for file in sorted(DIRECTORY.glob("*.json"))}


def _read(file: Path, watched: Watched) -> Records:
    assert not isinstance(watched.trail, Unwatched)
    trail = watched.trail
    values = {"KEY_ARN": watched.key_arn, "KEY_ID": watched.key_id, "TRAIL_ARN": trail.arn, "TRAIL": trail.name}
    text = PLACEHOLDER.sub(lambda found: values[found[0]], file.read_text(encoding="utf-8"))
    content = json.loads(text)
    matching = content["matching"]
    return Records(matching, {name: _whole(event, matching) for name, event in content["near_misses"].items()})


def _whole(event: Event, matching: dict[str, Event]) -> Event:
    if "like" not in event:
        return event
    made = deepcopy(matching[event["like"]])
    for path, value in event.get("but", {}).items():
        *parents, last = path.split(".")
        _inside(made, parents)[last] = value
    for path in event.get("without", []):
        *parents, last = path.split(".")
        del _inside(made, parents)[last]
    return made


def _inside(event: Event, parents: list[str]) -> Any:
    for parent in parents:
        event = event[parent]
    return event
