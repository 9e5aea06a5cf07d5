"""Who is subscribed to a topic, declared or not.

An address that is a secret is never read from where it is kept, and never shown: of such a subscription only the service that it
leads to is compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.fields import KEYED_URLS
from camunda_byok.inventory.model import ChatChannel, Document, Inventory, MaybeText, Subscription, Text, Topic
from camunda_byok.inventory.values import Ref, Unknown
from camunda_byok.live.reading import Reading, document, name_of, of, region_of, unreadable

CHAT = "https://global.sns-api.chatbot.amazonaws.com"
"""What a chat channel subscribes for itself. Source: Amazon Q Developer in chat applications, administrator guide."""
UNCONFIRMED = Unknown("the subscription waits for its confirmation, and SNS says nothing of it until then")
UNNAMED = Unknown("which subscription leads to an address that is a secret cannot be told")


@dataclass(frozen=True)
class TopicSubscriptions:
    """What is declared of the subscriptions of one topic."""

    topic: Topic
    declared: Sequence[Subscription]
    has_chat: bool
    """Whether a chat channel is declared, which subscribes for itself."""

    @classmethod
    def of(cls, topic: Topic, picture: Inventory) -> "TopicSubscriptions":
        """Returns what a picture declares of a topic's subscriptions."""
        names = (topic.arn, Ref(topic.address, "arn"))
        declared = [each for each in picture.all(Subscription) if each.topic in names]
        return cls(topic, declared, has_chat=any(True for _ in picture.all(ChatChannel)))


def read_subscriptions(of_topic: TopicSubscriptions, reading: Reading) -> Iterator[Subscription]:
    """Gives the subscriptions of a topic: declared ones at their address, others at one that says what they are."""
    topic, arn = of_topic.topic, name_of(of_topic.topic.arn)
    said = reading.ask(
        "sns:ListSubscriptionsByTopic",
        region_of(topic),
        lambda sns: listed(sns, arn),
    )
    if isinstance(said, Unknown):
        yield from unknown_subscriptions(of_topic, said)
        return
    left = [] if isinstance(said, Absence) else counted(said, of_topic)
    for each in sorted(of_topic.declared, key=lambda each: isinstance(each.endpoint, Ref)):
        found = next((one for one in left if leads_to(one, each)), None)
        if found is not None:
            left.remove(found)
            yield _read(each, found["SubscriptionArn"], reading)
        elif isinstance(each.endpoint, Ref) and (others := [one for one in left if one["Protocol"] == each.protocol]):
            left.remove(others[0])
            yield replace(_read(each, others[0]["SubscriptionArn"], reading), endpoint=UNNAMED)
    for one in left:
        address = undeclared_address(one, topic)
        yield _read(_undeclared(address, topic, one["Protocol"], shown(one["Endpoint"])), one["SubscriptionArn"], reading)


def unknown_subscriptions(of_topic: TopicSubscriptions, why: Unknown) -> Iterator[Subscription]:
    """Gives the declared ones without what AWS would have to say of them, and an unknown one for all others."""
    yield from (unreadable(each, why) for each in of_topic.declared)
    yield _undeclared(f"other subscriptions on {of_topic.topic.address}", of_topic.topic, why, why)


def shown(endpoint: str) -> str:
    """Returns an endpoint as it may be shown: of a web address, whose path may be a secret, only the host."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.hostname}/..." if parts.scheme in ("http", "https") else endpoint


def listed(sns: Any, arn: str) -> list[dict[str, Any]]:
    """Returns all subscriptions of a topic, as SNS lists them."""
    return pages(sns, "list_subscriptions_by_topic", "Subscriptions", TopicArn=arn)


def counted(said: list[dict[str, Any]], of_topic: TopicSubscriptions) -> list[dict[str, Any]]:
    """Returns those of the listed subscriptions that are there, without what a declared chat channel subscribes for itself."""
    return [one for one in said if one["SubscriptionArn"] != "Deleted" and not (of_topic.has_chat and one["Endpoint"] == CHAT)]


def undeclared_address(one: dict[str, Any], topic: Topic) -> str:
    """Returns the address of a listed subscription that nobody declared."""
    return f"subscription of {shown(one['Endpoint'])} by {one['Protocol']} on {topic.address}"


def leads_to(one: dict[str, Any], declared: Subscription) -> bool:
    """Whether a listed subscription is a declared one: by its endpoint, or by the service where a secret holds that."""
    if one["Protocol"] != declared.protocol:
        return False
    if not isinstance(declared.endpoint, Ref):
        return one["Endpoint"] == declared.endpoint
    host = urlsplit(str(one["Endpoint"])).hostname or ""
    return any(f"_{kind}_" in declared.address for domain, kind in KEYED_URLS.items() if f".{host}".endswith(f".{domain}"))


def _read(subscription: Subscription, arn: str, reading: Reading) -> Subscription:
    if not arn.startswith("arn:"):
        return replace(subscription, dead_letter_queue=UNCONFIRMED, filter_policy=UNCONFIRMED)
    said = reading.ask(
        "sns:GetSubscriptionAttributes",
        region_of(subscription),
        lambda sns: sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"],
    )
    return replace(
        subscription,
        dead_letter_queue=of(said, _dead_letter_queue, absent=UNCONFIRMED),
        filter_policy=of(said, lambda answer: document(answer.get("FilterPolicy")), absent=UNCONFIRMED),
    )


def _dead_letter_queue(attributes: dict[str, Any]) -> MaybeText:
    policy: Document = document(attributes.get("RedrivePolicy"))
    if isinstance(policy, dict):
        return policy.get("deadLetterTargetArn")
    return policy if isinstance(policy, Unknown) else None


def _undeclared(address: str, topic: Topic, protocol: Text, endpoint: Text) -> Subscription:
    return Subscription(
        address=address,
        account=topic.account,
        region=topic.region,
        prevent_destroy=False,
        topic=topic.arn,
        protocol=protocol,
        endpoint=endpoint,
        dead_letter_queue=None if isinstance(endpoint, str) else endpoint,
        filter_policy=endpoint if isinstance(endpoint, Unknown) else None,
    )
