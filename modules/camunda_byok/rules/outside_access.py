"""IAM Access Analyzer found that somebody outside can reach a key or the log.

Why it matters: The analyzer looks at policies and grants together, and also finds what no policy document shows by itself.
What it finds open, somebody can use now.

What to do: Take away the statement or the grant. If the access is wanted, declare it, so that it is reviewed; then archive the
finding.
"""

import json
from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import ExternalAccess, OutsideAccess
from camunda_byok.inventory.model import Thing
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.grantees import acts_for, camundas_roles
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    for access in case.after.all(ExternalAccess):
        if isinstance(access.found, Unknown):
            yield Fault(
                address=access.of,
                summary="Whether an analyzer found access from outside is not known.",
                cannot_tell=access.found.reason,
                remedy="Look at the findings of IAM Access Analyzer in the console.",
            )
            continue
        for one in access.found:
            if not _is_declared(case, access.of, one):
                yield Fault(
                    address=access.of,
                    summary=f"{'Everybody' if one.public else one.principal} outside can reach it.",
                    details=(f"The analyzer names {', '.join(one.actions)}.",) if one.actions else (),
                    remedy="Take away the statement or grant that lets it in, or declare it.",
                )


def _is_declared(case: Case, of: str, one: OutsideAccess) -> bool:
    """Whether it is Camunda's role, or somebody whom the declared policy names."""
    if one.public:
        return False
    thing = case.before.get(Thing, of)
    policy = getattr(thing, "policy", None)
    named = isinstance(policy, dict) and json.dumps(one.principal) in json.dumps(policy)
    return named or acts_for(one.principal, camundas_roles(case, of))
