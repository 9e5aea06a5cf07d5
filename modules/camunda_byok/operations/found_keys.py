"""The keys of an environment as they are: looked for by ARN or alias, never by a state file."""

from dataclasses import dataclass
from typing import Any

from camunda_byok.aws.answers import Absence, Asked, answer, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.key_generations import KeyGeneration, RegionalKey

TITLES = ("key", "second key")
"""What people call the keys of the first and the second region."""


@dataclass(frozen=True, kw_only=True)
class SoughtKey:
    """A key that an environment has."""

    title: str
    """What people call it, such as `key` or `second key`."""
    region: str
    reference: str
    """Its ARN, or an alias that leads to it."""
    address: str
    """Its address in a picture of the environment."""
    description: str | None = None
    """What KMS says of the key that the kit made; None where it is another's, or was given by its ARN."""


@dataclass(frozen=True, kw_only=True)
class FoundKey:
    """A key that was looked for, and what KMS said."""

    sought: SoughtKey
    metadata: dict[str, Any] | Absence | Unknown
    """As DescribeKey gives it; `ABSENT` where there is no such key."""
    tags: dict[str, str] | Unknown

    @property
    def region(self) -> str:
        return self.sought.region

    @property
    def arn(self) -> str | None:
        """The key's ARN; None where KMS did not give it."""
        return self.metadata["Arn"] if isinstance(self.metadata, dict) else None

    @property
    def id(self) -> str:
        """How KMS is told which key: its ARN, or what it was looked for by."""
        return self.arn or self.sought.reference

    @property
    def state(self) -> str | Absence | Unknown:
        return self.metadata["KeyState"] if isinstance(self.metadata, dict) else self.metadata

    @property
    def doubt(self) -> str:
        """Why this is perhaps another key than the one that is meant, as a sentence; empty where it is not in doubt.

        Whoever may change an alias can let it lead to any key of the account.
        """
        meant, said = self.sought.description, self.metadata
        if meant is None or not isinstance(said, dict) or said.get("Description", meant) == meant:
            return ""
        return (
            f"{self.sought.reference} in {self.region} leads to {self.arn}, which does not say of itself that it is this "
            "environment's: see by byok status whether somebody changed the alias."
        )

    @property
    def is_replica(self) -> bool:
        """Whether it is surely one."""
        return isinstance(self.metadata, dict) and (
            self.metadata.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType") == "REPLICA"
        )


def sought_keys(environment: Environment, generation: KeyGeneration | None = None) -> tuple[SoughtKey, ...]:
    """Returns the keys of a generation, of the current one unless given, the first region's first."""
    keys = (generation or environment.current_key).keys
    return tuple(sought_key(environment, key, title) for title, key in zip(TITLES, keys, strict=False))


def sought_key(environment: Environment, key: RegionalKey, title: str) -> SoughtKey:
    """Returns what to look for. title: what people call it."""
    return SoughtKey(
        title=title,
        region=key.region,
        reference=key.reference,
        address=key.place,
        description=None if key.arn else encryption_key_description(environment.names, generation=key.generation),
    )


def found_keys(
    environment: Environment, clients: Clients, generation: KeyGeneration | None = None, *, tags: bool = True
) -> tuple[FoundKey, ...]:
    """Returns the keys of a generation, of the current one unless given, with what KMS says of them.

    tags: whether to ask for them, which takes a permission of its own.

    Raises InputError where the credentials are wrong.
    """
    sought = sought_keys(environment, generation)
    found = together({key: lambda key=key: find_key(key, clients, tags=tags) for key in sought})
    return tuple(FoundKey(sought=key, metadata=one, tags=one) if isinstance(one, Unknown) else one for key, one in found.items())


def find_key(sought: SoughtKey, clients: Clients, *, tags: bool = True) -> FoundKey:
    """Returns one key with what KMS says of it. tags: whether to ask for them."""
    kms = clients("kms", sought.region)
    metadata: dict[str, Any] | Absence | Unknown = answer(
        lambda: kms.describe_key(KeyId=sought.reference)["KeyMetadata"],
        Asked(action="kms:DescribeKey", region=sought.region),
    )
    if not isinstance(metadata, dict):
        unsaid = metadata if isinstance(metadata, Unknown) else Unknown("there is no such key")
        return FoundKey(sought=sought, metadata=metadata, tags=unsaid)
    if not tags:
        return FoundKey(sought=sought, metadata=metadata, tags=Unknown("nobody asked for them"))
    said = answer(
        lambda: {tag["TagKey"]: tag["TagValue"] for tag in pages(kms, "list_resource_tags", "Tags", KeyId=metadata["Arn"])},
        Asked(action="kms:ListResourceTags", region=sought.region),
    )
    return FoundKey(
        sought=sought,
        metadata=metadata,
        tags=Unknown("KMS says that there is no such key") if isinstance(said, Absence) else said,
    )
