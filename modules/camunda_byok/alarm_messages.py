"""What an alarm says: text that a person understands at three in the morning, and fields that a machine can sort.

A message by event is one JSON document in the schema of custom notifications, because Amazon Q Developer in chat applications
shows no other message of ours. Sources: its administrator guide, "Custom notifications"; EventBridge user guide, "Input
transformation".
"""

import json

from camunda_byok.alarm_kinds import Alarm, EventAlarm
from camunda_byok.names import PREFIX, Names
from camunda_byok.patterns.event import Tells
from camunda_byok.patterns.watched import Unwatched, Watched
from camunda_byok.regions import IAM_HOME_REGIONS

RUNBOOKS = "docs/runbooks"

EVENT_PATHS = {"id": "$.id", "time": "$.time", "account": "$.account", "region": "$.region"}
CALL_PATHS = {
    "operation": "$.detail.eventName",
    "who": "$.detail.userIdentity.arn",
    "principal": "$.detail.userIdentity.principalId",
    "who_type": "$.detail.userIdentity.type",
    "who_account": "$.detail.userIdentity.accountId",
    "address": "$.detail.sourceIPAddress",
    "event": "$.detail.eventID",
}
ERROR_PATHS = {"error": "$.detail.errorCode"}
"""Nothing here can hold a quotation mark, which would end the JSON string that it is put into: the error's message could."""


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
    """Returns the template of EventBridge's input transformer: JSON, with `<name>` within its strings for each path.

    What a person reads first stands first, one field a line.
    """
    happened = {key: value for key, value in _happened(alarm).items() if value}
    message = {
        "content": {
            "title": _title(alarm, names),
            "description": f"{alarm.meaning} {_in_words(alarm)}",
            "nextSteps": _advice(alarm, names, watched, runbooks),
            "keywords": [alarm.severity.value, names.environment, alarm.id],
            "textType": "client-markdown",
        },
        "metadata": {
            "additionalContext": {
                **happened,
                "alarm": alarm.id,
                "severity": alarm.severity.value,
                "environment": names.environment,
                "key": watched.key_arn,
                "alias": names.key_alias_of(watched.generation),
                "dedup_key": dedup_key(alarm, names),
            },
            "summary": f"{_title(alarm, names)}: {alarm.meaning}",
            "eventType": alarm.id,
            "relatedResources": [watched.key_arn, *([watched.beside.key.arn] if watched.beside else [])],
            "threadId": dedup_key(alarm, names),
        },
        "version": "1.0",
        "source": "custom",
        "id": "<id>",
    }
    return json.dumps(message, indent=1)


def alarm_description(alarm: Alarm, names: Names, watched: Watched, runbooks: str = RUNBOOKS) -> str:
    """Returns the description of a CloudWatch alarm, which is what its notification says."""
    return "\n".join(
        [
            _title(alarm, names),
            f"The environment's own key: {watched.key_arn}",
            f"What it means for Camunda: {alarm.meaning}",
            *_advice(alarm, names, watched, runbooks),
            f"dedup_key: {dedup_key(alarm, names)}",
        ]
    )


def dedup_key(alarm: Alarm, names: Names) -> str:
    """Returns what is the same for every message of one alarm, and for no other alarm, environment or region.

    Incident tools that are told a key open one incident for it, however often the event repeats.
    """
    return f"{PREFIX}/{names.environment}/{alarm.id}/{names.region}"


def first_command(alarm: Alarm, names: Names, watched: Watched) -> str:
    """Returns the alarm's first command for this environment, complete. What is not watched is left empty."""
    plumbing = watched.plumbing
    return alarm.first_command.format(
        region=names.region,
        iam_region=IAM_HOME_REGIONS[names.partition],
        key=watched.key_arn,
        trail="" if isinstance(watched.trail, Unwatched) else watched.trail.name,
        bucket="" if isinstance(watched.bucket, Unwatched) else watched.bucket,
        trail_key="" if isinstance(watched.trail_key, Unwatched) else watched.trail_key.arn,
        prefix=plumbing.rules[0].split("*")[0],
        page_topic=plumbing.page.topic_arn,
        notice_topic=plumbing.notice.topic_arn,
        page_queue=plumbing.page.queue,
        notice_queue=plumbing.notice.queue,
    )


def _title(alarm: Alarm, names: Names) -> str:
    return f"{alarm.severity.value}: {alarm.title} ({names.environment})"


def _happened(alarm: EventAlarm) -> dict[str, str]:
    """The event's own facts, in the order in which they are asked for."""
    when = {"when": "<time>", "where": "<region>", "account": "<account>"}
    if alarm.event.tells is Tells.FACT:
        return {**when, "event": "<id>"}
    return {
        "what": "<operation>",
        "error": "<error>" if alarm.event.tells is Tells.REFUSAL else "",
        "who": "<who>",
        "principal": "<principal>",
        "who_type": "<who_type>",
        "who_account": "<who_account>",
        "from": "<address>",
        **when,
        "event": "<event>",
    }


def _in_words(alarm: EventAlarm) -> str:
    when = "When: <time> in <region>, account <account>."
    if alarm.event.tells is Tells.FACT:
        return when
    failed = ", failed with <error>" if alarm.event.tells is Tells.REFUSAL else ""
    return f"What: <operation>{failed}. Who: <who> (<principal>, <who_type>, account <who_account>) from <address>. {when}"


def _advice(alarm: Alarm, names: Names, watched: Watched, runbooks: str) -> list[str]:
    return [*_two_keys(alarm, watched), f"First: {first_command(alarm, names, watched)}", f"Runbook: {runbooks}/{alarm.id}.md"]


def _two_keys(alarm: Alarm, watched: Watched) -> list[str]:
    """Says that an alarm about the key can be about the other one: no field tells in every event which, so no message can."""
    if watched.beside is None or "{key}" not in alarm.first_command:
        return []
    other = "its predecessor" if watched.beside.came_before else "its successor"
    return [f"The event may be about {watched.key_id} or {other}, {watched.beside.key.arn}: look which before you act."]
