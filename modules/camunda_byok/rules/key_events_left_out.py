"""A trail leaves out events of AWS KMS.

Why it matters: Encrypt, Decrypt and GenerateDataKey are reading management events: a trail of writing events alone never shows
that anybody used the key. A trail that excludes `kms.amazonaws.com`, or that selects management events by other fields, is blind
to some or all of what happens to the key, and the alarms with it.

What to do: Log all management events, reading and writing ones, and exclude no event source: a trail without event selectors
does that by itself.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Selector, Trail
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.worse import judged

WEIGHT = Weight.BLOCK
KMS = "kms.amazonaws.com"
KINDS = {"All": {"reading", "writing"}, "ReadOnly": {"reading"}, "WriteOnly": {"writing"}}


def check(case: Case) -> Iterator[Fault]:
    for before, after in judged(case, Trail):
        was = before.selectors if before else ()
        if not known(after.selectors):
            if known(was):
                yield Fault(
                    address=after.address,
                    summary="Whether the trail records the events of AWS KMS is not known yet.",
                    cannot_tell=why_unknown(after.selectors),
                    remedy="Afterwards: aws cloudtrail get-event-selectors --trail-name TRAIL",
                )
        elif left_out := (_recorded(was) if known(was) else KINDS["All"]) - _recorded(after.selectors):
            yield Fault(
                address=after.address,
                summary=f"The trail does not record {' and '.join(sorted(left_out))} events of AWS KMS.",
                details=tuple(_why(after.selectors)),
                remedy="Record all management events: read_write_type All, without exclude_management_event_sources.",
            )


def _recorded(selectors: tuple[Selector, ...]) -> set[str]:
    """Returns which events of AWS KMS a trail records, all of them where it has no selectors."""
    if not selectors:
        return KINDS["All"]
    whole = [each for each in selectors if each.management_events and KMS not in each.excluded_sources and not each.narrowed_by]
    return {kind for each in whole for kind in KINDS[each.read_write]}


def _why(selectors: tuple[Selector, ...]) -> Iterator[str]:
    for selector in selectors:
        if selector.management_events and KMS in selector.excluded_sources:
            yield f"A selector excludes {KMS}."
        if selector.management_events and selector.narrowed_by:
            yield f"A selector takes only some of them, by {', '.join(selector.narrowed_by)}."
        if selector.management_events and selector.read_write != "All":
            yield f"A selector takes {selector.read_write} events."
    if not any(selector.management_events for selector in selectors):
        yield "No selector takes management events."
