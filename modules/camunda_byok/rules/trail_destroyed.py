"""A trail is destroyed, or destroyed and made again.

Why it matters: Nothing records who uses the key from that moment, and every alarm that rests on CloudTrail's events is deaf.
Files that are written already stay in the bucket. A trail that is made again leaves a gap that no one can fill.

What to do: Put the trail back into the configuration, or undo what forces the replacement. If another trail records the same,
make sure first that it logs management events of AWS KMS in the key's region.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Trail
from camunda_byok.rules.case import Case
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.gone import destroyed_or_replaced, fate
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for trail in destroyed_or_replaced(case, Trail):
        yield Fault(
            address=trail.address,
            summary=f"The trail {fate(case, trail)}.",
            details=cause_of(case.change(trail.address)),
            remedy="Put the trail back, or let another trail record the key's region before this one goes.",
        )
