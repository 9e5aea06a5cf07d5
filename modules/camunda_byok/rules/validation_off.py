"""CloudTrail no longer signs what a trail writes.

Why it matters: Without digests nobody can prove later that no log file was changed or removed. Files of the time without
digests stay unproven for ever. CIS AWS 3.2 counts it as a fault.

What to do: Set `enable_log_file_validation` to true.
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
        lambda trail: trail.validation,
        summary="CloudTrail does not sign the trail's log files.",
        unsure="Whether CloudTrail signs the trail's log files is not known yet.",
        remedy="Set enable_log_file_validation to true.",
        afterwards="Afterwards: aws cloudtrail describe-trails --query 'trailList[].[Name,LogFileValidationEnabled]'",
    )
