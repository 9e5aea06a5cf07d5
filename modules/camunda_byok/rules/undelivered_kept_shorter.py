"""What could not be delivered is kept for a shorter time.

Why it matters: A message in a dead-letter queue is an alarm that nobody got. If it is deleted before somebody comes back from a
weekend or a holiday, nobody ever learns what it said.

What to do: Set the queue's `message_retention_seconds` back; SQS keeps messages for up to 14 days.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Queue
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).queues
    for before, after in case.kept(Queue):
        was, now = before.retention_seconds, after.retention_seconds
        if after.address not in ours or not known(was) or was is None:
            continue
        if not known(now):
            yield Fault(
                address=after.address,
                summary="How long the queue keeps what could not be delivered is not known yet.",
                cannot_tell=why_unknown(now),
                remedy="Afterwards: aws sqs get-queue-attributes --queue-url URL --attribute-names MessageRetentionPeriod",
            )
        elif now is not None and now < was:
            yield Fault(
                address=after.address,
                summary=f"The queue keeps what could not be delivered for {now} seconds instead of {was}.",
                remedy=f"Set message_retention_seconds back to {was}.",
            )
