"""A topic of the alarms no longer tells somebody whom it told.

Why it matters: If it was the last way, alarms go off and nobody hears of any. If it was one of several, whoever relied on it does
not know. A new subscription by e-mail tells nobody until it is confirmed.

What to do: Put the subscription back, or subscribe whoever takes over first, confirm it, and send a drill.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Subscription, Topic
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.rules.case import Case
from camunda_byok.rules.gone import destroyed, destroyed_or_replaced
from camunda_byok.rules.links import named
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching
from camunda_byok.rules.ways_to_people import topics_with_hearers

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    heard_still = topics_with_hearers(case.after)
    topics = watching(case).topics - {topic.address for topic in destroyed_or_replaced(case, Topic)}
    still = {_told(case, one) for one in case.after.all(Subscription)}
    ended = [
        *destroyed(case, Subscription),
        *(was for was, now in case.both(Subscription) if _told(case, was) != _told(case, now)),
    ]
    for subscription in ended:
        topic = named(case.before, Topic, subscription.topic)
        if not isinstance(topic, str) or topic not in topics or _told(case, subscription) in still:
            continue
        last = topic not in heard_still and case.after.get(Topic, topic) is not None
        unknown = _unknown(case, subscription)
        yield Fault(
            address=subscription.address,
            summary=f"Whether {topic} still tells {_whom(subscription)} is not known."
            if unknown
            else f"{topic} no longer tells {_whom(subscription)}" + (", nor anybody else." if last else "."),
            cannot_tell=unknown,
            remedy="Put the subscription back, or subscribe somebody else first.",
            weight=Weight.BLOCK if last else None,
        )


def _told(case: Case, subscription: Subscription) -> tuple[object, object, object]:
    topic = named(case.after, Topic, subscription.topic, earlier=case.before)
    return topic, subscription.protocol, subscription.endpoint


def _unknown(case: Case, subscription: Subscription) -> str:
    """Returns why nobody can say whom a subscription that stays at its address tells, nothing where that is known."""
    now = case.after.get(Subscription, subscription.address)
    return "" if now is None else next((part.reason for part in _told(case, now) if isinstance(part, Unknown)), "")


def _whom(subscription: Subscription) -> str:
    endpoint = subscription.endpoint if known(subscription.endpoint) else "somebody whom only Terraform knows"
    return f"{endpoint} by {subscription.protocol}" if known(subscription.protocol) else str(endpoint)
