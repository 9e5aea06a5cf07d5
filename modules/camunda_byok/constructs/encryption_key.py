"""The key that Camunda encrypts with."""

from camunda_byok.bindings import Construct, KmsKey, TerraformProvider, TerraformResourceLifecycle
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.key_alias import add_alias
from camunda_byok.constructs.key_kind import KeyKind
from camunda_byok.errors import InputError
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import DELETION_WINDOW, ROTATION
from camunda_byok.names import Names, address_of
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import policy_for
from camunda_byok.policies.vendor import CAMUNDA, Vendor


class EncryptionKey(Construct):
    """A symmetric KMS key that one Camunda cluster uses, with rotation, a policy and an alias.

    Terraform refuses to destroy it, or to put a key of another kind or region in its place; its address does not move with the
    construct, and its policy keeps everybody but break-glass from disabling it. Camunda takes the key's ARN once and for ever.

    Results: `arn`, `key_id`, `alias`, and `reference` for alarms.

    Raises InputError when a period is outside AWS's limits, when a single-Region key shall have replicas, when the adopted key is
    of the other kind, or when the stack already holds a key at this address.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        tenant_role: str,
        guardians: Guardians | None,
        rotation_days: int = ROTATION.default,
        deletion_window_days: int = DELETION_WINDOW.default,
        delegate_use_to_iam: bool = False,
        kept_disabled: bool = False,
        multi_region: bool = False,
        replica_regions: tuple[str, ...] = (),
        adoption: Adoption | None = None,
        generation: int = 1,
        may_be_disabled: bool = False,
        vendor: Vendor = CAMUNDA,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares the key.

        id: becomes the Terraform address, `aws_kms_key.<id>`. Changing it plans to replace the key, which is refused.
        names: the environment's names; its account and region own the key.
        tenant_role: ARN of the cluster's role, as Camunda's Console shows it. Changing it takes the key from the old role.
        guardians: the customer's own people. A change is a change of the key's policy alone. None: the policy is the one that
            Camunda publishes, and the account's IAM alone says who may do what; meant for a key on its way into the kit's hands.
        rotation_days: days between automatic rotations, 365 unless given. A change leaves key and ARN as they are.
        deletion_window_days: days in which a scheduled deletion can be cancelled, 30 unless given; nobody may choose fewer.
        delegate_use_to_iam: whether administrators of the account's IAM may use the key as well. Not unless given; without
            guardians they may in any case.
        kept_disabled: whether somebody disabled the key on purpose and Terraform is to leave it so. Not unless given. It is for
            a key that exists: the policy lets no deployer disable one.
        multi_region: whether it is a multi-Region key, which can have replicas. Not unless given, and never to be changed: a plan
            that would is refused with the reason.
        replica_regions: regions that a multi-Region key may be replicated to. None unless given.
        adoption: the key, if it exists already: it is imported, and then all but its description becomes what is declared here.
            Unless given the key is made.
        generation: 1 unless given. A successor of a key stands beside it with the next number, at an address and with an alias
            of its own.
        may_be_disabled: whether Terraform leaves alone whether the key is enabled, as for one that another key has replaced and
            that break-glass disables before it ends. Unless given, the next deployment enables a disabled key.
        vendor: what the tenant role may do with the key, as its vendor publishes it; Camunda's list unless given. Another vendor
            changes the key's policy and description in place.
        provider: of the key's region. The stack's only one unless given.
        """
        super().__init__(scope, id)
        ROTATION.check(rotation_days, "rotation_days")
        DELETION_WINDOW.check(deletion_window_days, "deletion_window_days")
        if replica_regions and not multi_region:
            raise InputError(
                field="replica_regions",
                value=", ".join(replica_regions),
                problem="only a multi-Region key can be replicated",
                remedy="Give multi_region=True as well, when the key is made: it cannot be changed.",
            )
        if adoption and adoption.is_multi_region != multi_region:
            raise InputError(
                field="multi_region",
                value=str(multi_region),
                problem=f"{adoption.arn} is {'a' if adoption.is_multi_region else 'no'} multi-Region key",
                remedy=f"Give multi_region={adoption.is_multi_region}: KMS makes no key of one kind into one of the other.",
            )
        address = address_of(id, generation)
        given_alias = adoption.alias if adoption else None
        self.alias = given_alias or names.key_alias_of(generation)
        left_alone = ["is_enabled"] if may_be_disabled else []
        policy = policy_for(
            names,
            tenant_role=tenant_role,
            guardians=guardians,
            deletion_window_days=deletion_window_days,
            delegate_use_to_iam=delegate_use_to_iam,
            replica_regions=replica_regions,
            vendor=vendor,
        )
        if adoption:
            lifecycle = adoption.key_lifecycle(ignore_changes=["description", *left_alone])
        else:
            kind = KeyKind(self, "kind", address=address, multi_region=multi_region, region=names.region)
            lifecycle = TerraformResourceLifecycle(
                prevent_destroy=True,
                ignore_changes=left_alone or None,
                precondition=kind.preconditions,
            )
        key = frozen(
            self,
            KmsKey(
                self,
                "key",
                description=None if adoption else encryption_key_description(names, vendor, generation=generation),
                key_usage="ENCRYPT_DECRYPT",
                customer_master_key_spec="SYMMETRIC_DEFAULT",
                enable_key_rotation=True,
                rotation_period_in_days=rotation_days,
                deletion_window_in_days=deletion_window_days,
                multi_region=multi_region,
                is_enabled=False if kept_disabled else None,
                bypass_policy_lockout_safety_check=False,
                # Always explicit: a policy taken out of the configuration plans as "no change".
                policy=to_json(policy),
                tags={"Name": self.alias.removeprefix("alias/")},
                lifecycle=lifecycle,
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
        """The key as alarms take it."""
        return KeyReference(arn=self.arn, key_id=self.key_id)
