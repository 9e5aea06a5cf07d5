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

from camunda_byok import arns
from camunda_byok.patterns.watched import KeyReference, Unwatched, Watched

DIRECTORY = Path(__file__).parent / "records"
PLACEHOLDER = re.compile(r"\b[A-Z]+(?:_[A-Z]+)*\b")
UNWATCHED = {"ALIAS", "TRAIL", "TRAIL_ARN", "TRAIL_KEY_ARN", "TRAIL_KEY_ID", "BUCKET", "LOG_GROUP"}
"""Names that stand for nothing where their part is not watched."""

Event = dict[str, Any]


class Records(NamedTuple):
    matching: dict[str, Event]
    near_misses: dict[str, Event]


def records_for(watched: Watched) -> dict[str, Records]:
    """Returns, for each alarm's id, the events about this key and trail by the name of what happened."""
    return {file.stem: _read(file, watched) for file in sorted(DIRECTORY.glob("*.json"))}


def _values(watched: Watched) -> dict[str, str]:
    """Returns what the names in capitals stand for; nothing for what is not watched."""
    trail, plumbing = watched.trail, watched.plumbing
    keys = {"KEY": watched.key, "TRAIL_KEY": watched.trail_key, "PAGE_KEY": plumbing.page.key, "NOTICE_KEY": plumbing.notice.key}
    region = arns.parts(watched.key.arn).region
    elsewhere = "eu-west-2" if region == "eu-west-1" else "eu-west-1"
    values: dict[str, str | Unwatched] = {
        **{f"{name}_ARN": key.arn for name, key in keys.items() if isinstance(key, KeyReference)},
        **{f"{name}_ID": key.key_id for name, key in keys.items() if isinstance(key, KeyReference)},
        "ELSEWHERE_KEY_ARN": watched.key.arn.replace(f":{region}:", f":{elsewhere}:"),
        "ALIAS": watched.aliases[0] if watched.aliases else Unwatched("no alias is the environment's"),
        "TRAIL": trail if isinstance(trail, Unwatched) else trail.name,
        "TRAIL_ARN": trail if isinstance(trail, Unwatched) else trail.arn,
        "BUCKET": watched.bucket,
        "RULES": plumbing.rules[0].removesuffix("-*"),
        "LOG_GROUP": plumbing.log_group,
        "PAGE_TOPIC": plumbing.page.topic_arn,
        "PAGE_QUEUE": plumbing.page.queue,
        "NOTICE_TOPIC": plumbing.notice.topic_arn,
        "NOTICE_QUEUE": plumbing.notice.queue,
    }
    return {name: value for name, value in values.items() if isinstance(value, str)}


def _read(file: Path, watched: Watched) -> Records:
    values = _values(watched)
    text = PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), file.read_text(encoding="utf-8"))
    content = json.loads(text)
    matching: dict[str, Event] = {}
    for name, event in content["matching"].items():
        matching[name] = _whole(event, matching)
    near_misses = {name: _whole(event, matching) for name, event in content["near_misses"].items()}
    return Records(*({name: event for name, event in some.items() if _is_whole(event)} for some in (matching, near_misses)))


def _is_whole(event: Event) -> bool:
    """Tells whether everything that the event is about is watched."""
    return not UNWATCHED & set(PLACEHOLDER.findall(json.dumps(event)))


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
