"""Which subscriptions still wait for their confirmation, as SNS says it."""

from collections.abc import Iterator, Mapping
from functools import partial

from camunda_byok.aws.answers import Absence
from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.live_kinds import Confirmation, address
from camunda_byok.inventory.model import Topic
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked
from camunda_byok.live.subscriptions import TopicSubscriptions, counted, leads_to, listed, shown, undeclared_address

PENDING = "PendingConfirmation"
"""What SNS lists in the place of a subscription's ARN until it is confirmed. Source: SNS API, Subscribe."""


def confirmations(of_topic: TopicSubscriptions, clients: Clients) -> Question:
    """Asks about every subscription of a topic, declared or not.

    One that is not there at all is no fact: that a declared subscription is missing shows in the picture of what is live.
    """
    region, arn = str(of_topic.topic.region), str(of_topic.topic.arn)
    sns = clients("sns", region)
    call = asked("sns:ListSubscriptionsByTopic", region, lambda: listed(sns, arn))
    return Question(calls={"subscriptions": call}, make=partial(_made, of_topic))


def _made(of_topic: TopicSubscriptions, said: Mapping[str, Answer]) -> Iterator[Confirmation]:
    topic, subscriptions = of_topic.topic, said["subscriptions"]
    if isinstance(subscriptions, Absence):
        return
    if isinstance(subscriptions, Unknown):
        for each in of_topic.declared:
            endpoint = shown(each.endpoint) if isinstance(each.endpoint, str) else "the address that a secret holds"
            yield _confirmation(topic, each.address, endpoint, subscriptions)
        return
    left = list(of_topic.declared)
    for one in sorted(counted(subscriptions, of_topic), key=lambda each: (each["Protocol"], each["Endpoint"])):
        mine = next((each for each in left if leads_to(one, each)), None)
        if mine:
            left.remove(mine)
        of = mine.address if mine else undeclared_address(one, topic)
        yield _confirmation(topic, of, shown(one["Endpoint"]), one["SubscriptionArn"] == PENDING)


def _confirmation(topic: Topic, of: str, endpoint: str, pending: bool | Unknown) -> Confirmation:
    return Confirmation(
        address=address(of, "confirmation"),
        of=of,
        account=topic.account,
        region=topic.region,
        endpoint=endpoint,
        pending=pending,
    )
