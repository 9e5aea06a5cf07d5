"""What is known about condition keys: which follow from the principal, which are always there, which have several values.

Source: IAM user guide, "AWS global condition context keys", availability of each key; AWS KMS developer guide, "AWS KMS
condition keys". Every other key is free: a request may carry any value of it, or none.
"""

from camunda_byok.authorization.conditions import ABSENT
from camunda_byok.authorization.model import Principal

ALWAYS_PRESENT = frozenset(
    {"aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:viaawsservice", "aws:requestedregion"}
)

TRUTHS = frozenset(
    {
        "aws:securetransport",
        "aws:viaawsservice",
        "aws:principalisawsservice",
        "aws:multifactorauthpresent",
        "kms:bypasspolicylockoutsafetycheck",
        "kms:grantisforawsresource",
        "kms:multiregion",
    }
)
"""Keys whose only values are true and false, whatever operator reads them."""

SEVERAL_VALUES = frozenset(
    {
        "aws:tagkeys",
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:sourceorgpaths",
        "aws:resourceorgpaths",
        "kms:encryptioncontextkeys",
        "kms:grantoperations",
        "kms:resourcealiases",
    }
)

ONE_VALUE = frozenset(
    {
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceorgid",
        "aws:principalorgid",
        "aws:requestedregion",
        "aws:userid",
        "kms:viaservice",
        "kms:replicaregion",
    }
)
"""Keys that have one value even where a set operator reads them."""

FAMILIES = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "kms:encryptioncontext:")
"""Keys with a name in the key; each of them has one value."""

FOLLOWS = {
    "aws:epochtime": "aws:currenttime",
    "aws:tagkeys": "aws:requesttag/",
    "aws:principalorgpaths": "aws:principalorgid",
    "kms:encryptioncontextkeys": "kms:encryptioncontext:",
}
"""Keys whose values follow from other keys: where a decision hangs on both, it is undecided."""

UNMODELLED = frozenset({"aws:username", "aws:principalservicenameslist"})
"""Keys that follow from the principal in a way that is not modelled: what asks for them is undecided."""

_OF_PRINCIPAL = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "kms:calleraccount",
    }
)
_OF_IAM_PRINCIPALS = ("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/")
_UNKNOWN = ("holder", "CanonicalUser")
"""Kinds of principal about which nothing follows: their keys are free."""


def may_have_several(key: str) -> bool:
    """Whether a set operator on this key sees more than one value."""
    return key in SEVERAL_VALUES or not (key in ONE_VALUE or key in TRUTHS or key.startswith(FAMILIES))


def of_principal(key: str, principal: Principal) -> tuple[str, ...] | None:
    """Returns the values of a key that follow from the principal, ABSENT among them; None where the key is free.

    A service asks without ARN, account, tags and organization, an anonymous caller with the account `anonymous` alone. The
    `aws:PrincipalArn` of a session is its role's.
    """
    if principal.kind in _UNKNOWN:
        return None
    if key not in _OF_PRINCIPAL:
        signed_by_iam = principal.kind in ("AWS", "unique id")
        return ABSENT if not signed_by_iam and key.startswith(_OF_IAM_PRINCIPALS) else None
    return _following(principal).get(key, ABSENT)


def _following(principal: Principal) -> dict[str, tuple[str, ...]]:
    if principal.kind == "AWS":
        return _of_iam(principal)
    if principal.kind == "Service":
        return {"aws:principalisawsservice": ("true",), "aws:principalservicename": (principal.value,)}
    if principal.kind == "anonymous":
        return {"aws:principalaccount": ("anonymous",), "aws:principaltype": ("Anonymous",)}
    return {"aws:principalisawsservice": ("false",)}


def _of_iam(principal: Principal) -> dict[str, tuple[str, ...]]:
    resource = principal.value.split(":", 5)[-1]
    types = {"root": "Account", "user": "User", "role": "AssumedRole", "federated-user": "FederatedUser"}
    return {
        "aws:principalarn": (principal.value,),
        "aws:principalaccount": (principal.account,),
        "aws:principaltype": (types.get(resource.partition("/")[0], "User"),),
        "aws:principalisawsservice": ("false",),
        "kms:calleraccount": (principal.account,),
    }
