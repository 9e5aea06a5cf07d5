"""The policy of a topic that alarms send to lets somebody do more than before.

Why it matters: Whoever may publish can raise false alarms until nobody believes them; whoever may subscribe reads what happens
around the key; whoever may change the topic can silence it. A Deny of plain HTTP that goes counts too.

What to do: Let `events.amazonaws.com` and `cloudwatch.amazonaws.com` publish for the account's own rules and alarms, and nobody
else.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Topic
from camunda_byok.rules.case import Case
from camunda_byok.rules.resource_policies import widened
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return widened(
        case,
        Topic,
        lambda topic: topic.policy,
        service="sns",
        among=watching(case).topics,
        what="the topic",
        look="aws sns get-topic-attributes --topic-arn ARN --query Attributes.Policy",
    )
