"""A queue no longer takes what could not be delivered.

Why it matters: The queue is there and stays empty, and the alarm on it stays green: EventBridge and SNS may not leave messages in
it, so they drop them. A policy that is tightened to the account's own rules and topics refuses nothing.

What to do: Let `events.amazonaws.com` and `sns.amazonaws.com` have `sqs:SendMessage` for the ARNs of these rules and topics.
"""

from collections.abc import Iterator

from camunda_byok.authorization.model import Request
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, Inventory, Queue, Subscription, Topic
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.names import partition_of
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named, thing_named
from camunda_byok.rules.resource_policies import asked_by, refused_now
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import source_arn, watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).queues
    for before, after in case.kept(Queue):
        if after.address not in ours or before.policy == after.policy:
            continue
        refused = refused_now(before.policy, after.policy, after.account, _messages(case.after, after))
        if refused and not isinstance(refused, Unknown):  # what is not known is a finding of queue_policy_widened
            yield Fault(
                address=after.address,
                summary="The queue no longer takes everything that cannot be delivered.",
                details=tuple(f"No longer allowed: {request}." for request in refused[:3]),
                remedy="Let events.amazonaws.com and sns.amazonaws.com send again for these rules and topics.",
            )


def _messages(picture: Inventory, queue: Queue) -> Iterator[Request]:
    """Gives what the rules and subscriptions of the picture ask of their queue."""
    if not known(queue.account) or not known(queue.region) or not known(queue.name):
        return
    arn = f"arn:{partition_of(queue.region)}:sqs:{queue.region}:{queue.account}:{queue.name}"
    for rule in picture.all(EventRule):
        kept_in = {named(picture, Queue, target.dead_letter_queue) for target in rule.targets}
        if queue.address in kept_in and (source := source_arn(rule)):
            yield asked_by("events", "sqs:SendMessage", arn, source=source, account=queue.account)
    for subscription in picture.all(Subscription):
        topic = thing_named(picture, Topic, subscription.topic)
        source = subscription.topic if topic is None else topic.arn
        if named(picture, Queue, subscription.dead_letter_queue) == queue.address and known(source):
            yield asked_by("sns", "sqs:SendMessage", arn, source=source, account=queue.account)
