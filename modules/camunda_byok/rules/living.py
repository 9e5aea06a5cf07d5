"""The question that a live environment puts to the rules."""

from datetime import datetime

from camunda_byok.environment import Environment
from camunda_byok.inventory.model import Inventory
from camunda_byok.rules.case import Case, Source


def live_case(environment: Environment, *, declared: Inventory, live: Inventory, now: datetime | None = None) -> Case:
    """Returns the question of how an environment is otherwise than it is declared.

    live: with facts or without (`inventory/live_kinds.py`). now: when it was read; rules about time cannot tell without it.
    """
    generations = environment.key_generations
    regions = (environment.region, environment.second_region)
    return Case(
        before=declared,
        after=live,
        source=Source.LIVE,
        cluster_regions=frozenset(region for region in regions if region),
        tenant_roles=frozenset(environment.tenant_roles),
        earlier_keys=frozenset(key.place for each in generations if each.role == "predecessor" for key in each.keys),
        kept_keys=frozenset(key.place for each in generations if each.policy in (None, "keep") for key in each.keys),
        now=now,
        silent_hours=environment.alarms.silent_after_hours,
    )
