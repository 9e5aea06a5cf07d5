"""A trail leaves out the events of global services.

Why it matters: IAM and STS are global: who changed the role that the key's policy names, and who assumed it, is not recorded.
A role of that name with another trust policy opens the key without any change of the key.

What to do: Set `include_global_service_events` to true.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Trail
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return switched_off(
        case,
        Trail,
        lambda trail: trail.global_events,
        summary="The trail leaves out IAM and STS.",
        unsure="Whether the trail records IAM and STS is not known yet.",
        remedy="Set include_global_service_events to true.",
        afterwards="Afterwards: aws cloudtrail describe-trails --query 'trailList[].[Name,IncludeGlobalServiceEvents]'",
    )
