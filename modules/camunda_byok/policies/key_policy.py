"""The policy of the key that Camunda encrypts with: ours, and the one that Camunda publishes."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, document, statement
from camunda_byok.policies.guardians import READ_ACTIONS, Guardians, account_manages, denies, people_may
from camunda_byok.policies.vendor import CAMUNDA, Vendor, vendor_uses_key


def policy_for(
    names: Names,
    *,
    tenant_role: str,
    guardians: Guardians | None,
    deletion_window_days: int = 30,
    delegate_use_to_iam: bool = False,
    replica_regions: tuple[str, ...] = (),
    vendor: Vendor = CAMUNDA,
) -> Document:
    """Returns the key policy with these guardians; without any, the one that Camunda publishes."""
    if guardians is None:
        return camunda_policy(names, tenant_role=tenant_role)
    return key_policy(
        names,
        tenant_role=tenant_role,
        guardians=guardians,
        deletion_window_days=deletion_window_days,
        delegate_use_to_iam=delegate_use_to_iam,
        replica_regions=replica_regions,
        vendor=vendor,
    )


def camunda_policy(names: Names, *, tenant_role: str) -> Document:
    """Returns the policy that Camunda publishes, word for word: the account's IAM may do everything, the tenant role its eight.

    It is the step between a key that somebody made by Camunda's instructions and `key_policy`.
    Source: Camunda docs, SaaS, BYOK, `aws-kms-key-policy.json`.
    """
    cluster = {"AWS": tenant_role}
    grants = "Allow Camunda tenant IAM Role to create grants for provisioning encrypted EBS volumes"
    return document(
        statement("Enable IAM user permissions", "Allow", {"AWS": names.account_root}, ["kms:*"]),
        statement("Allow Camunda tenant IAM Role basic key access", "Allow", cluster, CAMUNDA.cryptographic_actions),
        statement(grants, "Allow", cluster, CAMUNDA.grant_actions),
    )


def key_policy(
    names: Names,
    *,
    tenant_role: str,
    guardians: Guardians,
    deletion_window_days: int = 30,
    delegate_use_to_iam: bool = False,
    replica_regions: tuple[str, ...] = (),
    vendor: Vendor = CAMUNDA,
) -> Document:
    """Returns the key policy.

    tenant_role: ARN shown by Camunda's Console for the cluster. It must exist when the policy is put, or KMS refuses it.
    guardians: the customer's own people.
    deletion_window_days: shortest waiting period with which anybody, break-glass included, may schedule the deletion.
    delegate_use_to_iam: adds the statement that Camunda publishes, account root with `kms:*`. Any administrator of the
        account's IAM can then decrypt, grant and revoke; the Denies still hold. By default IAM delegates management alone.
    replica_regions: regions that the key may be replicated to; by default none.
    vendor: what the tenant role may do; what Camunda publishes unless given.
    """
    delegation = [statement("AccountDelegatesUseToIam", "Allow", {"AWS": names.account_root}, ["kms:*"])]
    return document(
        account_manages(names),
        *(delegation if delegate_use_to_iam else []),
        *vendor_uses_key(vendor, tenant_role),
        *people_may("GuardiansRead", names, guardians.readers, (*READ_ACTIONS, "kms:ListGrants")),
        *people_may("AdministratorsRevokeGrants", names, guardians.revokers, ("kms:RevokeGrant",)),
        *denies(guardians, deletion_window_days=deletion_window_days, replica_regions=replica_regions),
    )
