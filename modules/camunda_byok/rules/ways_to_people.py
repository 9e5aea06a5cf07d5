"""By which ways a topic reaches people: its subscriptions, and the chat channels that it tells."""

from camunda_byok.inventory.model import ChatChannel, Inventory, Subscription, Topic
from camunda_byok.inventory.values import known
from camunda_byok.rules.links import named


def ways(picture: Inventory, topic: str) -> list[str]:
    """Returns the addresses of the ways that lead from a topic, which goes by its address or, if it is elsewhere, its ARN."""
    subscriptions = [one.address for one in picture.all(Subscription) if named(picture, Topic, one.topic) == topic]
    return subscriptions + [channel.address for channel in picture.all(ChatChannel) if topic in heard(picture, channel)]


def heard(picture: Inventory, channel: ChatChannel) -> set[str]:
    """Returns the topics that a chat channel hears, as far as they are known."""
    if not known(channel.topics):
        return set()
    return {name for topic in channel.topics if isinstance(name := named(picture, Topic, topic), str)}
