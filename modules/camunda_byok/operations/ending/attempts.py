"""Who tried to use a key that is disabled: by the trail's records, or where there are none, by the rule that raises the alarm.

The tries of other accounts that are denied are never seen: AWS records them in the caller's account alone.
"""

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from camunda_byok.aws.answers import Absence, Asked, answer
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.ending.facts import Recorded
from camunda_byok.trail_reference import Part

ALARM = "key-unavailable-used"
PATTERN = (
    '{ ($.eventSource = "kms.amazonaws.com") && '
    '(($.errorCode = "DisabledException") || ($.errorCode = "KMSInvalidStateException")) }'
)
"""Source: AWS KMS API reference, errors of Decrypt."""
SECONDS_AT_MOST = 45.0
"""Of one reading of the log group."""
PERIOD = 24 * 3600


def attempts(
    acting: Acting,
    arns: tuple[str, ...],
    *,
    since: datetime,
    now: datetime,
    monotonic: Callable[[], float] = time.monotonic,
) -> Recorded:
    """Returns the latest try since a time."""
    environment = acting.environment
    group = environment.trail_reference.log_group
    if why := environment.trail_reference.why_unseen(Part.LOG_GROUP):
        return _by_the_rule(acting, since, now, why)
    asked = Asked(action="logs:FilterLogEvents", region=environment.region)
    found = answer(lambda: _read(acting, str(group), arns, since, monotonic), asked)
    return Recorded(latest=Unknown(f"there is no log group {group}")) if isinstance(found, Absence) else _recorded(found)


def _recorded(found: Recorded | Unknown) -> Recorded:
    return Recorded(latest=found) if isinstance(found, Unknown) else found


def _read(acting: Acting, group: str, arns: tuple[str, ...], since: datetime, monotonic: Callable[[], float]) -> Recorded:
    pages = acting.clients("logs", acting.environment.region).get_paginator("filter_log_events")
    ends, latest, says = monotonic() + SECONDS_AT_MOST, None, ""
    for page in pages.paginate(logGroupName=group, startTime=int(since.timestamp() * 1000), filterPattern=PATTERN):
        for event in page.get("events", []):
            tried = attempt_of(str(event.get("message", "")), arns)
            if tried and tried[0] > since and (latest is None or tried[0] > latest):
                latest, says = tried
        if monotonic() >= ends:
            return Recorded(latest=latest or Unknown("the records could not be read to their end in time"), says=says)
    return Recorded(latest=latest, says=says)


def attempt_of(message: str, arns: tuple[str, ...]) -> tuple[datetime, str] | None:
    """Returns when somebody tried to use one of the keys and in words who, or None where a record tells of something else."""
    try:
        record = _mapping(json.loads(message))
        listed = [str(_mapping(one).get("ARN", "")) for one in cast("list[Any]", record.get("resources") or [])]
        asked = str(_mapping(record.get("requestParameters")).get("keyId", ""))
        said = str(record.get("errorMessage", ""))
        named = any(arn in listed or arn in said or asked in (arn, arn.rpartition("/")[2]) for arn in arns)
        if not named or record.get("errorCode") not in ("DisabledException", "KMSInvalidStateException"):
            return None
        at = datetime.fromisoformat(str(record["eventTime"]).replace("Z", "+00:00"))
        who = _mapping(record.get("userIdentity"))
        name = who.get("arn") or who.get("invokedBy") or who.get("accountId") or "somebody"
        return at, f"{name} tried {record.get('eventName')}"
    except (ValueError, KeyError, TypeError):
        return None


def _mapping(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _by_the_rule(acting: Acting, since: datetime, now: datetime, why: str) -> Recorded:
    """Asks when the alarm's rule matched, in each region. Its silence means something only where it is there and switched on."""
    environment = acting.environment
    latest: list[datetime] = []
    names = [environment.names, *([environment.second_names] if environment.second_names else [])]
    for each in names:
        found = answer(
            lambda each=each: _matched(acting, each.region, each.rule(ALARM), since, now),
            Asked(action="cloudwatch:GetMetricStatistics", region=each.region),
        )
        if isinstance(found, Absence):
            found = Unknown(f"there is no rule {each.rule(ALARM)} in {each.region}, and no log group to read: {why}")
        if isinstance(found, Unknown):
            return Recorded(latest=found)
        latest += found
    return Recorded(latest=max(latest, default=None), says=f"The alarm {ALARM} was raised" if latest else "")


def _matched(acting: Acting, region: str, rule: str, since: datetime, now: datetime) -> list[datetime] | Unknown:
    state = acting.clients("events", region).describe_rule(Name=rule)["State"]
    if not str(state).startswith("ENABLED"):
        return Unknown(f"the rule {rule} in {region} is switched off, and there is no log group to read")
    points = acting.clients("cloudwatch", region).get_metric_statistics(
        Namespace="AWS/Events",
        MetricName="MatchedEvents",
        Dimensions=[{"Name": "RuleName", "Value": rule}],
        StartTime=since,
        EndTime=now,
        Period=PERIOD,
        Statistics=["Sum"],
    )["Datapoints"]
    return [point["Timestamp"] for point in points if point.get("Sum")]
