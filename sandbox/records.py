"""CloudTrail records and EventBridge events, full-size, on which the alarms' patterns are tried.

`records/<alarm>.json` holds what an alarm must hear of (`matching`) and what looks much like it and must pass in silence
(`near_misses`). Where an event differs from a matching one in a detail, only the detail is written: `like` names the other,
`but` the fields that differ, by dotted path, and `without` those that are missing.

Names in capitals, such as KEY_ARN, stand for what is watched; accounts, regions and people are those of the sandbox.
"""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from camunda_byok.patterns.watched import KeyReference, Unwatched, Watched

DIRECTORY = Path(__file__).parent / "records"
PLACEHOLDER = re.compile(r"\b[A-Z]+(?:_[A-Z]+)*\b")

Event = dict[str, Any]


class Records(NamedTuple):
    matching: dict[str, Event]
    near_misses: dict[str, Event]


def records_for(watched: Watched) -> dict[str, Records]:
    """Returns, for each alarm's id, the events about this key and trail by the name of what happened."""
    return {file.stem: _read(file, watched) for file in sorted(DIRECTORY.glob("*.json"))}


def _values(watched: Watched) -> dict[str, str]:
    trail, plumbing = watched.trail, watched.plumbing
    keys = {"KEY": watched.key, "TRAIL_KEY": watched.trail_key, "PAGE_KEY": plumbing.page.key, "NOTICE_KEY": plumbing.notice.key}
    return {
        **{f"{name}_ARN": key.arn for name, key in keys.items() if isinstance(key, KeyReference)},
        **{f"{name}_ID": key.key_id for name, key in keys.items() if isinstance(key, KeyReference)},
        "ALIAS": (*watched.aliases, "alias/none")[0],
        "TRAIL": "" if isinstance(trail, Unwatched) else trail.name,
        "TRAIL_ARN": "" if isinstance(trail, Unwatched) else trail.arn,
        "BUCKET": "" if isinstance(watched.bucket, Unwatched) else watched.bucket,
        "RULES": plumbing.rules[0].removesuffix("-*"),
        "LOG_GROUP": str(plumbing.log_group),
        "PAGE_TOPIC": plumbing.page.topic_arn,
        "PAGE_QUEUE": plumbing.page.queue,
        "NOTICE_TOPIC": plumbing.notice.topic_arn,
        "NOTICE_QUEUE": plumbing.notice.queue,
    }


def _read(file: Path, watched: Watched) -> Records:
    values = _values(watched)
    text = PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), file.read_text(encoding="utf-8"))
    content = json.loads(text)
    matching: dict[str, Event] = {}
    for name, event in content["matching"].items():
        matching[name] = _whole(event, matching)
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
