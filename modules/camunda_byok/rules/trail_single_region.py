"""A trail records one region only.

Why it matters: What happens in any other region is not recorded: a replica of the key, its grants and its policy, a role that is
changed in the region where IAM has its home. A key in a region that is no longer recorded has no log at all. CIS AWS 3.1 counts
it as a fault.

What to do: Set `is_multi_region_trail` to true.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key, Trail
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import switched_off

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    regions = {key.region for key in case.after.all(Key) if known(key.region)}
    home = {trail.region for trail in case.after.all(Trail) if known(trail.region)}
    return switched_off(
        case,
        Trail,
        lambda trail: trail.multi_region,
        summary="The trail records its own region only.",
        unsure="Whether the trail records every region is not known yet.",
        remedy="Set is_multi_region_trail to true.",
        afterwards="Afterwards: aws cloudtrail describe-trails --query 'trailList[].[Name,IsMultiRegionTrail]'",
        weight=Weight.BLOCK if home and regions - home else None,
    )
