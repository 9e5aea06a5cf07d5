"""The primary of a multi-Region key is another one than is declared.

Why it matters: Only the primary rotates, and only in its region can that be changed. Terraform then fails at the next plan,
since the key that it made is no longer a primary one. Use of either key is not touched.

What to do: Move the primary back: in its present region, `aws kms update-primary-region --key-id KEY --primary-region REGION`.
If it was moved because a region was lost, leave it until that region is back.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.model import Key
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        declared = case.before.get(Key, life.of)
        if declared is None or declared.primary is not None or not isinstance(life.primary_region, str):
            continue
        if life.primary_region != life.region:
            yield Fault(
                address=life.of,
                summary=f"The primary key is now the one in {life.primary_region}.",
                remedy=f"aws kms update-primary-region --key-id {life.arn.rpartition('/')[2]} --primary-region {life.region} "
                f"--region {life.primary_region}",
            )
