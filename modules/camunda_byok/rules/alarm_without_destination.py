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
from camunda_byok.rules.ways_to_people import topics_with_hearers

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    # Where the last way goes, subscription_removed or chat_channel_removed says so.
    said_elsewhere = set[str]() if case.source is Source.SYNTHESIZED else topics_with_hearers(case.before)
    ours = watching(case).topics - said_elsewhere

    def faults(picture: Inventory) -> Iterator[Fault]:
        silent = ours - topics_with_hearers(picture)
        for topic in picture.all(Topic):
            if topic.address in silent:
                yield Fault(
                    address=topic.address,
                    summary="Alarms send to this topic, and it tells nobody.",
                    remedy="Subscribe somebody to the topic.",
                )

    return newly(case, faults)
