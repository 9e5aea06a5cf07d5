"""A chat channel no longer hears a topic of the alarms.

Why it matters: Whoever watches the channel takes its silence for good news. If it was the topic's last way, nobody hears of its
alarms at all.

What to do: Put the channel back, or name the topic in it again.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import ChatChannel, Topic
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.gone import destroyed, destroyed_or_replaced
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching
from camunda_byok.rules.ways_to_people import heard, topics_with_hearers

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    heard_still = topics_with_hearers(case.after)
    topics = watching(case).topics - {topic.address for topic in destroyed_or_replaced(case, Topic)}
    ended = [(channel, heard(case.before, channel)) for channel in destroyed(case, ChatChannel)]
    for before, after in case.both(ChatChannel):
        ended.append((after, heard(case.before, before) - heard(case.after, after)))
    for channel, lost in ended:
        for topic in sorted(lost & topics):
            last = topic not in heard_still and case.after.get(Topic, topic) is not None
            yield Fault(
                address=channel.address,
                summary=f"The chat channel no longer hears {topic}" + (", nor does anybody else." if last else "."),
                cannot_tell=_unknown(case, channel),
                remedy="Put the channel back, or name the topic in it again.",
                weight=Weight.BLOCK if last else None,
            )


def _unknown(case: Case, channel: ChatChannel) -> str:
    """Returns why nobody can say what a channel that stays hears, nothing where that is known."""
    now = case.after.get(ChatChannel, channel.address)
    return "" if now is None or known(now.topics) else why_unknown(now.topics)
