"""What `byok prove` takes: of who runs it, and of everybody who tries."""

from camunda_byok.permissions.commands import FIND
from camunda_byok.permissions.keys import on_cluster_keys, read_any_key
from camunda_byok.permissions.looking import people
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import write_records
from camunda_byok.permissions.trail import buckets, trail

TRIED = (
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DisableKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ListGrants",
    "kms:PutKeyPolicy",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:ReplicateKey",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
)
"""What operations/key_proof.py has people try that the key policy decides; it leaves reading, rotation and enabling to IAM."""


def prove(scope: Scope) -> tuple[Permission, ...]:
    """Finds the key, sees that nobody stands on it, takes the people's roles, and looks at trail and buckets afterwards."""
    own = scope.environment.own_trail is not None
    assumed = (scope.environment.camunda.tenant_role, *(arn for arn in people(scope) if ":user/" not in arn))
    return (
        *on_cluster_keys(
            scope,
            "Prove",
            "see that nobody stands on the key, and how it is",
            *FIND,
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
        ),
        Permission(
            sid="ActAsPeople",
            purpose="let the people of the proof try; those whom only --person names are to be added",
            actions=("sts:AssumeRole",),
            resources=assumed,
        ),
        trail(
            scope,
            "see what the trail records",
            "cloudtrail:GetEventSelectors",
            "cloudtrail:GetTrail",
            "cloudtrail:GetTrailStatus",
        ),
        *([read_any_key(scope, *FIND)] if own else []),
        *buckets(
            scope,
            "see that buckets are private, encrypted and locked",
            "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketVersioning",
            "s3:GetEncryptionConfiguration",
        ),
        *write_records(scope),
    )


def try_everything(scope: Scope) -> tuple[Permission, ...]:
    """Besides his own policy: IAM allows everybody what the key policy decides, so that a denial is the key policy's."""
    return on_cluster_keys(scope, "Try", "be refused by the key policy, and not by IAM", *TRIED)
