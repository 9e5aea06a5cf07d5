"""A plan is only a part of what the configuration asks for.

Why it matters: With `-target`, or where Terraform puts something off to a later plan, the rest of the configuration stays as it
is and nobody has seen what it will do. Nothing can be said of that rest. Keys and what watches them can come apart by it.

What to do: Plan without `-target`. Where Terraform puts something off, apply and review the next plan too.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    if case.left_out:
        yield Fault(
            address="",
            summary="The plan leaves out a part of what the configuration asks for.",
            remedy="Plan without -target; where Terraform puts something off, review the next plan too.",
        )
