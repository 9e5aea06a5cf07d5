"""No analyzer looks for access from outside.

Why it matters: IAM Access Analyzer finds out who outside of the account or organisation can reach a key or a bucket, over
policies and grants together. It costs nothing. Without one in the region nobody looks.

What to do: Create one of the type ACCOUNT in the region. If the organisation has one, it is in another account, where one
cannot look from here: ask its owners for the findings, and accept this one.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import Analysis
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.NOTE


def check(case: Case) -> Iterator[Fault]:
    for analysis in case.after.all(Analysis):
        if isinstance(analysis.analyzers, Unknown):
            yield Fault(
                address="",
                summary=f"Whether anybody looks for access from outside in {analysis.of} is not known.",
                cannot_tell=analysis.analyzers.reason,
                remedy=f"aws accessanalyzer list-analyzers --region {analysis.of}",
            )
        elif not analysis.analyzers:
            yield Fault(
                address="",
                summary=f"In {analysis.of} no IAM Access Analyzer of this account looks for access from outside.",
                remedy=f"aws accessanalyzer create-analyzer --analyzer-name byok --type ACCOUNT --region {analysis.of}",
            )
