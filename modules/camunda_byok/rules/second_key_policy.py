"""A key has a second policy.

Why it matters: Besides the policy called `default`, which everybody reads, a key can have another, as AWS Resource Access
Manager attaches under the name `AWS_RAM`. It lets in whom the first does not name, and neither Terraform nor most tools look
at it.

What to do: Read it. If AWS_RAM is its name, find the resource share that made it and take the key out of that.
"""

import json
from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.model import Document
from camunda_byok.inventory.values import Unknown, known, why_unknown
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if isinstance(life.further_policies, Unknown):
            yield Fault(
                address=life.of,
                summary="Whether the key has a second policy is not known.",
                cannot_tell=life.further_policies.reason,
                remedy=kms("list-key-policies", life),
            )
            continue
        for name, document in sorted(life.further_policies.items()):
            yield Fault(
                address=life.of,
                summary=f"The key has a second policy, {name}.",
                details=(_said(document),),
                remedy=f"{kms('get-key-policy', life)} --policy-name {name}; aws ram list-resources shows a share.",
                weight=weight_at(case, life, WEIGHT),
            )


def _said(document: Document) -> str:
    if not known(document):
        return f"What it says is not known: {why_unknown(document)}."
    return f"It says: {json.dumps(document, sort_keys=True)}"
