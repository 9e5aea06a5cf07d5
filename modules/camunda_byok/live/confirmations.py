"""Which subscriptions still wait for their confirmation, as SNS says it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from camunda_byok import arns
from camunda_byok.aws.answers import Absence, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.live_kinds import Confirmation, address
from camunda_byok.inventory.model import Subscription
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked

PENDING = "PendingConfirmation"
"""What SNS lists in the place of a subscription's ARN until it is confirmed. Source: SNS API, Subscribe."""


def confirmations(topic: str, declared: Sequence[Subscription], clients: Clients) -> Question:
    """Asks about every subscription of a topic, by its ARN. declared: those that the environment makes of it.

    One that is not there at all is no fact: that a declared subscription is missing shows in the picture of what is live.
    """
    region = arns.parts(topic).region
    sns = clients("sns", region)
    listed = asked(
        "sns:ListSubscriptionsByTopic",
        region,
        lambda: pages(sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic),
    )
    return Question(calls={"subscriptions": listed}, make=partial(_made, topic, declared))


def _made(topic: str, declared: Sequence[Subscription], said: Mapping[str, Answer]) -> Iterator[Confirmation]:
    subscriptions = said["subscriptions"]
    if isinstance(subscriptions, Absence):
        return
    if isinstance(subscriptions, Unknown):
        for each in declared:
            yield _confirmation(topic, each.address, _shown(each.protocol, each.endpoint), subscriptions)
        return
    left = list(declared)
    others = 0
    for listed in sorted(subscriptions, key=lambda each: (each["Protocol"], each["Endpoint"])):
        mine = _declared(listed, left)
        if mine:
            left.remove(mine)
        else:
            others += 1
        of = mine.address if mine else f"{topic} subscription {others}"
        yield _confirmation(topic, of, _shown(listed["Protocol"], listed["Endpoint"]), listed["SubscriptionArn"] == PENDING)


def _declared(listed: Mapping[str, Any], left: Sequence[Subscription]) -> Subscription | None:
    """Returns which declared subscription a listed one is: by its endpoint, or the only one whose endpoint a secret holds."""
    alike = [each for each in left if each.protocol == listed["Protocol"]]
    exact = [each for each in alike if each.endpoint == listed["Endpoint"]]
    unknown = [each for each in alike if not isinstance(each.endpoint, str)]
    return exact[0] if exact else unknown[0] if len(unknown) == 1 else None


def _shown(protocol: object, endpoint: object) -> str:
    """Returns an endpoint as people may see it: the rest of an address of a web hook is often a secret."""
    if not isinstance(endpoint, str):
        return f"the {protocol} endpoint that a secret holds"
    web = urlsplit(endpoint)
    return f"{web.scheme}://{web.hostname}/..." if web.scheme in ("http", "https") else endpoint


def _confirmation(topic: str, of: str, endpoint: str, pending: bool | Unknown) -> Confirmation:
    here = arns.parts(topic)
    return Confirmation(
        address=address(of, "confirmation"),
        of=of,
        account=here.account,
        region=here.region,
        endpoint=endpoint,
        pending=pending,
    )
