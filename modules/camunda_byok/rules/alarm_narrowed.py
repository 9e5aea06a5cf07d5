"""An event rule hears less than before.

Why it matters: The alarm is there, enabled and green, and no longer hears of some events that it heard of. Whether it does is
decided by what the patterns mean: another order or another way of writing narrows nothing, and neither does hearing more.

What to do: Put the pattern back, or make sure that another rule hears of the event that the finding names.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule
from camunda_byok.inventory.resolved import references
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.patterns.meaning import Lost, NotCompared, lost
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN
SUMMARY = "The event rule hears less than before."
READING = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).alarms
    for before, after in case.both(EventRule):
        if after.address not in ours or after.state == "DISABLED":
            continue
        less = tuple(_less(before, after))
        if less:
            yield Fault(address=after.address, summary=SUMMARY, details=less, remedy="Put pattern, state and bus back.")
        elif reason := _why_not_known(before, after):
            yield Fault(
                address=after.address,
                summary="Whether the event rule hears less than before is not known.",
                cannot_tell=reason,
                remedy="Compare the two patterns; then: aws events describe-rule --name RULE --query EventPattern",
            )


def _less(before: EventRule, after: EventRule) -> Iterator[str]:
    if (before.state, after.state) == (READING, "ENABLED"):
        yield "Reading calls such as Decrypt reach it no longer: the state was ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS."
    if known(before.bus) and known(after.bus) and before.bus != after.bus:
        yield f"It listens on the bus {after.bus} instead of {before.bus}."
    if not known(before.pattern) or not known(after.pattern) or before.pattern is None or _unresolved(before, after):
        return
    if after.pattern is None:
        yield "It has no pattern any longer."
    elif isinstance(event := lost(before.pattern, after.pattern), Lost):
        fields = ", ".join(f"{path} {value}" for path, value in event.example.items() if value != "")
        yield f"An event of this kind is no longer matched: {fields or 'any'}."


def _why_not_known(before: EventRule, after: EventRule) -> str:
    if not known(before.pattern) or before.pattern is None:
        return ""
    if not known(after.pattern):
        return why_unknown(after.pattern)
    if reference := _unresolved(before, after):
        return f"the pattern is to name {reference}, of which nobody knows the value"
    answer = lost(before.pattern, after.pattern or {})
    return answer.reason if isinstance(answer, NotCompared) else ""


def _unresolved(before: EventRule, after: EventRule) -> str:
    """Returns what a pattern that is declared names and AWS could not be asked for; nothing where the other names it too."""
    return "" if before.pattern == after.pattern else next(references(before.pattern), "")
