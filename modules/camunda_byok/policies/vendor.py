"""What a vendor of software as a service does with a customer's key, as data.

The kit is made for Camunda. Another vendor that asks for a key of the customer's own differs in what its role has to be allowed,
and in nothing else: rotation, guardians, trail and alarms are the customer's side.
"""

import re
from dataclasses import dataclass

from camunda_byok.errors import InputError
from camunda_byok.policies.documents import Statement, statement

CRYPTOGRAPHIC_ACTIONS = (
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:DescribeKey",
    "kms:GetKeyRotationStatus",
    "kms:GenerateDataKey*",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
)
GRANT_ACTIONS = ("kms:CreateGrant", "kms:ListGrants", "kms:RetireGrant", "kms:RevokeGrant")
"""Both lists together are what KMS permits to another account at all, on a symmetric key: any other action would be dead text in
the policy. Source: AWS KMS developer guide, "Allowing users in other accounts to use a KMS key"."""


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """Who uses the key from another account, and for what.

    Raises InputError when an action is one that KMS permits to no other account, or the name could not be part of a Sid.
    """

    name: str
    """Letters and digits. Begins the Sids of the vendor's statements; a change is a change of the key's policy alone."""
    product: str
    """What the key protects, as people call it. Begins the key's description."""
    cryptographic_actions: tuple[str, ...]
    """What the vendor's role may do with the key itself. At least one."""
    grant_actions: tuple[str, ...] = ()
    """What it may do with grants, through which AWS services such as EBS use the key for it. Nothing unless given."""
    source: str
    """Where the vendor publishes these lists, for whoever reviews them."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", self.name):
            raise InputError(
                field="name",
                value=self.name,
                problem="a vendor's name begins the Sids of its statements and cannot be this",
                allowed="letters and digits, beginning with a letter",
                remedy="Leave out spaces and signs; `product` takes the full name.",
            )
        if not self.cryptographic_actions:
            raise InputError(
                field="cryptographic_actions",
                problem="a vendor that may do nothing with the key does not need one",
                remedy="Take the list from what the vendor publishes.",
            )
        _check("cryptographic_actions", self.cryptographic_actions, CRYPTOGRAPHIC_ACTIONS)
        _check("grant_actions", self.grant_actions, GRANT_ACTIONS)


def _check(field: str, actions: tuple[str, ...], possible: tuple[str, ...]) -> None:
    for action in actions:
        if action not in possible:
            raise InputError(
                field=field,
                value=action,
                problem="KMS permits this action to no other account, or it belongs into another list",
                allowed=", ".join(possible),
                remedy="Write the actions as they are written here, and leave out what another account cannot do.",
            )


CAMUNDA = Vendor(
    name="Camunda",
    product="Camunda 8 SaaS",
    cryptographic_actions=("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GenerateDataKey*"),
    grant_actions=("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"),
    source="Camunda docs: SaaS, BYOK, AWS KMS setup",
)
"""Exactly what Camunda publishes. Camunda asks that its role not be restricted from these actions, so no condition is put on them
and no Deny of the key's policy names any of them."""


def vendor_uses_key(vendor: Vendor, role: str) -> list[Statement]:
    """Returns the statements for the vendor's role; none about grants where it needs none.

    It is another account's role, so it must be a principal: KMS lets another account in only by name.
    """
    principal = {"AWS": role}
    uses = statement(f"{vendor.name}UsesKey", "Allow", principal, vendor.cryptographic_actions)
    if not vendor.grant_actions:
        return [uses]
    return [uses, statement(f"{vendor.name}ManagesGrants", "Allow", principal, vendor.grant_actions)]
