"""A trail of the organisation becomes one of its own account alone.

Why it matters: The other accounts are no longer recorded by it. If the key, or whoever uses it, is in one of them and has no
trail of its own, nothing records it any longer.

What to do: Set `is_organization_trail` to true again, or give the other accounts a trail first.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Trail
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Trail):
        if before.organization is not True:
            continue
        if not known(after.organization):
            yield Fault(
                address=after.address,
                summary="Whether the trail still records the organisation's accounts is not known yet.",
                cannot_tell=why_unknown(after.organization),
                remedy="Afterwards: aws cloudtrail describe-trails --query 'trailList[].[Name,IsOrganizationTrail]'",
            )
        elif not after.organization:
            yield Fault(
                address=after.address,
                summary="The trail no longer records the organisation's other accounts.",
                remedy="Set is_organization_trail to true.",
            )
