"""The replica of the key that Camunda encrypts with, in the cluster's second region."""

from camunda_byok.bindings import Construct, KmsReplicaKey, TerraformProvider, TerraformResourceLifecycle
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.key_alias import add_alias
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import DELETION_WINDOW
from camunda_byok.names import Names, address_of
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import policy_for
from camunda_byok.policies.vendor import CAMUNDA, Vendor


class ReplicaKey(Construct):
    """The replica of a multi-Region key: the same key id and the same key material in another region.

    Policy, alias, tags and description do not follow the primary: all are declared here. Rotation does: only the primary rotates,
    and AWS brings the material over. Who may use the one can read what the other encrypted. Terraform refuses to destroy it.

    Results: `arn`, `key_id`, `alias`, and `reference` for alarms.

    Raises InputError when the deletion window is outside AWS's limits or the stack already holds a replica at this address.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        primary: KeyReference,
        primary_region: str,
        tenant_role: str,
        guardians: Guardians | None,
        provider: TerraformProvider,
        deletion_window_days: int = DELETION_WINDOW.default,
        delegate_use_to_iam: bool = False,
        kept_disabled: bool = False,
        adoption: Adoption | None = None,
        generation: int = 1,
        may_be_disabled: bool = False,
        vendor: Vendor = CAMUNDA,
    ) -> None:
        """Declares the replica.

        id: becomes the Terraform address, `aws_kms_replica_key.<id>`. Changing it plans to replace the replica, which is refused.
        names: the environment's names in the replica's region.
        primary: the primary key, of the same account, which must be a multi-Region one.
        primary_region: the primary's region. Should the replica become the primary one day, it may be replicated there alone.
        tenant_role: ARN of the cluster's role. A cluster has one role for both regions: IAM knows no regions.
        guardians: the customer's own people; None: the policy is the one that Camunda publishes. Give what the primary has.
        provider: of the replica's region.
        deletion_window_days: days in which a scheduled deletion can be cancelled, 30 unless given; nobody may choose fewer.
        delegate_use_to_iam: whether administrators of the account's IAM may use the replica as well. Not unless given.
        kept_disabled: whether somebody disabled the replica on purpose and Terraform is to leave it so. Not unless given.
        adoption: the replica, if it exists already: it is imported, and then all but its description becomes what is declared.
        generation: 1 unless given. Give what the primary has.
        may_be_disabled: whether Terraform leaves alone whether the replica is enabled. Unless given, the next deployment enables
            a disabled one.
        vendor: what the tenant role may do with the replica; Camunda's list unless given. Give what the primary has.
        """
        super().__init__(scope, id)
        DELETION_WINDOW.check(deletion_window_days, "deletion_window_days")
        policy = policy_for(
            names,
            tenant_role=tenant_role,
            guardians=guardians,
            deletion_window_days=deletion_window_days,
            delegate_use_to_iam=delegate_use_to_iam,
            replica_regions=(primary_region,),
            vendor=vendor,
        )
        address = address_of(id, generation)
        self.alias = adoption.alias if adoption and adoption.alias else names.key_alias_of(generation)
        left_alone = ["enabled"] if may_be_disabled else []
        key = frozen(
            self,
            KmsReplicaKey(
                self,
                "key",
                primary_key_arn=primary.arn,
                description=None if adoption else encryption_key_description(names, vendor, generation=generation),
                deletion_window_in_days=deletion_window_days,
                enabled=False if kept_disabled else None,
                bypass_policy_lockout_safety_check=False,
                policy=to_json(policy),
                tags={"Name": self.alias.removeprefix("alias/")},
                lifecycle=adoption.key_lifecycle(ignore_changes=["description", *left_alone])
                if adoption
                else TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=left_alone or None),
                provider=provider,
            ),
            address,
        )
        if adoption:
            key.import_from(adoption.import_id)
        add_alias(self, self.alias, key, address=address, adoption=adoption, provider=provider)
        self.arn = key.arn
        self.key_id = key.key_id

    @property
    def reference(self) -> KeyReference:
        """The replica as alarms take it."""
        return KeyReference(arn=self.arn, key_id=self.key_id)
