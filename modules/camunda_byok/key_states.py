"""States of a key that the KMS API knows. Source: AWS KMS developer guide, "Key states of AWS KMS keys"."""

ENABLED = "Enabled"
DISABLED = "Disabled"
PENDING_DELETION = "PendingDeletion"
PENDING_REPLICA_DELETION = "PendingReplicaDeletion"
"""Of a primary: its own window begins once its replicas are gone."""
PENDING_IMPORT = "PendingImport"
UNAVAILABLE = "Unavailable"
KEY_STATES = (ENABLED, DISABLED, PENDING_DELETION, PENDING_REPLICA_DELETION, PENDING_IMPORT, UNAVAILABLE, "Creating", "Updating")
TO_BE_DELETED = (PENDING_DELETION, PENDING_REPLICA_DELETION)
