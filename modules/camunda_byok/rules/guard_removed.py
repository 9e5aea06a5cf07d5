"""A limit around what a key's guardians may do is lifted.

Why it matters: Somebody who may already end, copy or rewrite the key may now do so in more circumstances: delete it with a
shorter waiting period, copy it into another region, put a policy that locks everybody out. A new principal is found by the
rules about what principals gain.

What to do: Put the Deny back. A limit that binds everybody is cheap, and holds also for a stolen session of break-glass.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_gains import everybody, widened
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        if everybody(change.after) and not everybody(change.before):
            continue  # wildcard-principal says it
        if found := widened(change):
            yield Fault(
                address=change.key.address,
                summary="A limit is lifted from what somebody may do with the key.",
                details=in_words(found),
                remedy="Put the Deny back.",
            )
