"""Tries the patterns of rules in EventBridge: what each must hear of, and what it must not."""

import json
from collections.abc import Callable
from functools import partial
from typing import cast

from camunda_byok.alarms import EventAlarm
from camunda_byok.aws.answers import Absence, Asked, answer
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import together
from camunda_byok.inventory.model import EventRule
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.alarm_faults import Seen
from camunda_byok.operations.alarms_seen import AlarmSeen, AlarmsSeen
from camunda_byok.patterns.matchers import Undecided
from camunda_byok.patterns.samples import Sample, samples


def tried_patterns(seen: AlarmsSeen, clients: Clients) -> tuple[int, Seen]:
    """Returns how many events were tried on the patterns as they are deployed, and what was found.

    The events are made of the pattern that the environment declares. Nothing is sent: EventBridge only says whether it matches.
    """
    jobs: dict[tuple[str, str, int], Callable[[], str | Unknown | None]] = {}
    found = Seen()
    for alarm, declared, live in _rules(seen):
        pattern = json.dumps(live.pattern)
        try:
            made = samples(cast("dict[str, object]", declared.pattern))
        except Undecided as undecided:
            found += Seen(unknown=(f"no event can be made of the pattern of {alarm.alarm.id}: {undecided}",))
            continue
        for number, sample in enumerate(made):
            jobs[alarm.alarm.id, alarm.region, number] = partial(_tried, alarm, sample, pattern, clients)
    for said in together(jobs).values():
        if isinstance(said, Unknown):
            found += Seen(unknown=(said.reason,))
        elif said:
            found += Seen(faults=(said,))
    return len(jobs), found


def _rules(seen: AlarmsSeen) -> list[tuple[AlarmSeen, EventRule, EventRule]]:
    declared = {
        (each.region, each.name): each for each in seen.picture.declared.all(EventRule) if ".forward_" not in each.address
    }
    found: list[tuple[AlarmSeen, EventRule, EventRule]] = []
    for alarm in seen.alarms:
        rule = declared.get((alarm.region, alarm.name)) if isinstance(alarm.alarm, EventAlarm) else None
        live = seen.picture.live.get(EventRule, rule.address) if rule else None
        whole = rule and "${" not in repr(rule.pattern)  # else the key was not found: no event could name it
        if rule and live and whole and isinstance(live.pattern, dict) and isinstance(rule.pattern, dict):
            found.append((alarm, rule, live))
    return found


def _tried(alarm: AlarmSeen, sample: Sample, pattern: str, clients: Clients) -> str | Unknown | None:
    said = answer(
        lambda: bool(
            clients("events", alarm.region).test_event_pattern(EventPattern=pattern, Event=json.dumps(sample.event))["Result"]
        ),
        Asked(action="events:TestEventPattern", region=alarm.region),
    )
    if isinstance(said, Unknown):
        return said
    if isinstance(said, Absence) or said is sample.matches:
        return None
    verb = "does not hear of" if sample.matches else "hears of"
    return f"{alarm.alarm.id} in {alarm.region} {verb} {sample.says}, which it should{'' if sample.matches else ' not'}."
