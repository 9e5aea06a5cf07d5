"""A topic that alarms send to tells nobody.

Why it matters: Rules match, metric alarms turn red, messages are published, and no mailbox, queue or chat gets any. Topics that
belong to somebody else are left alone: their subscriptions are not in this configuration.

What to do: Subscribe somebody to the topic, and send a drill afterwards.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Inventory, Topic
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.rule import Fault, newly
from camunda_byok.rules.watching_rules import watching
from camunda_byok.rules.ways_to_people import ways

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).topics

    def faults(picture: Inventory) -> Iterator[Fault]:
        for topic in picture.all(Topic):
            if topic.address in ours and not ways(picture, topic.address) and not _had_one(case, topic):
                yield Fault(
                    address=topic.address,
                    summary="Alarms send to this topic, and it tells nobody.",
                    remedy="Subscribe somebody to the topic.",
                )

    return newly(case, faults)


def _had_one(case: Case, topic: Topic) -> bool:
    """Where the last way goes, subscription_removed or chat_channel_removed says so."""
    return case.source is not Source.SYNTHESIZED and bool(ways(case.before, topic.address))
