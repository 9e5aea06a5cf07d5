"""What can happen to a deployed key, its alias and its replica, but for their policies."""

from tests.plans.edits import given, together, unprotected, without
from tests.plans.hands import Hands
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange

KEY, REPLICA, ALIAS = "aws_kms_key.key", "aws_kms_replica_key.second_key", "aws_kms_alias.key"
GUARD = "terraform_data.second_key_must_stay"


def _instances(state: Json, address: str) -> list[Json]:
    kind, name = address.split(".")
    return next(one for one in state["resources"] if (one["type"], one["name"]) == (kind, name))["instances"]


def _taint(state: Json) -> None:
    _instances(state, KEY)[0]["status"] = "tainted"


def _schedule_deletion(hands: Hands) -> None:
    hands.client("kms", who="break_glass").schedule_key_deletion(KeyId=hands.key_arn, PendingWindowInDays=30)


def _cancel_deletion(hands: Hands) -> None:
    hands.client("kms").cancel_key_deletion(KeyId=hands.key_arn)
    hands.client("kms").enable_key(KeyId=hands.key_arn)


def _disable(hands: Hands) -> None:
    hands.client("kms", who="break_glass").disable_key(KeyId=hands.key_arn)


def _enable(hands: Hands) -> None:
    hands.client("kms").enable_key(KeyId=hands.key_arn)


CHANGES_OF_KEY = (
    PlannedChange(
        name="key_destroyed",
        stack="key",
        what="Key, alias, replica and everything around them were taken out of the configuration.",
        told="The key will be scheduled for deletion; after the waiting period all that the cluster encrypted is lost.",
        edit=without(KEY, ALIAS, REPLICA, "aws_kms_alias.second_key", "terraform_data.key", GUARD),
    ),
    PlannedChange(
        name="key_pending_deletion_refused",
        stack="key",
        what="Somebody scheduled the key's deletion, so Terraform no longer finds it.",
        told="The plan makes a second key and says nothing of the first, which is about to be deleted with all its data.",
        refused="Resource aws_kms_replica_key.second_key has lifecycle.prevent_destroy set",
        deed=_schedule_deletion,
        undo=_cancel_deletion,
    ),
    PlannedChange(
        name="key_disabled_by_hand",
        stack="key",
        what="Somebody disabled the key.",
        told="Applying the plan enables a key that somebody froze, perhaps on purpose.",
        deed=_disable,
        undo=_enable,
    ),
    PlannedChange(
        name="key_tainted",
        stack="key",
        what="The key was marked as tainted, and nothing protects it.",
        told="The key will be replaced: a new one is made, and this one is deleted with all its data.",
        edit=unprotected(KEY, REPLICA),
        state=_taint,
    ),
    PlannedChange(
        name="key_rotation_off",
        stack="key",
        what="Rotation was switched off.",
        told="The key will no longer rotate.",
        edit=together(given(KEY, {"enable_key_rotation": False})),
    ),
)
