"""Which topics reach people: by subscriptions, and by chat channels that hear them."""

from camunda_byok.inventory.model import ChatChannel, Inventory, Subscription, Topic
from camunda_byok.inventory.values import known
from camunda_byok.rules.links import named


def topics_with_hearers(picture: Inventory) -> set[str]:
    """Returns the topics that tell somebody, by address or, if they are elsewhere, by ARN."""
    subscribed = {named(picture, Topic, one.topic) for one in picture.all(Subscription)}
    in_chat = (heard(picture, channel) for channel in picture.all(ChatChannel))
    return {topic for topic in subscribed if isinstance(topic, str)}.union(*in_chat)


def heard(picture: Inventory, channel: ChatChannel) -> set[str]:
    """Returns the topics that a chat channel hears, as far as they are known."""
    if not known(channel.topics):
        return set()
    return {name for topic in channel.topics if isinstance(name := named(picture, Topic, topic), str)}
