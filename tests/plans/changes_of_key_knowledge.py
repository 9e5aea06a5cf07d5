"""Where Terraform and AWS no longer agree about the key: in the state, behind Terraform's back, or in where Terraform looks."""

from copy import deepcopy

from tests.plans.changes_of_key import ALIAS, BOTH_KEYS, GUARD, KEY, REPLICA, SECOND_ALIAS
from tests.plans.edits import block, given, provider, renamed, together, unprotected, without
from tests.plans.hands import Hands
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange
from tests.plans.states import forgotten, instances

ALONE = without(REPLICA, SECOND_ALIAS, GUARD)
"""The configuration of an environment of one region; `forgotten(...)` of the same makes its state."""
OF_SECOND_REGION = (REPLICA, SECOND_ALIAS, GUARD)
IMPORT = together(
    block("data", {"aws_kms_alias": {"found": {"name": "alias/camunda/orders"}}}),
    block("import", [{"to": KEY, "id": "${data.aws_kms_alias.found.target_key_id}"}]),
)
ROLE_ELSEWHERE = "arn:aws:iam::777788889999:role/platform/byok-deployer"


def _taint(state: Json) -> None:
    instances(state, KEY)[0]["status"] = "tainted"


def _depose(state: Json) -> None:
    """Leaves what a replacement leaves that made the new key and was not allowed to delete the old one."""
    old = deepcopy(instances(state, KEY)[0])
    old["attributes"]["key_id"] = old["attributes"]["id"] = "1234abcd-12ab-34cd-56ef-1234567890ab"
    old["attributes"]["arn"] = f"arn:aws:kms:eu-west-1:111122223333:key/{old['attributes']['id']}"
    instances(state, KEY).append({**old, "deposed": "0a1b2c3d"})


def _schedule_deletion(hands: Hands) -> None:
    hands.client("kms", who="break_glass").schedule_key_deletion(KeyId=hands.key_arn, PendingWindowInDays=30)


def _cancel_deletion(hands: Hands) -> None:
    hands.client("kms").cancel_key_deletion(KeyId=hands.key_arn)
    hands.client("kms").enable_key(KeyId=hands.key_arn)


def _disable(hands: Hands) -> None:
    hands.client("kms", who="break_glass").disable_key(KeyId=hands.key_arn)


def _enable(hands: Hands) -> None:
    hands.client("kms").enable_key(KeyId=hands.key_arn)


def _stop_rotation(hands: Hands) -> None:
    hands.client("kms").disable_key_rotation(KeyId=hands.key_arn)


def _rotate_again(hands: Hands) -> None:
    hands.client("kms").enable_key_rotation(KeyId=hands.key_arn, RotationPeriodInDays=365)


