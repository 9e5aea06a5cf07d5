"""From a change to the plan that is kept."""

import json

from tests.plans.foreign_plans import ForeignPlan
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange
from tests.plans.stable_values import StableValues
from tests.plans.trimming import trimmed
from tests.plans.workshop import Workshop


class Maker:
    """Makes plans in a workshop, trimmed and with stable values.

    The base of a stack comes before its changes, that of the key before all: what the bases tell has the same numbers everywhere.
    """

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._stable = StableValues()

    def base(self, stack: str) -> Json:
        """Returns the plan of a stack that does nothing."""
        nothing = PlannedChange(name=stack, stack=stack, what="Nothing was changed.", told="Nothing.")
        return _stable(self._workshop.plan_of(nothing), self._stable)

    def plan(self, change: PlannedChange | ForeignPlan) -> Json:
        """Returns the plan of a change, or of a foreign configuration."""
        if isinstance(change, ForeignPlan):
            return _stable(self._workshop.foreign_plan_of(change), StableValues())
        return _stable(self._workshop.plan_of(change), self._stable.for_a_change())


def _stable(plan: Json, stable: StableValues) -> Json:
    return json.loads(stable(json.dumps(trimmed(plan), ensure_ascii=False)))
