"""A key loses somebody who uses it, and no cluster is encrypted with it.

Why it matters: Such a key serves services: CloudTrail and CloudWatch Logs write records under it, alarms travel through a topic
under it. A service that is refused the key stops in silence: records do not come, alarms do not arrive. Under changed
conditions it may go on; whether the service meets them is for a person to say. That a reader can no longer decrypt is a note.

What to do: Put the service's statement back. For another trail or topic add a statement besides.
"""

from collections.abc import Iterator

from camunda_byok.authorization.model import Level
from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.key_gains import USE, served_otherwise
from camunda_byok.rules.key_policies import policy_changes
from camunda_byok.rules.policy_words import in_words
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for change in policy_changes(case):
        if is_cluster_key(case, change.key.address) is not False:
            continue
        lost = [made for made in change.comparison.lost if made.after is Level.DENIED and not USE.isdisjoint(made.actions)]
        if not lost:
            continue
        shut_out = any(made.principal.kind == "Service" and not served_otherwise(change, made) for made in lost)
        readers = all(made.principal.kind != "Service" and USE.isdisjoint({*made.actions} - {"kms:Decrypt"}) for made in lost)
        yield Fault(
            address=change.key.address,
            summary="A service can no longer use the key." if shut_out else "Somebody can use the key in fewer cases.",
            details=in_words([*lost, *(made for made in change.gained if served_otherwise(change, made))]),
            remedy="Put the statement back, or see that what it was for goes too.",
            weight=None if shut_out else Weight.NOTE if readers else Weight.WARN,
        )
