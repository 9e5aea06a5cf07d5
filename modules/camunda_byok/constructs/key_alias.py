"""The alias that leads to a key."""

from camunda_byok.bindings import Construct, KmsAlias, KmsKey, KmsReplicaKey, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.adoption import Adoption


def add_alias(
    scope: Construct,
    name: str,
    key: KmsKey | KmsReplicaKey,
    *,
    address: str,
    adoption: Adoption | None,
    provider: TerraformProvider | None,
) -> None:
    """Adds `aws_kms_alias.<address>`: the adopted key's own alias, which is imported, or a new one."""
    is_theirs = adoption is not None and adoption.alias == name
    alias = KmsAlias(
        scope,
        "alias",
        name=name,
        target_key_id=key.key_id,
        lifecycle=adoption.alias_lifecycle() if adoption and is_theirs else None,
        provider=provider,
    )
    frozen(scope, alias, address)
    if is_theirs:
        alias.import_from(name)
