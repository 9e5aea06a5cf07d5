"""What rules about the life of a key ask: how hard a fault is, and how far a moment is away."""

from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife, Moment
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import ENABLED
from camunda_byok.operation_tags import FROZEN_BY, FROZEN_TAGS
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key

NO_CLOCK = Unknown("nobody said when the picture was read")


def weight_at(case: Case, life: KeyLife, weight: Weight) -> Weight:
    """Returns the weight of a fault at a key: a rule's own at a cluster's key, and no more than a warning at one that is surely
    none, such as the key of a trail or topic, or that a later generation has replaced."""
    is_less = life.of in case.earlier_keys or is_cluster_key(case, life.of) is False
    return Weight.WARN if weight is Weight.BLOCK and is_less else weight


def is_frozen(case: Case, life: KeyLife) -> bool:
    """Whether a disabled key was surely frozen on purpose: `byok freeze` wrote so on it, or the YAML says so."""
    declared = case.before.get(Key, life.of)
    return who_froze(life) is not None or (declared is not None and declared.enabled is False)


def who_froze(life: KeyLife) -> str | None:
    """Returns by whom, when and why the key was frozen, as `byok freeze` wrote it on the key; None where it surely did not, or
    nobody may look."""
    if isinstance(life.tags, Unknown) or FROZEN_BY not in life.tags:
        return None
    by, at, why = (life.tags.get(tag, "not said") for tag in FROZEN_TAGS)
    return f"by {by} at {at}. Why: {why}"


def may_be_enabled(life: KeyLife) -> bool:
    """Whether the key is enabled, or nobody knows: what is wrong with any other is its state."""
    return isinstance(life.state, Unknown) or life.state == ENABLED


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
