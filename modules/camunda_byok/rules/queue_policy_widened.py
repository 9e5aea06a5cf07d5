"""The policy of a queue that keeps undelivered alarms lets somebody do more than before.

Why it matters: What could not be delivered waits there: whoever may receive or purge can read it, or make it vanish before
anybody sees that an alarm was lost.

What to do: Let `events.amazonaws.com` and `sns.amazonaws.com` send for the account's own rules and topics, and nobody else.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Queue
from camunda_byok.rules.case import Case
from camunda_byok.rules.resource_policies import widened
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return widened(
        case,
        Queue,
        lambda queue: queue.policy,
        service="sqs",
        among=watching(case).queues,
        what="the queue",
        look="aws sqs get-queue-attributes --queue-url URL --attribute-names Policy",
    )
