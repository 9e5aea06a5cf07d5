"""Who of the customer's own account may do what to a key, and the statements that hold them to it.

The people are named by a condition on `aws:PrincipalArn`, never as principals. A role named as principal is stored by its
unique id: when it is deleted and made again, access is gone in silence and the policy shows `AROA...`. The condition compares
the ARN as text, survives re-creation, allows the wildcard that IAM Identity Center's role names need, and cannot fail because
a role does not exist yet.

What that promises: without a change of this policy, of a named role or of its trust, nobody else can do these things. What it
cannot promise: ARN text can be had by whoever may create or assume a role of that name, so the right to create roles at those
paths and to change their trust is part of the key's protection. An administrator of the account's IAM can give himself both.

`Principal: <account root>` with a condition opens the door to the account's IAM, as every such statement does: the people also
need an IAM policy that allows the action.
"""

from dataclasses import dataclass

from camunda_byok.errors import InputError
from camunda_byok.names import Names
from camunda_byok.policies.documents import Statement, statement

READ_ACTIONS = (
    "kms:DescribeKey",
    "kms:GetKeyLastUsage",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
)

MANAGEMENT_ACTIONS = (
    *READ_ACTIONS,
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DeleteImportedKeyMaterial",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetParametersForImport",
    "kms:ImportKeyMaterial",
    "kms:PutKeyPolicy",
    "kms:ReplicateKey",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:SynchronizeMultiRegionKey",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
    "kms:UpdatePrimaryRegion",
)
"""What the account's IAM may delegate. Named one by one, so that a new KMS action never slips in, and without the
cryptographic actions, CreateGrant and RevokeGrant: an administrator of IAM cannot read what the key protects."""

ENDING_ACTIONS = ("kms:DisableKey", "kms:ScheduleKeyDeletion", "kms:DeleteImportedKeyMaterial")
"""Each of them freezes or destroys the data under the key."""

POLICY_ACTIONS = ("kms:PutKeyPolicy", "kms:ReplicateKey", "kms:UpdatePrimaryRegion")
"""Each of them can rewrite who may use the key: a replica shares the material and takes a policy of its own."""


@dataclass(frozen=True, kw_only=True)
class Guardians:
    """The customer's own roles and users around a key, as ARNs with their path.

    A wildcard is meant only beneath `role/aws-reserved/sso.amazonaws.com/`, where IAM Identity Center appends a suffix.

    Raises InputError when no deployer is named: nobody could then change the key's policy.
    """

    deployers: tuple[str, ...]
    """Run Terraform on the key; besides break-glass the only ones who may rewrite its policy. At least one."""
    administrators: tuple[str, ...] = ()
    """List and revoke grants. Empty: only break-glass does."""
    auditors: tuple[str, ...] = ()
    """Read everything about the key, and the log files. Empty: log files can be read by whom the account's IAM allows."""
    break_glass: tuple[str, ...] = ()
    """May disable the key and schedule its deletion. Empty: nobody may, until a deployer changes the policy."""

    def __post_init__(self) -> None:
        if not self.deployers:
            raise InputError(
                field="deployers",
                problem="no deployer is named, so nobody could ever change the key's policy",
                remedy="Name the role or user that runs Terraform, path included.",
            )

    @property
    def readers(self) -> tuple[str, ...]:
        """Who reads the key's settings and grants; deployers too, so that there is always somebody."""
        return _distinct(self.auditors, self.administrators, self.break_glass, self.deployers)

    @property
    def log_readers(self) -> tuple[str, ...]:
        return _distinct(self.auditors, self.administrators, self.break_glass)

    @property
    def revokers(self) -> tuple[str, ...]:
        return _distinct(self.administrators, self.break_glass)

    @property
    def policy_writers(self) -> tuple[str, ...]:
        return _distinct(self.deployers, self.break_glass)


def _distinct(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(arn for group in groups for arn in group))


def people_may(sid: str, names: Names, people: tuple[str, ...], actions: tuple[str, ...]) -> list[Statement]:
    """Returns the Allow for people of the account; nothing where there are none, for an empty list would match nobody."""
    if not people:
        return []
    return [
        statement(
            sid,
            "Allow",
            {"AWS": names.account_root},
            actions,
            condition={"ArnLike": {"aws:PrincipalArn": list(people)}},
        )
    ]


def _only(sid: str, people: tuple[str, ...], actions: tuple[str, ...]) -> Statement:
    # ArnNotLike also matches a request without a principal ARN, which is right for a Deny. An empty list would be refused or
    # match nobody, so where nobody is named the Deny has no condition and binds everybody.
    condition = {"ArnNotLike": {"aws:PrincipalArn": list(people)}} if people else None
    return statement(sid, "Deny", "*", actions, condition=condition)


def account_manages(names: Names) -> Statement:
    return statement("AccountManagesKey", "Allow", {"AWS": names.account_root}, MANAGEMENT_ACTIONS)


def denies(guardians: Guardians, *, deletion_window_days: int, replica_regions: tuple[str, ...] = ()) -> list[Statement]:
    """Returns the Denies that stand around a key. None of them names an action that a user of the key needs."""
    elsewhere = {"StringNotEquals": {"kms:ReplicaRegion": list(replica_regions)}} if replica_regions else None
    return [
        _only("OnlyBreakGlassEndsKey", guardians.break_glass, ENDING_ACTIONS),
        statement(
            "NoShorterDeletionWindow",
            "Deny",
            "*",
            ["kms:ScheduleKeyDeletion"],
            condition={"NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": str(deletion_window_days)}},
        ),
        _only("OnlyDeployersChangePolicy", guardians.policy_writers, POLICY_ACTIONS),
        statement("NoReplicaElsewhere", "Deny", "*", ["kms:ReplicateKey"], condition=elsewhere),
        statement(
            "NoLockoutCheckBypass",
            "Deny",
            "*",
            ["kms:PutKeyPolicy", "kms:ReplicateKey"],
            condition={"Bool": {"kms:BypassPolicyLockoutSafetyCheck": "true"}},
        ),
    ]
