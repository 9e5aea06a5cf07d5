"""Every action that a KMS key policy can name, from the service's own description."""

from botocore.session import Session

PERMISSION_ONLY = ("ReEncryptFrom", "ReEncryptTo", "SynchronizeMultiRegionKey")
"""Actions that no operation of that name has: ReEncrypt needs the first two, KMS itself calls the third."""

OPERATIONS = frozenset(Session().get_service_model("kms").operation_names)

ACTIONS = tuple(sorted(f"kms:{name}" for name in (OPERATIONS - {"ReEncrypt"}) | set(PERMISSION_ONLY)))
