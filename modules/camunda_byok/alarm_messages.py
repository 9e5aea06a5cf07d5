"""What an alarm says: text that a person understands at three in the morning."""

from camunda_byok.alarms import Alarm, EventAlarm
from camunda_byok.names import Names
from camunda_byok.patterns.event import Tells
from camunda_byok.patterns.watched import Unwatched, Watched

RUNBOOKS = "docs/runbooks"

EVENT_PATHS = {"time": "$.time", "account": "$.account", "region": "$.region"}
CALL_PATHS = {
    "operation": "$.detail.eventName",
    "who": "$.detail.userIdentity.arn",
    "who_type": "$.detail.userIdentity.type",
    "who_account": "$.detail.userIdentity.accountId",
    "address": "$.detail.sourceIPAddress",
    "event": "$.detail.eventID",
}
ERROR_PATHS = {"error": "$.detail.errorMessage"}


def input_paths(alarm: EventAlarm) -> dict[str, str]:
    """Returns what the message takes out of the event. EventBridge leaves out what an event lacks."""
    match alarm.event.tells:
        case Tells.FACT:
            return EVENT_PATHS
        case Tells.REFUSAL:
            return {**EVENT_PATHS, **CALL_PATHS, **ERROR_PATHS}
        case Tells.CALL:
            return {**EVENT_PATHS, **CALL_PATHS}


def input_template(alarm: EventAlarm, names: Names, watched: Watched, runbooks: str = RUNBOOKS) -> str:
    """Returns the template of EventBridge's input transformer: quoted lines, with `<name>` for each path."""
    paths = input_paths(alarm)
    lines = [f"{alarm.severity.value}: {alarm.title} ({names.environment})", ""]
    lines += [f"Key: {names.key_alias}, {watched.key_arn}"]
    if "operation" in paths:
        lines += [
            "What: <operation>, event <event>",
            "Who: <who> (<who_type>, account <who_account>) from <address>",
        ]
    if "error" in paths:
        lines += ["Refused: <error>"]
    lines += ["When: <time> in <region>, account <account>"]
    lines += _advice(alarm, names, watched, runbooks)
    return "\n".join(f'"{line}"' for line in lines)


def alarm_description(alarm: Alarm, names: Names, watched: Watched, runbooks: str = RUNBOOKS) -> str:
    """Returns the description of a CloudWatch alarm, which is what its notification says."""
    head = [
        f"{alarm.severity.value}: {alarm.title} ({names.environment})",
        f"The environment's own key: {names.key_alias}, {watched.key_arn}",
    ]
    return "\n".join(head + _advice(alarm, names, watched, runbooks))


def _advice(alarm: Alarm, names: Names, watched: Watched, runbooks: str) -> list[str]:
    trail = "" if isinstance(watched.trail, Unwatched) else watched.trail.name
    command = alarm.first_command.format(key=watched.key_arn, trail=trail, region=names.region)
    return [
        f"What it means for Camunda: {alarm.meaning}",
        f"First: {command}",
        f"Runbook: {runbooks}/{alarm.id}.md",
    ]
