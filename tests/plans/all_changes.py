"""Every change of which a plan is kept."""

from tests.plans.changes_of_key import CHANGES_OF_KEY

CHANGES = (*CHANGES_OF_KEY,)
