"""Judges one plan: reads it into pictures, asks every rule, and says what is accepted."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from camunda_byok.accepted_risks import AcceptedRisk, accept
from camunda_byok.finding import Finding
from camunda_byok.inventory.plan import Json, read
from camunda_byok.review import PlanReview, changes_in
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case, Source


@dataclass(frozen=True, kw_only=True)
class Standpoint:
    """What is known of the environment besides the plan; nothing for the plan of a foreign repository."""

    today: date
    tenant_roles: frozenset[str] = frozenset()
    """ARNs of Camunda's roles; found in the key policies unless given."""
    risks: Sequence[AcceptedRisk] = ()


def review_plan(name: str, plan: Json, standpoint: Standpoint) -> PlanReview:
    """Returns the review of a plan that `plan_files` has read.

    What Terraform noticed outside of the plan is judged by the same rules, as a change that nobody planned.
    """
    found = read(plan)
    planned = Case(
        before=found.before,
        after=found.after,
        changes=found.changes,
        noticed=found.noticed,
        source=Source.PLANNED,
        tenant_roles=standpoint.tenant_roles,
    )
    noticed = Case(
        before=found.last_known,
        after=found.before if found.noticed else found.last_known,
        changes=found.noticed,
        source=Source.NOTICED,
        tenant_roles=standpoint.tenant_roles,
    )
    return PlanReview(
        name=name,
        findings=tuple(_accepted([*catalog.findings(noticed), *catalog.findings(planned)], standpoint)),
        changes=tuple(changes_in(planned)),
        noticed=tuple(changes_in(noticed)),
        others=sum(address not in {**found.before.things, **found.after.things} for address in found.changes),
        fingerprint=fingerprint(plan),
    )


def _accepted(findings: list[Finding], standpoint: Standpoint) -> list[Finding]:
    return accept(dict.fromkeys(findings), standpoint.risks, today=standpoint.today)


def fingerprint(plan: Json) -> str:
    """Returns a digest of what a plan does, the same for two plans of the same changes.

    It tells whether a plan made later, by another role or on another machine, does exactly what was reviewed.
    """
    changes = [each for each in plan.get("resource_changes") or [] if each["change"]["actions"] != ["no-op"]]
    outputs = {name: each for name, each in (plan.get("output_changes") or {}).items() if each.get("actions") != ["no-op"]}
    said = json.dumps([sorted(changes, key=lambda each: each["address"]), outputs], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
