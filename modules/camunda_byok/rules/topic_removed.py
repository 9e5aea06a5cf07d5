"""A topic that alarms send to is destroyed, or destroyed and made again.

Why it matters: Whoever sends to it sends into nothing, and its subscriptions go with it: a new topic of the same name tells
nobody until each is made and confirmed again.

What to do: Put the topic back into the configuration, or undo what forces the replacement.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Topic
from camunda_byok.rules.case import Case
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.gone import destroyed_or_replaced, fate
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).topics
    for topic in destroyed_or_replaced(case, Topic):
        if topic.address in ours:
            yield Fault(
                address=topic.address,
                summary=f"The topic {fate(case, topic)}.",
                details=cause_of(case.change(topic.address)),
                remedy="Put the topic back, or undo what forces the replacement.",
            )
