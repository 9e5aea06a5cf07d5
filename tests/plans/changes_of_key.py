"""What can happen to a deployed key, its alias and its replica, but for their policies and what Terraform knows of them."""

from tests.plans.edits import added, given, together, unprotected, without
from tests.plans.planned_change import PlannedChange

KEY, ALIAS, RECORD = "aws_kms_key.key", "aws_kms_alias.key", "terraform_data.key"
REPLICA, SECOND_ALIAS, GUARD = "aws_kms_replica_key.second_key", "aws_kms_alias.second_key", "terraform_data.second_key_must_stay"
BOTH_KEYS = (KEY, ALIAS, RECORD, REPLICA, SECOND_ALIAS, GUARD)

CHANGES_OF_KEY = (
    PlannedChange(
        name="key_destroyed",
        stack="key",
        what="Key, alias, replica and all that protects them were taken out of the configuration.",
        told="The key will be scheduled for deletion; after the waiting period all that the cluster encrypted is lost.",
        edit=without(*BOTH_KEYS),
    ),
    PlannedChange(
        name="key_destroy_refused",
        stack="key",
        what="Everything was to be destroyed, by `terraform plan -destroy`, and the key's protection stands.",
        told="Terraform refuses, so the plan is incomplete; what was asked for is the end of the key.",
        arguments=("-destroy",),
        refused="has lifecycle.prevent_destroy set",
    ),
    PlannedChange(
        name="key_replaced_for_region_kind",
        stack="key",
        what="The key was made a single-Region one, and the protection was taken away with it.",
        told="The key will be replaced: KMS cannot change its kind, so it is deleted with all its data and another one is made.",
        edit=together(
            without(REPLICA, SECOND_ALIAS, GUARD),
            unprotected(KEY),
            given(KEY, {"multi_region": False}),
        ),
    ),
    PlannedChange(
        name="key_replaced_for_spec",
        stack="key",
        what="The key was made an asymmetric one, and the protection was taken away with it.",
        told="Key and replica will be replaced: both are deleted with all their data, and what is made is of no use to Camunda.",
        edit=together(
            unprotected(KEY, REPLICA),
            given(KEY, {"customer_master_key_spec": "RSA_2048", "enable_key_rotation": False}),
        ),
    ),
    PlannedChange(
        name="key_replaced_before_destroy",
        stack="key",
        what="The key was made an HMAC key, and a new one is to be made before the old one is destroyed.",
        told="The key will be replaced: that a new one is made first saves nothing that the old one encrypted.",
        edit=together(
            unprotected(KEY, REPLICA),
            given(
                KEY,
                {
                    "key_usage": "GENERATE_VERIFY_MAC",
                    "customer_master_key_spec": "HMAC_256",
                    "enable_key_rotation": False,
                    "lifecycle": {"create_before_destroy": True},
                },
            ),
        ),
    ),
    PlannedChange(
        name="key_prevent_destroy_removed",
        stack="key",
        what="`prevent_destroy` was taken from key and replica. A plan does not tell of it: only the synthesized stack does.",
        told="Nothing of this plan; the next one may destroy the key unhindered.",
        edit=together(given(KEY, {"lifecycle": {}}), given(REPLICA, {"lifecycle": {}})),
    ),
    PlannedChange(
        name="key_disabled",
        stack="key",
        what="The key was to be disabled.",
        told="The cluster loses the key at once, until somebody enables it.",
        edit=given(KEY, {"is_enabled": False}),
    ),
    PlannedChange(
        name="key_deletion_window_shortened",
        stack="key",
        what="The deletion window was shortened to seven days, in the YAML and so in the policy too.",
        told="A deletion can be cancelled for seven days only, and the policy no longer refuses so short a window.",
        settings={"key.deletion_window_days": 7},
    ),
    PlannedChange(
        name="key_rotation_off",
        stack="key",
        what="Rotation was switched off.",
        told="The key will no longer rotate.",
        edit=given(KEY, {"enable_key_rotation": False}),
    ),
    PlannedChange(
        name="key_rotation_rarer",
        stack="key",
        what="The rotation period was lengthened to 2560 days.",
        told="The key will rotate every seven years instead of every year.",
        settings={"key.rotation_days": 2560},
    ),
    PlannedChange(
        name="key_rotation_more_often",
        stack="key",
        what="The rotation period was shortened to 90 days.",
        told="Nothing: that is stricter.",
        settings={"key.rotation_days": 90},
    ),
    PlannedChange(
        name="key_tags_changed",
        stack="key",
        what="Another tag was added in the YAML.",
        told="Nothing.",
        settings={"tags": {"owner": "platform", "cost-centre": "4711"}},
    ),
    PlannedChange(
        name="key_description_changed",
        stack="key",
        what="The key's description was changed.",
        told="Nothing.",
        edit=given(KEY, {"description": "Encrypts the cluster of orders"}),
    ),
    PlannedChange(
        name="alias_retargeted",
        stack="key",
        what="A key was added, and the alias leads to that one.",
        told="Whoever goes by the alias finds another key, alarms among them; the cluster's key is no longer watched.",
        edit=together(
            added("aws_kms_key.other", {"description": "Another key", "enable_key_rotation": True, "policy": None}),
            given(ALIAS, {"target_key_id": "${aws_kms_key.other.key_id}"}),
        ),
    ),
    PlannedChange(
        name="alias_removed",
        stack="key",
        what="The key's alias was taken away.",
        told="Alarms no longer find the key by its alias, so the next plan of them fails.",
        edit=without(ALIAS),
    ),
    PlannedChange(
        name="alias_renamed",
        stack="key",
        what="The key's alias was given another name.",
        told="The alias is replaced: whoever goes by the old name no longer finds the key, alarms among them.",
        edit=given(ALIAS, {"name": "alias/camunda/orders-blue"}),
    ),
    PlannedChange(
        name="replica_removed",
        stack="key",
        what="The replica was taken out of the configuration, with its alias and its guard.",
        told="The second region's key will be scheduled for deletion: the cluster loses that region.",
        edit=without(REPLICA, SECOND_ALIAS, GUARD),
    ),
    PlannedChange(
        name="replica_removal_refused",
        stack="key",
        what="The replica was taken out of the configuration with its alias; the guard stands and has no instance.",
        told="Terraform refuses, so the plan is incomplete; what was asked for is the end of the second region's key.",
        edit=together(without(REPLICA, SECOND_ALIAS), given(GUARD, {"for_each": "${toset([])}"})),
        refused="has lifecycle.prevent_destroy set",
    ),
)
