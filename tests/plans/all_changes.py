"""Everything of which a plan is kept."""

from tests.plans.changes_of_key import CHANGES_OF_KEY
from tests.plans.changes_of_key_knowledge import CHANGES_OF_KEY_KNOWLEDGE
from tests.plans.changes_of_key_policy import CHANGES_OF_KEY_POLICY

CHANGES = (*CHANGES_OF_KEY, *CHANGES_OF_KEY_KNOWLEDGE, *CHANGES_OF_KEY_POLICY)
