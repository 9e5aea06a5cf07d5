"""Something leads to the key or hears its alarms that nobody declared.

Why it matters: Alarms say when the key is touched, by whom, and what is done about it: whoever hears them without being declared
was subscribed by hand, and nobody looks after that. Another alias lets somebody find the key by a name that no alarm watches.
This shows in what is live alone. Grants have a rule of their own.

What to do: Declare it as a destination or take it off: `aws sns unsubscribe --subscription-arn SUBSCRIPTION`, or
`aws kms delete-alias --alias-name ALIAS`.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Alias, Subscription
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    if case.source is not Source.LIVE:
        return
    for one in case.new(Subscription):
        whom = one.endpoint
        yield Fault(
            address=one.address,
            summary=f"{whom} hears alarms, and nobody declared it."
            if known(whom)
            else "Whether anybody hears alarms whom nobody declared cannot be told.",
            cannot_tell="" if known(whom) else why_unknown(whom),
            remedy="Add it to the destinations, or take it off: aws sns unsubscribe --subscription-arn SUBSCRIPTION",
        )
    for alias in case.new(Alias):
        yield Fault(
            address=alias.address,
            summary=f"The alias {alias.name} leads to the key as well, and nobody declared it."
            if known(alias.name)
            else "Whether other aliases lead to the key cannot be told.",
            cannot_tell="" if known(alias.name) else why_unknown(alias.name),
            remedy="Look who uses it, or take it away: aws kms delete-alias --alias-name ALIAS",
            weight=Weight.NOTE,
        )
