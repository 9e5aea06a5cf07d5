"""The log group of a trail is destroyed, or destroyed and made again.

Why it matters: What people search when an alarm goes off is gone, metric filters vanish with their group, and the trail's
deliveries to it fail. The files in the bucket stay.

What to do: Put the log group back into the configuration, or undo what forces the replacement.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import LogGroup
from camunda_byok.rules.case import Case
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.gone import destroyed_or_replaced, fate
from camunda_byok.rules.log_buckets import log_groups
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = log_groups(case)
    for group in destroyed_or_replaced(case, LogGroup):
        if group.address in ours:
            yield Fault(
                address=group.address,
                summary=f"The trail's log group {fate(case, group)}.",
                details=cause_of(case.change(group.address)),
                remedy="Put the log group back, or take it out of the state without destroying it.",
            )