CHANGES_OF_KEY_KNOWLEDGE = (
    PlannedChange(
        name="key_tainted",
        stack="key",
        what="The key was marked as tainted, and nothing protects it.",
        told="Key and replica will be replaced: both are deleted with all their data.",
        edit=unprotected(KEY, REPLICA),
        state=_taint,
    ),
    PlannedChange(
        name="key_tainted_refused",
        stack="key",
        what="The key was marked as tainted, as a creation that failed half-way marks it; its protection stands.",
        told="Terraform refuses, so the plan is incomplete; it would replace the key.",
        state=_taint,
        refused="has lifecycle.prevent_destroy set",
    ),
    PlannedChange(
        name="key_deposed",
        stack="key",
        what="An earlier replacement made this key and could not delete the one before, which Terraform now wants to delete.",
        told="A key that was replaced will be scheduled for deletion; what it encrypted is lost unless all of it was moved.",
        edit=unprotected(KEY, REPLICA),
        state=_depose,
    ),
    PlannedChange(
        name="key_forgotten",
        stack="key",
        what="The key was taken out of the configuration by a `removed` block that destroys nothing.",
        told="The key stays and nobody declares it any longer: its policy and rotation are no longer kept as they are.",
        edit=together(
            without(*BOTH_KEYS),
            block(
                "removed",
                [{"from": address, "lifecycle": {"destroy": False}} for address in (KEY, REPLICA, ALIAS, SECOND_ALIAS)],
            ),
        ),
    ),
    PlannedChange(
        name="key_out_of_state",
        stack="key",
        what="The only key was taken out of Terraform's state, by `state rm`, and is still configured.",
        told="A second key will be made, and alias and output lead to it; the cluster goes on using the first.",
        edit=ALONE,
        state=forgotten(KEY, *OF_SECOND_REGION),
    ),
    PlannedChange(
        name="key_pending_deletion",
        stack="key",
        what="Somebody scheduled the deletion of the only key, so Terraform no longer finds it.",
        told="The first key is about to be deleted with all its data: cancel that. A second is made, of no use to the cluster.",
        edit=ALONE,
        state=forgotten(*OF_SECOND_REGION),
        deed=_schedule_deletion,
        undo=_cancel_deletion,
    ),
    PlannedChange(
        name="key_pending_deletion_refused",
        stack="key",
        what="Somebody scheduled the deletion of a key that has a replica, so Terraform no longer finds it.",
        told="The key is about to be deleted: cancel that. Terraform refuses only because the replica would be replaced.",
        deed=_schedule_deletion,
        undo=_cancel_deletion,
        refused="Resource aws_kms_replica_key.second_key has lifecycle.prevent_destroy set",
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
        name="key_rotation_off_by_hand",
        stack="key",
        what="Somebody switched rotation off.",
        told="Somebody switched rotation off in AWS; the plan switches it on again.",
        deed=_stop_rotation,
        undo=_rotate_again,
    ),
    PlannedChange(
        name="key_imported",
        stack="key",
        what="The key is not in the state and is imported by an `import` block, and all its differences are ignored.",
        told="Nothing: the key is taken over as it is.",
        edit=together(
            ALONE,
            given(KEY, {"lifecycle": {"ignore_changes": "all"}}),
            IMPORT,
        ),
        state=forgotten(KEY, *OF_SECOND_REGION),
    ),
    PlannedChange(
        name="key_imported_and_changed",
        stack="key",
        what="The key is imported by an `import` block, and what is configured differs from it in rotation.",
        told="The key is changed in the same plan that imports it: rotation will be switched off.",
        edit=together(
            ALONE,
            unprotected(KEY),
            given(KEY, {"enable_key_rotation": False, "rotation_period_in_days": None}),
            IMPORT,
        ),
        state=forgotten(KEY, *OF_SECOND_REGION),
    ),
    PlannedChange(
        name="key_moved",
        stack="key",
        what="The key was given another address, and a `moved` block says so.",
        told="Nothing: the key stays.",
        edit=together(renamed(KEY, "cluster"), block("moved", [{"from": KEY, "to": "aws_kms_key.cluster"}])),
    ),
    PlannedChange(
        name="key_renamed_without_moved",
        stack="key",
        what="The key was given another address, and no `moved` block says so.",
        told="The key will be deleted with all its data, and another one made: what protected it went with its old address.",
        edit=together(unprotected(REPLICA), renamed(KEY, "cluster")),
    ),
    PlannedChange(
        name="key_region_changed",
        stack="key",
        what="The provider was given another region, and the only key is looked for there.",
        told="Terraform forgets the key and makes another one in another region; the cluster goes on using the first.",
        edit=together(ALONE, provider({"region": "eu-central-1"})),
        state=forgotten(*OF_SECOND_REGION),
        arguments=("-refresh=true",),
    ),
    PlannedChange(
        name="key_region_change_refused",
        stack="key",
        what="The environment's region was changed in the YAML; the key's record of where it was made stands.",
        told="Terraform refuses, so the plan is incomplete; it would forget the key and make another one elsewhere.",
        settings={"region": "eu-central-1", "alarms.destinations": []},
        refused="This key was made in eu-west-1, and a key never moves",
    ),
    PlannedChange(
        name="key_account_unguarded",
        stack="key",
        what="The provider no longer refuses to run in another account than the environment's.",
        told="Nothing keeps the next plan from being made in the wrong account.",
        edit=lambda stack: stack["provider"]["aws"][0].pop("allowed_account_ids"),
    ),
    PlannedChange(
        name="key_role_changed",
        stack="key",
        what="The provider assumes another role of the account.",
        told="The plan was made, and will be applied, as another role than before.",
        edit=provider({"assume_role": [{"role_arn": "arn:aws:iam::111122223333:role/platform/break-glass"}]}),
    ),
    PlannedChange(
        name="key_account_changed",
        stack="key",
        what="The provider assumes a role of another account, which is allowed, and the only key is looked for there.",
        told="Terraform forgets the key and makes another one in another account; the cluster goes on using the first.",
        edit=together(ALONE, provider({"allowed_account_ids": ["777788889999"], "assume_role": [{"role_arn": ROLE_ELSEWHERE}]})),
        state=forgotten(*OF_SECOND_REGION),
        arguments=("-refresh=true",),
    ),
)
