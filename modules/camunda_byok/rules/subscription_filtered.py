"""A subscription to a topic of the alarms takes only some of its messages.

Why it matters: SNS keeps from the subscriber whatever its filter policy does not let pass, and says nothing. An alarm that is
left out reaches nobody, though topic, rule and subscription are all there. A filter that goes lets everything pass and is no
danger.

What to do: Take `filter_policy` out, or send a drill of each severity and see that it arrives.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Inventory, Subscription, Topic
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named
from camunda_byok.rules.rule import Fault, newly
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    topics = watching(case).topics

    def faults(picture: Inventory) -> Iterator[Fault]:
        for subscription in picture.all(Subscription):
            passed = subscription.filter_policy
            if passed is None or named(picture, Topic, subscription.topic) not in topics:
                continue
            yield Fault(
                address=subscription.address,
                summary=f"The subscription takes only what its filter policy lets pass: {passed}.",
                cannot_tell="" if known(passed) else why_unknown(passed),
                remedy="Take filter_policy out, or send a drill of each severity and see that it arrives.",
            )

    return newly(case, faults)
