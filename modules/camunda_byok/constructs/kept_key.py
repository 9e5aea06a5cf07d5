"""A key that was taken over and of which nothing changes."""

from camunda_byok.bindings import Construct, KmsKey, KmsReplicaKey, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.key_alias import add_alias
from camunda_byok.key_reference import KeyReference


class KeptKey(Construct):
    """A key that exists, in Terraform's state and left as it is: its policy, rotation, tags, description, state and alias.

    The first plan imports it and does nothing else. Its addresses are those of an `EncryptionKey` or a `ReplicaKey` of the same
    id, which may take its place in a later plan and then change it in place.

    Results: `arn`, `alias` (None where none was taken over), `reference`.

    Raises InputError when the stack already holds a key at this address.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        adoption: Adoption,
        primary_arn: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares the key.

        id: becomes the Terraform address, `aws_kms_key.<id>`, or `aws_kms_replica_key.<id>` of a replica.
        adoption: the key, and its alias if it has one.
        primary_arn: ARN of the primary, where the key is its replica. Unless given, the key is a primary or a single-Region key.
        provider: of the key's region. The stack's only one unless given.
        """
        super().__init__(scope, id)
        lifecycle = adoption.key_lifecycle(ignore_changes="all")
        key: KmsKey | KmsReplicaKey
        if primary_arn is None:
            key = KmsKey(self, "key", lifecycle=lifecycle, provider=provider)
        else:
            key = KmsReplicaKey(self, "key", primary_key_arn=primary_arn, lifecycle=lifecycle, provider=provider)
        frozen(self, key, id).import_from(adoption.import_id)
        if adoption.alias:
            add_alias(self, adoption.alias, key, address=id, adoption=adoption, provider=provider)
        self.arn = adoption.arn
        self.alias = adoption.alias

    @property
    def reference(self) -> KeyReference:
        """The key as alarms take it."""
        return KeyReference.of_arn(self.arn)
