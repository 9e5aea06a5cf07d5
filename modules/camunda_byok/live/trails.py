"""Trails as they are: whether they log, what, and whereto."""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence
from camunda_byok.inventory.model import Selector, Trail
from camunda_byok.inventory.resource import Values
from camunda_byok.inventory.things.cloudtrail import advanced_selector
from camunda_byok.inventory.values import LEFT_ALONE, Ref, Unknown
from camunda_byok.live.reading import Reading, name_of, of, region_of, unreadable

_OPERATORS = {
    "Equals": "equals",
    "NotEquals": "not_equals",
    "StartsWith": "starts_with",
    "NotStartsWith": "not_starts_with",
    "EndsWith": "ends_with",
    "NotEndsWith": "not_ends_with",
}
"""How the AWS provider writes what CloudTrail's API says of a field."""


def read_trail(declared: Trail, reading: Reading) -> Trail | None:
    """Returns the trail, or None where there is none. It is asked by its ARN, which works from every account that it records."""
    arn, region = name_of(declared.arn), region_of(declared)
    said = reading.ask("cloudtrail:GetTrail", region, lambda cloudtrail: cloudtrail.get_trail(Name=arn)["Trail"])
    if isinstance(said, Absence):
        return None
    status = reading.ask("cloudtrail:GetTrailStatus", region, lambda cloudtrail: cloudtrail.get_trail_status(Name=arn))
    selectors = reading.ask(
        "cloudtrail:GetEventSelectors", region, lambda cloudtrail: cloudtrail.get_event_selectors(TrailName=arn)
    )
    trail = unreadable(declared, said) if isinstance(said, Unknown) else _trail(declared, said, reading)
    return replace(
        trail,
        logging=of(status, lambda answer: bool(answer["IsLogging"]), absent=LEFT_ALONE),
        selectors=of(selectors, _selectors, absent=LEFT_ALONE),
    )


def _trail(declared: Trail, said: dict[str, Any], reading: Reading) -> Trail:
    key, group = said.get("KmsKeyId"), said.get("CloudWatchLogsLogGroupArn")
    return replace(
        declared,
        arn=said["TrailARN"],
        name=said["Name"],
        multi_region=bool(said.get("IsMultiRegionTrail")),
        global_events=bool(said.get("IncludeGlobalServiceEvents")),
        validation=bool(said.get("LogFileValidationEnabled")),
        organization=bool(said.get("IsOrganizationTrail")),
        bucket=said.get("S3BucketName") or Unknown("CloudTrail does not say to which bucket it delivers"),
        key=reading.key_arn(key, declared) if key else None,
        log_group=f"{group.removesuffix(':*')}:*" if group else None,
    )


def _selectors(answer: dict[str, Any]) -> tuple[Selector, ...] | Ref | Unknown:
    basic: list[dict[str, Any]] = answer.get("EventSelectors") or []
    advanced: list[dict[str, Any]] = answer.get("AdvancedEventSelectors") or []
    found: list[Selector] = []
    for each in basic:
        found.append(
            Selector(
                management_events=bool(each.get("IncludeManagementEvents", True)),
                read_write=each.get("ReadWriteType", "All"),
                excluded_sources=tuple(sorted(each.get("ExcludeManagementEventSources") or [])),
            )
        )
    for each in advanced:
        selector = advanced_selector(Values({"field_selector": [_field(one) for one in each.get("FieldSelectors", [])]}))
        if isinstance(selector, Unknown):
            return selector
        found.append(selector)
    return tuple(found)


def _field(said: dict[str, Any]) -> dict[str, Any]:
    return {"field": said["Field"], **{ours: said[theirs] for theirs, ours in _OPERATORS.items() if said.get(theirs)}}
