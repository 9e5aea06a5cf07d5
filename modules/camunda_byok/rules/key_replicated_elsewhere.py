"""A key's material is in a region that the environment does not name.

Why it matters: A replica holds the same key material and has a policy of its own: whoever made it decides who decrypts there,
and nothing of the kit watches that region. For whom material must not leave a jurisdiction, it has.

What to do: Find out who called ReplicateKey. Delete the replica, or name its region as second_region if it is wanted.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if not case.cluster_regions or isinstance(life.replica_regions, Unknown):
            continue  # that DescribeKey is denied is said once, of the key's state
        primary = {life.primary_region} if isinstance(life.primary_region, str) else set[str]()
        elsewhere = sorted({*life.replica_regions, *primary} - case.cluster_regions)
        if elsewhere:
            yield Fault(
                address=life.of,
                summary=f"The key's material is in {', '.join(elsewhere)} as well.",
                remedy=f"Look there: aws kms describe-key --key-id {life.arn.rpartition('/')[2]} --region {elsewhere[0]}",
                weight=weight_at(case, life, WEIGHT),
            )
