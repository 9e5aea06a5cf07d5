"""The questions that a plan puts to the rules."""

from camunda_byok.inventory.plan import ReadPlan
from camunda_byok.rules.case import Case, Source


def planned_case(
    plan: ReadPlan, tenant_roles: frozenset[str] = frozenset(), cluster_regions: frozenset[str] = frozenset()
) -> Case:
    """Returns the question of what the plan does."""
    return Case(
        before=plan.before,
        after=plan.after,
        changes=plan.changes,
        noticed=plan.noticed,
        left_out=bool(plan.complete is False or plan.deferred),
        source=Source.PLANNED,
        cluster_regions=cluster_regions,
        tenant_roles=tenant_roles,
    )


def noticed_case(plan: ReadPlan, tenant_roles: frozenset[str] = frozenset()) -> Case:
    """Returns the question of what happened outside of Terraform before the plan was made; an empty one where nothing did."""
    if not plan.noticed:
        return Case(source=Source.NOTICED)
    made_again = {address: change for address, change in plan.changes.items() if change.creates}
    return Case(
        before=plan.last_known,
        after=plan.before,
        changes={**plan.noticed, **made_again},
        source=Source.NOTICED,
        tenant_roles=tenant_roles,
    )


def lasting_case(plan: ReadPlan, tenant_roles: frozenset[str] = frozenset()) -> Case:
    """Returns the question of what is different in the end from what Terraform knew last: what the plan does not undo."""
    if not plan.noticed:
        return Case(source=Source.NOTICED)
    return Case(before=plan.last_known, after=plan.after, changes=plan.changes, source=Source.NOTICED, tenant_roles=tenant_roles)
