"""Event rules as they are, with their targets."""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.inventory.model import EventRule, Target
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, document, name_of, region_of, unknown_target, unreadable


def read_event_rule(declared: EventRule, reading: Reading) -> EventRule | None:
    """Returns the rule, or None where there is none on its bus."""
    name, bus, region = name_of(declared.name), name_of(declared.bus), region_of(declared)
    said = reading.ask("events:DescribeRule", region, lambda events: events.describe_rule(Name=name, EventBusName=bus))
    if isinstance(said, Absence):
        return None
    listed = reading.ask(
        "events:ListTargetsByRule",
        region,
        lambda events: pages(events, "list_targets_by_rule", "Targets", Rule=name, EventBusName=bus),
    )
    if isinstance(said, Unknown):
        rule = replace(unreadable(declared, said), bus=bus)
    else:
        rule = replace(
            declared,
            pattern=document(said.get("EventPattern")),
            state=said.get("State") or "ENABLED",
            bus=said.get("EventBusName") or "default",
        )
    return replace(rule, targets=_targets(listed))


def _targets(listed: list[Any] | Absence | Unknown) -> tuple[Target, ...]:
    if isinstance(listed, Unknown):
        return (unknown_target(listed),)
    found: list[Target] = [] if isinstance(listed, Absence) else [_target(each) for each in listed]
    return tuple(sorted(found, key=str))


def _target(said: dict[str, Any]) -> Target:
    undelivered: dict[str, Any] = said.get("DeadLetterConfig") or {}
    return Target(arn=said["Arn"], role=said.get("RoleArn"), dead_letter_queue=undelivered.get("Arn"))
