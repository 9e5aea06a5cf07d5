"""What each command that works on keys needs, and no more. `looking.py` has those that look at a whole environment."""

from camunda_byok.permissions.keys import list_keys, on_cluster_keys
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import write_records

FIND = ("kms:DescribeKey",)
"""How every command finds the cluster's keys."""
FIND_WITH_TAGS = (*FIND, "kms:ListResourceTags")
"""How one finds them that reads what other commands, or Terraform, wrote on them."""
ROTATIONS = ("kms:GetKeyRotationStatus", "kms:ListKeyRotations")


def freeze(scope: Scope) -> tuple[Permission, ...]:
    return (
        *on_cluster_keys(
            scope,
            "Freeze",
            "disable the cluster's keys and write on them who did",
            *FIND_WITH_TAGS,
            "kms:DisableKey",
            "kms:TagResource",
        ),
        *write_records(scope),
    )


def thaw(scope: Scope) -> tuple[Permission, ...]:
    """With `--restore-policy`, which finds a key that its own policy hides by the list of aliases."""
    return (
        *on_cluster_keys(
            scope,
            "Thaw",
            "bring the cluster's keys back, with their policy, and see that they recovered",
            *FIND_WITH_TAGS,
            "kms:CancelKeyDeletion",
            "kms:EnableKey",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
            "kms:PutKeyPolicy",
            "kms:UntagResource",
        ),
        list_keys(every=False),
        *write_records(scope),
    )


def rotate(scope: Scope) -> tuple[Permission, ...]:
    return (
        *on_cluster_keys(
            scope,
            "Rotate",
            "rotate the cluster's keys and wait until it is done",
            *FIND,
            *ROTATIONS,
            "kms:GetKeyPolicy",
            "kms:RotateKeyOnDemand",
        ),
        *write_records(scope),
    )


def rotations(scope: Scope) -> tuple[Permission, ...]:
    return on_cluster_keys(scope, "SeeRotations", "see when the cluster's keys rotated", *FIND, *ROTATIONS)


def import_material(scope: Scope) -> tuple[Permission, ...]:
    return (
        *on_cluster_keys(
            scope,
            "ImportMaterial",
            "import material into the cluster's keys",
            *FIND,
            *ROTATIONS,
            "kms:GetParametersForImport",
            "kms:ImportKeyMaterial",
        ),
        *write_records(scope),
    )


def can(scope: Scope) -> tuple[Permission, ...]:
    return (
        *on_cluster_keys(
            scope,
            "ReadAccess",
            "read whom the cluster's keys let in",
            *FIND,
            "kms:GetKeyPolicy",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
        ),
        Permission(
            sid="FindRole",
            purpose="find the role of a session, and its path",
            actions=("iam:GetRole",),
            resources=(scope.environment.names.iam_arn("role/*"),),
            wide="anybody may be asked about",
        ),
    )
