"""A trail's log group keeps its events for fewer days than before.

Why it matters: CloudWatch Logs deletes what is older, also what was written when it kept more. It is what people search when an
alarm goes off; the files in the bucket stay.

What to do: Set `retention_in_days` back.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import LogGroup
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import log_groups
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import shortened

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = log_groups(case)
    faults = shortened(
        case,
        LogGroup,
        lambda group: group.retention_days,
        what="The trail's events are kept",
        argument="retention_in_days",
        afterwards="Afterwards: aws logs describe-log-groups --log-group-name-prefix NAME",
    )
    return (fault for fault in faults if fault.address in ours)
