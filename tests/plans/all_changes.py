"""Everything of which a plan is kept."""

from tests.plans.changes_of_alarms import CHANGES_OF_ALARMS
from tests.plans.changes_of_key import CHANGES_OF_KEY
from tests.plans.changes_of_key_knowledge import CHANGES_OF_KEY_KNOWLEDGE
from tests.plans.changes_of_key_policy import CHANGES_OF_KEY_POLICY
from tests.plans.changes_of_log_bucket import CHANGES_OF_LOG_BUCKET
from tests.plans.changes_of_topics import CHANGES_OF_TOPICS
from tests.plans.changes_of_trail import CHANGES_OF_TRAIL
from tests.plans.foreign_plans import FOREIGN_PLANS

CHANGES = (
    *CHANGES_OF_KEY,
    *CHANGES_OF_KEY_KNOWLEDGE,
    *CHANGES_OF_KEY_POLICY,
    *CHANGES_OF_TRAIL,
    *CHANGES_OF_LOG_BUCKET,
    *CHANGES_OF_ALARMS,
    *CHANGES_OF_TOPICS,
    *FOREIGN_PLANS,
)
