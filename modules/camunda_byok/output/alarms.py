"""The alarms of environments as they are, faults first: for people at 80 columns and for programs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.alarm_states import Undelivered
from camunda_byok.operations.alarm_faults import Seen
from camunda_byok.operations.alarms_seen import AlarmSeen, AlarmsSeen, Hearer, WaySeen
from camunda_byok.output import input_errors
from camunda_byok.output.review_text import line_as_text

VERSION = 1
"""Version of the JSON. It grows when a field changes its meaning or goes."""
_WIDTH = 13
_STYLES = {"AT FAULT": "bold red", "CANNOT TELL": "bold magenta", "RAISED": "bold yellow"}
CONFIRMED = {True: "hears", False: "waits for its confirmation, and hears nothing", None: "is told directly"}


def as_text(seen: AlarmsSeen) -> Text:
    """Returns the alarms of one environment, what is at fault first."""
    return Text("\n").join(_lines(seen))


def as_json(found: Sequence[AlarmsSeen | InputError], names: Sequence[str]) -> str:
    """Returns the alarms of environments in the schema `version` 1. names: of the environments, in the same order."""
    written = [_environment(each, name) for each, name in zip(found, names, strict=True)]
    return json.dumps({"version": VERSION, "environments": written}, indent=2, ensure_ascii=False)


def _lines(seen: AlarmsSeen) -> Iterator[Text]:
    here = [alarm for alarm in seen.alarms if not alarm.why_not]
    regions = list(dict.fromkeys(alarm.region for alarm in seen.alarms))
    yield line_as_text(f"{seen.environment.name}: {len(here)} alarms in {' and '.join(regions)}", style="bold")
    yield from _entries("AT FAULT", [(name, one.faults) for name, one in _all(seen) if one.faults])
    yield from _entries("CANNOT TELL", _by_reason(seen))
    raised = [alarm for alarm in here if alarm.is_raised]
    yield from _entries("RAISED", [(_called(alarm), (f"{alarm.alarm.title}. Runbook: {alarm.runbook}",)) for alarm in raised])
    for way in seen.ways:
        yield from _way(way)
    yield from _sound(here)
    yield from _left_out(seen.alarms)
    yield line_as_text(verdict(seen), style="bold green" if not seen.faults and not seen.unknown else "bold red")


def verdict(seen: AlarmsSeen) -> str:
    """Returns the last line: what to do, or that there is nothing to do."""
    name = seen.environment.name
    if seen.faults:
        return f"{seen.faults} at fault. What was deployed otherwise: byok plan {name} shows it, byok apply {name} puts it back."
    if seen.unknown:
        return f"{seen.unknown} could not be looked at: nobody knows whether they are as they should be."
    return "Every alarm is there, on and as declared, and somebody hears it."


def _entries(word: str, entries: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Text]:
    for name, sentences in entries:
        head = line_as_text(name, f"{word:<{_WIDTH}}", " " * _WIDTH)
        head.stylize(_STYLES[word], 0, len(word))
        yield head
        yield from (line_as_text(sentence, " " * _WIDTH) for sentence in sentences)


def _all(seen: AlarmsSeen) -> Iterator[tuple[str, Seen]]:
    for way in seen.ways:
        yield _way_called(way), way.seen
        yield from ((f"{hearer.name} ({_way_called(way)})", hearer.seen) for hearer in way.hearers)
    yield from ((_called(alarm), alarm.seen) for alarm in seen.alarms)


def _by_reason(seen: AlarmsSeen) -> list[tuple[str, tuple[str, ...]]]:
    """Returns each reason once, with what cannot be told for it: one denied call hides many alarms."""
    hidden: dict[str, list[str]] = {}
    for name, one in _all(seen):
        for reason in one.unknown:
            hidden.setdefault(reason, []).append(name)
    return [(f"because {reason}", (f"About: {_some(names)}",)) for reason, names in hidden.items()]


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _called(alarm: AlarmSeen) -> str:
    return f"{alarm.alarm.id} ({alarm.alarm.severity.value}, {alarm.region})"


def _way_called(way: WaySeen) -> str:
    return f"the way of {way.severity.value} alarms in {way.region}"


def _way(way: WaySeen) -> Iterator[Text]:
    yield line_as_text(f"{way.severity.value} in {way.region}: {_tested(way.tested)}; {_undelivered(way)}", "  ")
    for hearer in way.hearers:
        yield line_as_text(f"{hearer.protocol} {hearer.name}: {_hears(hearer)}{_received(hearer)}", "    ", "      ")


def _tested(tested: datetime | Unknown | None) -> str:
    if isinstance(tested, Unknown):
        return "nobody knows when it was last tested"
    return "never tested" if tested is None else f"last tested {tested:%Y-%m-%d %H:%M} UTC"


def _undelivered(way: WaySeen) -> str:
    if isinstance(way.undelivered, Unknown):
        return "nobody knows what is undelivered"
    return "no queue for what is undelivered" if way.undelivered is None else f"{way.undelivered.messages} undelivered"


def _hears(hearer: Hearer) -> str:
    if isinstance(hearer.confirmed, Unknown):
        return "nobody knows whether it hears"
    return "does not hear" if hearer.confirmed is not True and hearer.seen.faults else CONFIRMED[hearer.confirmed]


def _received(hearer: Hearer) -> str:
    received = hearer.received
    if isinstance(received, Unknown):
        return "; nobody knows whether it got a drill"
    return "" if received is None else f"; got a drill, as said on {received:%Y-%m-%d %H:%M} UTC"


def _sound(here: list[AlarmSeen]) -> Iterator[Text]:
    by_region: dict[str, list[str]] = {}
    for alarm in here:
        if not alarm.seen.faults and not alarm.seen.unknown:
            by_region.setdefault(alarm.region, []).append(alarm.alarm.id + _state(alarm))
    for region, names in by_region.items():
        yield line_as_text(f"On and unchanged in {region} ({len(names)})", "  ")
        yield line_as_text(", ".join(names), "    ")


def _state(alarm: AlarmSeen) -> str:
    state = alarm.state
    return "" if state is None or isinstance(state, Unknown) else f" ({state.value})"


def _left_out(alarms: Sequence[AlarmSeen]) -> Iterator[Text]:
    reasons: dict[tuple[str, str], list[str]] = {}
    for alarm in alarms:
        if alarm.why_not:
            reasons.setdefault((alarm.region, alarm.why_not), []).append(alarm.alarm.id)
    for (region, why_not), names in reasons.items():
        yield line_as_text(f"Left out in {region}, because {why_not}", "  ")
        yield line_as_text(", ".join(names), "    ")


def _environment(found: AlarmsSeen | InputError, name: str) -> dict[str, Any]:
    if isinstance(found, InputError):
        return {"environment": name, "error": input_errors.as_dicts([found])[0]}
    return {
        "environment": name,
        "faults": found.faults,
        "cannot_tell": found.unknown,
        "verdict": verdict(found),
        "ways": [_way_as_json(way) for way in found.ways],
        "alarms": [_alarm_as_json(alarm) for alarm in found.alarms],
    }


def _way_as_json(way: WaySeen) -> dict[str, Any]:
    return {
        "severity": way.severity.value,
        "region": way.region,
        "topic": way.topic,
        "undelivered_queue": way.queue,
        "undelivered": _value(way.undelivered.messages if isinstance(way.undelivered, Undelivered) else way.undelivered),
        "tested_at": _value(way.tested),
        **_seen(way.seen),
        "hearers": [
            {
                "name": each.name,
                "protocol": each.protocol,
                "confirmed": _value(each.confirmed),
                "received_at": _value(each.received),
                **_seen(each.seen),
            }
            for each in way.hearers
        ],
    }


def _alarm_as_json(alarm: AlarmSeen) -> dict[str, Any]:
    state = alarm.state
    known = state if state is not None and not isinstance(state, Unknown) else None
    return {
        "id": alarm.alarm.id,
        "title": alarm.alarm.title,
        "severity": alarm.alarm.severity.value,
        "travels_by": alarm.alarm.travels_by.value,
        "region": alarm.region,
        "name": alarm.name,
        "left_out_because": alarm.why_not,
        **_seen(alarm.seen),
        "state": _value(known.value if known else state),
        "state_since": _value(known.since) if known else None,
        "state_reason": known.reason if known else "",
        "runbook": alarm.runbook,
    }


def _seen(seen: Seen) -> dict[str, list[str]]:
    return {"faults": list(seen.faults), "cannot_tell": list(seen.unknown)}


def _value(value: object) -> Any:
    if isinstance(value, Unknown):
        return {"unknown": value.reason}
    return value.isoformat() if isinstance(value, datetime) else value
