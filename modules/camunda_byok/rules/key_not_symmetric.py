"""A cluster's key is not a symmetric key for encryption.

Why it matters: Camunda takes `SYMMETRIC_DEFAULT` with `ENCRYPT_DECRYPT` only. The kind of a key can never be changed, and the
ARN that was once given to a cluster cannot either.

What to do: Leave out the key's spec and usage: that is what KMS makes by itself.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.rule import Fault, newly

WEIGHT = Weight.BLOCK
WANTED = {"spec": "SYMMETRIC_DEFAULT", "usage": "ENCRYPT_DECRYPT"}


def check(case: Case) -> Iterator[Fault]:
    return newly(case, lambda picture: (fault for key in picture.all(Key) for fault in _faults(case, key)))


def _faults(case: Case, key: Key) -> Iterator[Fault]:
    wrong = [
        value for value, wanted in ((key.spec, WANTED["spec"]), (key.usage, WANTED["usage"])) if known(value) and value != wanted
    ]
    cluster = is_cluster_key(case, key.address) if wrong else False
    if isinstance(cluster, Unknown):
        yield Fault(
            address=key.address,
            summary=f"The key is {' and '.join(wrong)}, and whether it is a cluster's is not known.",
            cannot_tell=cluster.reason,
            remedy="Do not give this key to a cluster.",
        )
    elif cluster:
        yield Fault(
            address=key.address,
            summary=f"The key is {' and '.join(wrong)}, which Camunda does not take.",
            remedy="Leave out the key's spec and usage.",
        )
