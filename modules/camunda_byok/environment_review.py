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

    What stands in the configuration is judged whole; a plan by what it changes. Raises InputError where a plan cannot be read.
    """
    roles = frozenset({environment.camunda.tenant_role})
    standing = catalog.findings(Case(after=declared(environment), tenant_roles=roles))
    standpoint = Standpoint(today=today, tenant_roles=roles, risks=environment.accepted_risks)
    plans = [
        PlanReview(name=each.stack, waits_for=each.waits_for, findings=())
        if each.waits_for
        else review_plan(each.stack, read_plan(each.plan), standpoint)
        for each in planned
    ]
    found = [*standing, *(finding for plan in plans for finding in plan.findings)]
    configured = [
        *accept(standing, environment.accepted_risks, today=today),
        *expired(environment.accepted_risks, today=today),
    ]
    if not any(plan.waits_for for plan in plans):  # what has no plan yet may need an acceptance
        configured += unused(found, environment.accepted_risks, today=today)
    return Review(plans=(PlanReview(name=f"{environment.name} (configuration)", findings=tuple(configured)), *plans))
