"""A cluster's key is in another region than the cluster.

Why it matters: Camunda takes a key of the cluster's region alone, and an ARN that was pasted into its Console can never be
changed there. A key never moves: one that was made in the wrong region is of no use to this cluster.

What to do: Put the provider's region right before anything is made. A key that was made already stays until it is known that no
cluster uses it.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Inventory, Key
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.rule import Fault, newly

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    def faults(picture: Inventory) -> Iterator[Fault]:
        for key in picture.all(Key):
            if known(key.region) and key.region not in case.cluster_regions and is_cluster_key(case, key.address) is True:
                yield Fault(
                    address=key.address,
                    summary=f"The key is in {key.region}, and the cluster is in {', '.join(sorted(case.cluster_regions))}.",
                    remedy="Put the provider's region right.",
                )

    return newly(case, faults) if case.cluster_regions else iter(())
