"""Judges one plan: reads it into pictures, asks every rule, and says what is accepted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from camunda_byok.accepted_risks import AcceptedRisk, accept
from camunda_byok.finding import Finding, Weight
from camunda_byok.inventory.plan import ReadPlan
from camunda_byok.review import PlanReview, changes_in
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case
from camunda_byok.rules.planned import lasting_case, noticed_case, planned_case


@dataclass(frozen=True, kw_only=True)
class Standpoint:
    """What is known of the environment besides the plan; nothing for the plan of a foreign repository."""

    today: date
    tenant_roles: frozenset[str] = frozenset()
    """ARNs of Camunda's roles; found in the key policies unless given."""
    cluster_regions: frozenset[str] = frozenset()
    """Where Camunda's cluster is; no key is found in the wrong place unless given."""
    risks: Sequence[AcceptedRisk] = ()


def review_plan(name: str, plan: ReadPlan, standpoint: Standpoint, *, file: str = "") -> PlanReview:
    """Returns the review of a plan.

    What Terraform noticed outside of the plan is judged by the same rules, as a change that nobody planned.

    file: as it was given, for code scanning; none unless given.
    """
    planned = planned_case(plan, standpoint.tenant_roles, standpoint.cluster_regions)
    noticed = noticed_case(plan, standpoint.tenant_roles)
    return PlanReview(
        name=name,
        file=file,
        findings=tuple(_accepted([*_noticed(noticed, plan, standpoint), *catalog.findings(planned)], standpoint)),
        changes=tuple(changes_in(planned)),
        noticed=tuple(changes_in(noticed)),
        others=len(plan.changes.keys() - plan.before.things.keys() - plan.after.things.keys()),
        fingerprint=plan.fingerprint,
    )


def _noticed(noticed: Case, plan: ReadPlan, standpoint: Standpoint) -> Iterator[Finding]:
    """Gives what happened outside of the plan. What the plan undoes does not block: it must not stand in its own way."""
    found = catalog.findings(noticed)
    lasting = (
        {(each.rule, each.address) for each in catalog.findings(lasting_case(plan, standpoint.tenant_roles))} if found else ()
    )
    for finding in found:
        undone = finding.blocks and (finding.rule, finding.address) not in lasting
        details = ("It happened outside of Terraform.", *finding.details, *(("The plan undoes it.",) if undone else ()))
        yield replace(finding, weight=Weight.WARN if undone else finding.weight, details=details)


def _accepted(findings: list[Finding], standpoint: Standpoint) -> list[Finding]:
    return accept(dict.fromkeys(findings), standpoint.risks, today=standpoint.today)
