"""Somebody besides Camunda gains the use of a key.

Why it matters: Whoever may decrypt with the key reads what it protects, if he comes by the encrypted data; whoever may encrypt
can make the cluster read what he wrote. A service of AWS needs no cluster's key. What Camunda's role gains is no danger where
somebody said which it is.

What to do: Take the statement out, or accept it by name. People who only look after the key need no use of it.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.key_gains import USE, gains, served_otherwise, weight_of
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        cluster = is_cluster_key(case, change.key.address) is not False
        found = [made for made in gains(case, change, USE) if cluster or not served_otherwise(change, made)]
        if found:
            yield Fault(
                address=change.key.address,
                summary="Somebody besides Camunda gains the use of the key." if cluster else "Somebody gains the use of the key.",
                details=in_words(found),
                remedy="Take the statement out, or accept this by name.",
                # That a key of services comes to serve one more is ordinary.
                weight=weight_of([made for made in found if cluster or made.principal.kind != "Service"]),
            )
