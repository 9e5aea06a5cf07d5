"""The key that Camunda encrypts with."""

from camunda_byok.bindings import Construct, KmsAlias, KmsKey, TerraformResourceLifecycle
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.key_reference import KeyReference
from camunda_byok.limits import DELETION_WINDOW, ROTATION
from camunda_byok.names import Names
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy
from camunda_byok.policies.vendor import CAMUNDA, Vendor


class EncryptionKey(Construct):
    """A symmetric KMS key that one Camunda cluster uses, with rotation, a policy and an alias.

    Terraform refuses to destroy it, its address does not move with the construct, and its policy keeps everybody but break-glass
    from disabling it. Camunda takes the key's ARN once and for ever.

    Results: `arn`, `key_id`, `alias`, and `reference` for alarms.

    Raises InputError when a period is outside AWS's limits or the stack already holds a key at this address.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        tenant_role: str,
        guardians: Guardians,
        rotation_days: int = ROTATION.default,
        deletion_window_days: int = DELETION_WINDOW.default,
        delegate_use_to_iam: bool = False,
        generation: int = 1,
        vendor: Vendor = CAMUNDA,
    ) -> None:
        """Declares the key.

        id: becomes the Terraform address, `aws_kms_key.<id>`. Changing it plans to replace the key, which is refused.
        names: the environment's names; its account and region own the key.
        tenant_role: ARN of the cluster's role, as Camunda's Console shows it. Changing it takes the key from the old role.
        guardians: the customer's own people. A change is a change of the key's policy alone.
        rotation_days: days between automatic rotations, 365 unless given. A change leaves key and ARN as they are.
        deletion_window_days: days in which a scheduled deletion can be cancelled, 30 unless given; nobody may choose fewer.
        delegate_use_to_iam: whether administrators of the account's IAM may use the key as well. Not unless given.
        generation: 1 unless given. A successor of a key stands beside it with the next number, at an address of its own.
        vendor: what the tenant role may do with the key, as its vendor publishes it; Camunda's list unless given. Another vendor
            changes the key's policy and description in place.
        """
        super().__init__(scope, id)
        ROTATION.check(rotation_days, "rotation_days")
        DELETION_WINDOW.check(deletion_window_days, "deletion_window_days")
        address = id if generation == 1 else f"{id}_{generation}"
        key = frozen(
            self,
            KmsKey(
                self,
                "key",
                description=f"{vendor.product} at rest, {names.environment}. Deleting it destroys the data.",
                key_usage="ENCRYPT_DECRYPT",
                customer_master_key_spec="SYMMETRIC_DEFAULT",
                enable_key_rotation=True,
                rotation_period_in_days=rotation_days,
                deletion_window_in_days=deletion_window_days,
                multi_region=False,
                bypass_policy_lockout_safety_check=False,
                # Always explicit: a policy taken out of the configuration plans as "no change".
                policy=to_json(
                    key_policy(
                        names,
                        tenant_role=tenant_role,
                        guardians=guardians,
                        deletion_window_days=deletion_window_days,
                        delegate_use_to_iam=delegate_use_to_iam,
                        vendor=vendor,
                    )
                ),
                tags={"Name": names.key_alias.removeprefix("alias/")},
                lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
            ),
            address,
        )
        self.alias = names.key_alias if generation == 1 else f"{names.key_alias}-{generation}"
        frozen(self, KmsAlias(self, "alias", name=self.alias, target_key_id=key.key_id), address)
        self.arn = key.arn
        self.key_id = key.key_id

    @property
    def reference(self) -> KeyReference:
        """The key as alarms take it."""
        return KeyReference(arn=self.arn, key_id=self.key_id)
