"""The field `key` of an environment: the key of its cluster, and the one that takes its place or made room for it."""

from typing import Annotated, Literal, cast

from pydantic import Discriminator, Field, Tag

from camunda_byok import fields, limits
from camunda_byok.settings import Settings

SecondKind = Literal["replica", "independent"]
"""What the key of the second region is: a replica of the first, or one that shares nothing with it."""
PolicyKind = Literal["keep", "camunda", "strict"]
"""How far the kit takes hold of a key that was taken over."""


class KeySettings(Settings):
    """The settings of a key that Terraform makes or has taken over."""

    rotation_days: limits.RotationDays = limits.ROTATION.default
    """Days between automatic rotations; a year unless given. A change moves the next one; key id and ARN stay."""
    deletion_window_days: limits.DeletionWindowDays = limits.DELETION_WINDOW.default
    """Days in which a scheduled deletion can be cancelled, and the least that anybody may schedule. The longest unless
    given; production demands that. A shorter one leaves less time to notice: what is encrypted is lost at its end."""
    administrators: Annotated[tuple[fields.PersonArn, ...], Field(strict=False)] = ()
    """Roles and users who may rotate and enable the key, cancel its deletion, tag it, and list and revoke its grants.
    Nobody unless given, besides whom the account's IAM permits. They cannot use, disable, delete or share the key."""
    auditors: Annotated[tuple[fields.PersonArn, ...], Field(strict=False)] = ()
    """Roles and users who may read the key's settings, policy, grants and rotations. Nobody unless given, besides whom the
    account's IAM permits."""
    break_glass: Annotated[tuple[fields.PersonArn, ...], Field(strict=False)] = ()
    """Roles and users who alone may disable the key and schedule its deletion. Unless given nobody may, before a deployer has
    changed the policy; production demands one."""
    delegate_use_to_iam: bool = False
    """Whether the account's IAM may also permit *use* of the key, as in the policy that Camunda publishes (`kms:*`). Unless
    true, an IAM administrator of the account cannot decrypt what Camunda encrypts without changing the key policy."""
    frozen: bool = False
    """Whether somebody froze the key on purpose by `byok freeze`, and Terraform is to leave it disabled. It neither freezes nor
    thaws: a plan that would is blocked. Written after a freeze, taken away after `byok thaw`; never for a key yet to be made."""


class TakenOver(Settings):
    """A key that exists and is taken over."""

    adopt: fields.KeyArn
    """ARN of the key, in the environment's account and region; of a multi-Region key the primary. Leave it here for good:
    Terraform then refuses every other key in its place."""
    second_adopt: fields.KeyArn | None = None
    """ARN of the second region's key, which `second_region` demands: the replica of the first, or a key of its own."""
    alias: fields.KeyAlias | None = None
    """Alias that leads to the key already, to be taken over with it. Without one none is touched, and once `policy` is no
    longer `keep` the kit adds its own, `alias/camunda/<name>`."""
    second_alias: fields.KeyAlias | None = None
    """The same for the second region. Aliases are not replicated."""
    policy: PolicyKind = "keep"
    """How far the kit takes hold of the key. `keep`, unless given: nothing of it changes, neither policy nor rotation nor tags.
    `camunda`: rotation and tags are the kit's, the policy is the one that Camunda publishes, so the account's IAM may do
    everything. `strict`: the kit's own policy, as a key has that it made. Each step is a plan of its own."""


class OwnedElsewhere(Settings):
    """A key that is owned elsewhere."""

    arn: fields.KeyArn
    """ARN of the key itself, not of an alias. It must be in the environment's account and region, because AWS reports what
    happens to a key only there."""
    second_arn: fields.KeyArn | None = None
    """ARN of the second region's key, which `second_region` demands: the replica of the first, or a key of its own."""


class Beside(Settings):
    """What a key that stands beside the cluster's has of its own. Everything else is as the fields of `key` say."""

    tenant_role: fields.TenantRoleArn | None = None
    """ARN of the tenant role that uses this key, where a new cluster takes over from the old one. `camunda.tenant_role` unless
    given: one cluster, for which Camunda's support exchanges the key."""


class Successor(Beside):
    """A key that is to take the place of this one: made beside it, as the next generation, and watched as well."""

    withdrawn: bool = False
    """Whether it is given up again. `true`: Terraform lets go of it and destroys no key; it stays on AWS, unwatched, for
    break-glass to end. Without this line Terraform would try to destroy it."""


class ExistingSuccessor(OwnedElsewhere, Beside):
    """A key that is to take the place of this one and is owned elsewhere as well: watched only."""


class MadePredecessor(Beside):
    """The key whose place this one took, made by the kit: kept beside it and watched until it is left out."""


class AdoptedPredecessor(TakenOver, Beside):
    """The key whose place this one took, which had been taken over: the fields are those that `key` had then."""


class ExistingPredecessor(OwnedElsewhere, Beside):
    """The key whose place this one took, owned elsewhere, or let go by Terraform before its end: watched only."""


def _kind(value: object) -> str:
    given = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if "arn" in given or isinstance(value, OwnedElsewhere):
        return "existing"
    return "adopted" if "adopt" in given or isinstance(value, TakenOver) else "managed"


Predecessor = Annotated[
    Annotated[MadePredecessor, Tag("managed")]
    | Annotated[AdoptedPredecessor, Tag("adopted")]
    | Annotated[ExistingPredecessor, Tag("existing")],
    Discriminator(_kind),
]


class ManagedKey(KeySettings):
    """A key that this kit creates and keeps."""

    second_key: SecondKind | None = None
    """What the second region gets; only with `second_region`. `replica`: a multi-Region key and its replica, which share
    one key material: either opens what the other closed. `independent`: two single-Region keys, each with material and
    rotation of its own, for those whose key material must not leave a jurisdiction. A replica unless given. It can never be
    changed: KMS makes no key of one kind into one of the other, and Terraform refuses to try."""
    generation: limits.Generation = limits.GENERATION.default
    """Which of the cluster's keys this is; the first unless given. Each generation has an address and an alias of its own, the
    second `aws_kms_key.key_2` and `alias/camunda/<name>/2`. It only ever grows, by one at a time: see docs/replacing-a-key.md."""
    successor: Successor | None = None
    """The key that is to take its place. None unless given. Terraform makes it beside this one, which stays as it is."""
    predecessor: Predecessor | None = None
    """The key whose place it took. None unless given: Terraform then lets go of every earlier generation and destroys none."""


class AdoptedKey(TakenOver, KeySettings):
    """A key that exists, serves a cluster, and is taken over: the first plan imports it and changes nothing."""

    successor: Successor | None = None
    """The key that is to take its place, made by the kit with its own policy. None unless given."""


class ExistingKey(OwnedElsewhere):
    """A key that is owned elsewhere: watched and operated only, never changed by Terraform."""

    generation: limits.Generation = limits.GENERATION.default
    """Which of the cluster's keys this is; the first unless given."""
    successor: ExistingSuccessor | None = None
    """The key that is to take its place, owned elsewhere as well. None unless given. Of one that the kit makes, write this key
    as its predecessor."""
    predecessor: ExistingPredecessor | None = None
    """The key whose place it took. None unless given."""


Key = Annotated[
    Annotated[ManagedKey, Tag("managed")] | Annotated[AdoptedKey, Tag("adopted")] | Annotated[ExistingKey, Tag("existing")],
    Discriminator(_kind),
]
