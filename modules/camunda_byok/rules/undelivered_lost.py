"""What cannot be delivered is no longer kept.

Why it matters: A rule whose target fails, and a topic whose subscriber fails, put the message into a dead-letter queue, on which
there is an alarm. Without the queue the message is dropped, and nobody learns that an alarm was lost. A queue that goes with
everything that used it is not missed.

What to do: Put queue, `dead_letter_config` or `redrive_policy` back.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, MaybeText, Queue, Subscription, Topic
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.gone import destroyed_or_replaced, fate
from camunda_byok.rules.links import named
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case)
    used_still = {named(case.before, Queue, before) for _, _, before, _ in _kept_where(case)}
    gone = [queue for queue in destroyed_or_replaced(case, Queue) if queue.address in ours.queues & used_still]
    for queue in gone:
        yield Fault(
            address=queue.address,
            summary=f"The queue of what could not be delivered {fate(case, queue)}, and what is in it.",
            remedy="Put the queue back.",
        )
    lost_with_queue = {queue.address for queue in gone}
    for address, sender, before, after in _kept_where(case):
        queue = named(case.before, Queue, before)
        if address not in ours.alarms and sender not in ours.topics:
            continue
        if queue is None or isinstance(queue, Unknown) or queue in lost_with_queue:
            continue
        if isinstance(after, Unknown):
            yield Fault(
                address=address,
                summary="Whether what cannot be delivered is kept is not known yet.",
                cannot_tell=after.reason,
                remedy=f"Afterwards look at its dead-letter queue; it was {queue}.",
            )
        elif after is None:
            yield Fault(address=address, summary="What cannot be delivered is dropped.", remedy=f"Name the queue {queue} again.")


def _kept_where(case: Case) -> Iterator[tuple[str, str | Unknown | None, MaybeText, MaybeText]]:
    """Gives whatever delivers, with the topic it delivers for if any, and its queue before and after."""
    for before, after in case.both(EventRule):
        now = {named(case.after, Topic, target.arn, earlier=case.before): target for target in after.targets}
        for target in before.targets:
            same = now.get(named(case.before, Topic, target.arn))
            if same is not None:
                yield after.address, None, target.dead_letter_queue, same.dead_letter_queue
    for before, after in case.both(Subscription):
        yield (
            after.address,
            named(case.after, Topic, after.topic, earlier=case.before),
            before.dead_letter_queue,
            after.dead_letter_queue,
        )
