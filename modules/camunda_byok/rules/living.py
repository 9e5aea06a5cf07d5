"""The question that a live environment puts to the rules."""

from camunda_byok.environment import Environment
from camunda_byok.inventory.model import Inventory
from camunda_byok.rules.case import Case, Source


def live_case(environment: Environment, *, declared: Inventory, live: Inventory) -> Case:
    """Returns the question of how an environment is otherwise than it is declared."""
    regions = (environment.region, environment.second_region)
    return Case(
        before=declared,
        after=live,
        source=Source.LIVE,
        cluster_regions=frozenset(region for region in regions if region),
        tenant_roles=frozenset({environment.camunda.tenant_role}),
    )
