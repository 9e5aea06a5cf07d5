"""What is needed of S3 besides: Terraform's state with its lock, and the records of what commands changed."""

from camunda_byok.environment import S3State
from camunda_byok.evidence_settings import EvidenceBucket
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope


def use_state(scope: Scope, *, writing: bool) -> tuple[Permission, ...]:
    """To read, lock and perhaps write the state, where it is in S3. Locking writes the lock file beside the state alone."""
    state = scope.environment.state
    if not isinstance(state, S3State):
        return ()
    bucket = f"arn:{scope.environment.names.partition}:s3:::{state.bucket}"
    states = f"{bucket}/{state.prefix}/{scope.environment.name}/*"
    encrypted = Permission(
        sid="StateKey",
        purpose="open and write the state under its own key",
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        resources=(state.kms_key or "",),
    )
    return (
        Permission(sid="ListStates", purpose="find states", actions=("s3:ListBucket",), resources=(bucket,)),
        Permission(sid="ReadState", purpose="read the state", actions=("s3:GetObject",), resources=(states,)),
        Permission(
            sid="WriteState" if writing else "LockState",
            purpose="write the state and lock it" if writing else "lock the state, and change nothing in it",
            actions=("s3:DeleteObject", "s3:PutObject"),
            resources=(states if writing else f"{states}.tflock",),
        ),
        *([encrypted] if state.kms_key else []),
    )


def write_records(scope: Scope) -> tuple[Permission, ...]:
    """To leave a record of what is changed, where records are kept in a bucket."""
    place = scope.environment.evidence
    if not isinstance(place, EvidenceBucket):
        return ()
    objects = f"arn:{scope.environment.names.partition}:s3:::{place.bucket}/{place.prefix}/{scope.environment.name}/*"
    return (
        Permission(sid="WriteRecords", purpose="leave a record of each change", actions=("s3:PutObject",), resources=(objects,)),
    )
