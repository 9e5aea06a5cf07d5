"""Which subscriptions still wait for their confirmation, as SNS says it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.fields import KEYED_URLS
from camunda_byok.inventory.live_kinds import Confirmation, address
from camunda_byok.inventory.model import Subscription, Topic
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked

PENDING = "PendingConfirmation"
"""What SNS lists in the place of a subscription's ARN until it is confirmed. Source: SNS API, Subscribe."""


def confirmations(topic: Topic, declared: Sequence[Subscription], clients: Clients) -> Question:
    """Asks about every subscription of a topic. declared: those that the environment makes of it.

    One that is not there at all is no fact: that a declared subscription is missing shows in the picture of what is live.
    """
    region, arn = str(topic.region), str(topic.arn)
    sns = clients("sns", region)
    listed = asked(
        "sns:ListSubscriptionsByTopic",
        region,
        lambda: pages(sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=arn),
    )
    return Question(calls={"subscriptions": listed}, make=partial(_made, topic, declared))


def _made(topic: Topic, declared: Sequence[Subscription], said: Mapping[str, Answer]) -> Iterator[Confirmation]:
    subscriptions = said["subscriptions"]
    if isinstance(subscriptions, Absence):
        return
    if isinstance(subscriptions, Unknown):
        for each in declared:
            yield _confirmation(topic, each.address, _shown(each.endpoint), subscriptions)
        return
    left = list(declared)
    for listed in sorted(subscriptions, key=lambda each: (each["Protocol"], each["Endpoint"])):
        endpoint = _shown(listed["Endpoint"])
        mine = _declared(listed, left)
        if mine:
            left.remove(mine)
        of = mine.address if mine else f"subscription of {endpoint} by {listed['Protocol']} on {topic.address}"
        yield _confirmation(topic, of, endpoint, listed["SubscriptionArn"] == PENDING)


def _declared(listed: Mapping[str, Any], left: Sequence[Subscription]) -> Subscription | None:
    """Returns which declared subscription a listed one is: by its endpoint, or by the service where a secret holds that."""
    return next((each for each in left if each.protocol == listed["Protocol"] and _leads_to(each, listed["Endpoint"])), None)


def _leads_to(subscription: Subscription, endpoint: str) -> bool:
    if isinstance(subscription.endpoint, str):
        return subscription.endpoint == endpoint
    host = urlsplit(endpoint).hostname or ""
    return any(f"_{kind}_" in subscription.address for domain, kind in KEYED_URLS.items() if f".{host}".endswith(f".{domain}"))


def _shown(endpoint: object) -> str:
    """Returns an endpoint as people may see it: the rest of the address of a web hook is often a secret."""
    if not isinstance(endpoint, str):
        return "the address that a secret holds"
    web = urlsplit(endpoint)
    return f"{web.scheme}://{web.hostname}/..." if web.scheme in ("http", "https") else endpoint


def _confirmation(topic: Topic, of: str, endpoint: str, pending: bool | Unknown) -> Confirmation:
    return Confirmation(
        address=address(of, "confirmation"),
        of=of,
        account=topic.account,
        region=topic.region,
        endpoint=endpoint,
        pending=pending,
    )
