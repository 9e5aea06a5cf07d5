"""In what an alarm is otherwise than it is declared, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from camunda_byok.inventory.model import EventRule, MetricAlarm, MetricFilter, Target, Thing, differences
from camunda_byok.inventory.values import Ref, Unknown, why_unknown
from camunda_byok.patterns.meaning import Lost, NotCompared, lost

NAMES: dict[type[Thing], str] = {EventRule: "rule", MetricAlarm: "CloudWatch alarm", MetricFilter: "metric filter"}
SUBJECTS = {
    "statistic": "statistic",
    "threshold": "threshold",
    "period_seconds": "period in seconds",
    "evaluation_periods": "number of periods",
    "comparison": "comparison",
    "treat_missing_data": "way with missing data",
    "log_group": "log group",
    "pattern": "pattern",
    "metric": "metric",
    "bus": "event bus",
    "state": "state",
    "policy": "policy",
    "key": "key",
    "retention_seconds": "retention in seconds",
    "dead_letter_queue": "dead-letter queue",
    "filter_policy": "filter",
    "endpoint": "address",
    "topics": "topics",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was found about one thing: faults, and what nobody can say; nothing where it is as it should be."""

    faults: tuple[str, ...] = ()
    """Sentences."""
    unknown: tuple[str, ...] = ()
    """Reasons that complete "cannot tell, because ..."."""

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(faults=_once(self.faults, other.faults), unknown=_once(self.unknown, other.unknown))


def seen(declared: Thing, live: Thing | None, called: str = "") -> Seen:
    """Returns in what a thing differs from what is declared. called: what people call it; its kind unless given."""
    what = called or f"its {NAMES.get(type(declared), 'way')}"
    if live is None:
        return Seen(faults=(f"{_begin(what)} does not exist.",))
    faults: list[str] = []
    unknown: list[str] = []
    for name, (wanted, found) in differences(declared, live).items():
        if isinstance(found, Unknown | Ref):
            unknown.append(why_unknown(found))
        elif isinstance(wanted, Unknown | Ref):
            unknown.append(f"{SUBJECTS.get(name, name)}: {why_unknown(wanted)}")
        elif name == "pattern" and "${" in repr(wanted):  # a reference that stayed one: what it leads to was not found
            unknown.append(f"the pattern of {what} names something that was not found, such as the key")
        elif name == "targets":
            for each in _targets(wanted, found, what):  # type: ignore[arg-type] # the field of an EventRule
                (unknown if isinstance(each, Unknown) else faults).append(str(each.reason if isinstance(each, Unknown) else each))
        else:
            faults.extend(_sentences(name, wanted, found, what))
    return Seen(faults=tuple(faults), unknown=tuple(dict.fromkeys(unknown)))


def _sentences(name: str, wanted: object, found: object, what: str) -> Iterator[str]:
    if name == "state" and found == "DISABLED":
        yield f"{_begin(what)} is off."
    elif name == "state":
        yield f"{_begin(what)} hears of other calls than it should: its state is {found} in the place of {wanted}."
    elif name == "actions_enabled":
        yield f"{_begin(what)} is raised and tells nobody: its actions are off."
    elif name == "actions" and isinstance(wanted, tuple) and isinstance(found, tuple):
        yield from _told(set(wanted), set(found), what)  # pyright: ignore[reportUnknownArgumentType]
    elif name == "pattern" and isinstance(wanted, dict) and isinstance(found, dict):
        yield f"The pattern of {what} was changed. {_meaning(wanted, found)}"  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(wanted, dict) or isinstance(found, dict):
        yield f"The {SUBJECTS.get(name, name)} of {what} was changed."
    else:
        yield f"The {SUBJECTS.get(name, name)} of {what} is {found} in the place of {wanted}."


def _meaning(wanted: dict[str, object], found: dict[str, object]) -> str:
    match lost(wanted, found):
        case Lost() as unheard:
            example = ", ".join(f"{path} {value}" for path, value in unheard.example.items())
            return f"It does not hear of this any more: {example}."
        case NotCompared(reason):
            return f"Whether it still hears of all that it should cannot be told, because {reason}."
        case None:
            return "It still hears of all that it should."


def _told(wanted: set[str], found: set[str], what: str) -> Iterator[str]:
    for topic in sorted(wanted - found):
        yield f"{_begin(what)} does not tell {topic}."
    for topic in sorted(found - wanted):
        yield f"{_begin(what)} tells {topic}, which nobody declared."


def _targets(wanted: tuple[Target, ...], found: tuple[Target, ...], what: str) -> Iterator[str | Unknown]:
    reasons = [each.arn for each in found if isinstance(each.arn, Unknown)]
    if reasons:
        yield from reasons[:1]
        return
    by_arn = {str(each.arn): each for each in found}
    yield from _told({str(each.arn) for each in wanted}, set(by_arn), what)
    for target in wanted:
        live = by_arn.get(str(target.arn))
        if live is None:
            continue
        if live.dead_letter_queue != target.dead_letter_queue:
            yield f"What {what} cannot tell {target.arn} goes to {live.dead_letter_queue or 'no queue'} and not to " + (
                f"{target.dead_letter_queue or 'no queue'}."
            )
        if live.role != target.role and not isinstance(target.role, Ref):
            yield f"{_begin(what)} tells {target.arn} as {live.role or 'EventBridge itself'}, not as {target.role or 'itself'}."


def _begin(what: str) -> str:
    return what[0].upper() + what[1:]


def _once(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*some, *others]))
