"""Which alarms of the catalog cannot be raised in an environment, and why."""

from camunda_byok.alarms import Alarm, EventAlarm, LogAlarm
from camunda_byok.patterns.event_patterns import TrailChanged
from camunda_byok.trail_reference import Part, TrailReference


def why_left_out(alarm: Alarm, trail: TrailReference | None) -> str:
    """Returns why an alarm would never be raised, given the trail that it is to watch; nothing where it would."""
    match alarm:
        case LogAlarm():
            part = Part.LOG_GROUP
        case EventAlarm(event=TrailChanged()):
            part = Part.TRAIL
        case _:
            return ""
    return trail.why_unseen(part) if trail else "no trail was given to watch"
