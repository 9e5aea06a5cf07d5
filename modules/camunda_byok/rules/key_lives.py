"""What rules about the life of a key ask: how hard a fault is, and how far a moment is away."""

from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife, Moment
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key

NO_CLOCK = Unknown("nobody said when the picture was read")


def weight_at(case: Case, life: KeyLife, weight: Weight) -> Weight:
    """Returns the weight of a fault at a key: a rule's own at a cluster's key, and no more than a warning at one that is surely
    none, such as the key of a trail or topic."""
    return Weight.WARN if weight is Weight.BLOCK and is_cluster_key(case, life.of) is False else weight


def may_be_enabled(life: KeyLife) -> bool:
    """Whether the key is enabled, or nobody knows: what is wrong with any other is its state."""
    return isinstance(life.state, Unknown) or life.state == "Enabled"


def ago(case: Case, moment: Moment) -> timedelta | Unknown | None:
    """Returns how long before the picture was read something was; less than nothing where it is yet to come."""
    if moment is None or isinstance(moment, Unknown):
        return moment
    return NO_CLOCK if case.now is None else case.now - moment


def in_words(time: timedelta) -> str:
    """Returns a length of time as people say it, such as `3 days`."""
    minutes = int(time.total_seconds() // 60)
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size} {unit}s"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
