"""The review of an environment: what is configured, and what each of its plans does."""

from collections.abc import Iterable
from datetime import date

from camunda_byok.accepted_risks import accept, expired, unused
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared import declared
from camunda_byok.plan_files import read_plan
from camunda_byok.review import PlanReview, Review
from camunda_byok.reviewing import Standpoint, review_plan
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case
from camunda_byok.terraform.reviewed_plans import Planned


def review_environment(environment: Environment, planned: Iterable[Planned], *, today: date) -> Review:
    """Returns one review of the configuration and of every plan, with the risks that the environment accepts.

    What stands in the configuration is judged whole; a plan by what it changes. Where the configuration itself is blocked, the
    application makes no stacks of it, and nothing is planned: `planned` is then not asked for anything. Raises InputError where a
    plan cannot be read.
    """
    roles = frozenset(environment.tenant_roles)
    regions = frozenset(filter(None, (environment.region, environment.second_region)))
    risks = environment.accepted_risks
    standing = catalog.findings(Case(after=declared(environment), tenant_roles=roles, cluster_regions=regions))
    configured = [*accept(standing, risks, today=today), *expired(risks, today=today)]
    plans: list[PlanReview] = []
    if not any(finding.blocks for finding in configured):
        standpoint = Standpoint(today=today, tenant_roles=roles, cluster_regions=regions, risks=risks)
        plans = [_reviewed(each, standpoint) for each in planned]
        if not any(plan.waits_for for plan in plans):  # what has no plan yet may need an acceptance
            found = [*standing, *(finding for plan in plans for finding in plan.findings)]
            configured += unused(found, risks, today=today)
    return Review(plans=(PlanReview(name=f"{environment.name} (configuration)", findings=tuple(configured)), *plans))


def _reviewed(planned: Planned, standpoint: Standpoint) -> PlanReview:
    if planned.waits_for:
        return PlanReview(name=planned.stack, waits_for=planned.waits_for, findings=())
    return review_plan(planned.stack, read_plan(planned.plan), standpoint)
