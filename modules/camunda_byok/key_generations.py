"""The keys of one cluster in the order of their generations: one as a rule, two while one takes the place of the other.

Pure: what there is of each key, where it is and what it is called, known without Terraform or AWS.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from camunda_byok import arns
from camunda_byok.key_settings import (
    AdoptedKey,
    Beside,
    ExistingKey,
    Key,
    KeySettings,
    ManagedKey,
    OwnedElsewhere,
    PolicyKind,
    SecondKind,
    Successor,
    TakenOver,
)
from camunda_byok.names import Names, address_of

Role = Literal["predecessor", "current", "successor"]
"""What a key is to the cluster: the key itself, or the one that stands beside it, before or after."""


@dataclass(frozen=True, kw_only=True)
class RegionalKey:
    """The key of one generation in one region."""

    generation: int
    region: str
    arn: str | None
    """None where AWS gives it to a key that is made."""
    alias: str | None
    """The alias that the environment makes or has taken over; None where there is none, as for a key that is owned elsewhere."""
    alias_taken_over: bool
    """Whether the alias was there before the kit."""
    name: str
    """The frozen name in Terraform addresses, such as `key` and `second_key_2`: of the key, its alias and its record."""
    address: str | None
    """Terraform address in the key stack; None where the key is owned elsewhere."""
    is_multi_region: bool

    @property
    def place(self) -> str:
        """Its address in a picture of the environment: Terraform's, or one by its ARN where it is owned elsewhere."""
        return self.address or f"key {self.arn}"

    @property
    def reference(self) -> str:
        """By what KMS finds it: its ARN where somebody said it, else its alias."""
        found = self.arn or self.alias
        assert found, "a key that the kit makes has an alias, and any other an ARN"
        return found


@dataclass(frozen=True, kw_only=True)
class KeyGeneration:
    """One generation: a key and, with a second region, the key there."""

    generation: int
    role: Role
    tenant_role: str
    """ARN of the Camunda role that uses it."""
    policy: PolicyKind | None
    """How far the kit takes hold of it: `strict` where it made it; None where it is owned elsewhere."""
    second_kind: SecondKind | None
    """What the second region's key is, or None where there is none."""
    frozen: bool
    """Whether somebody froze it on purpose, and Terraform leaves it disabled."""
    keys: tuple[RegionalKey, ...]
    """The first region's before the second's."""

    @property
    def first(self) -> RegionalKey:
        return self.keys[0]

    @property
    def second(self) -> RegionalKey | None:
        return self.keys[1] if len(self.keys) > 1 else None

    def in_region(self, region: str) -> RegionalKey:
        """Returns the key of one of the environment's regions."""
        return next(key for key in self.keys if key.region == region)

    @property
    def is_managed(self) -> bool:
        """Whether Terraform makes it or has taken it over."""
        return self.policy is not None

    @property
    def may_be_disabled(self) -> bool:
        """Whether break-glass may keep it disabled, as the last step before its end: Terraform then does not enable it."""
        return self.role == "predecessor"


def key_generations(key: Key, *, tenant_role: str, names: Names, second_names: Names | None) -> tuple[KeyGeneration, ...]:
    """Returns the generations that are declared, the earliest first. One that was withdrawn is none of them."""
    number = 1 if isinstance(key, AdoptedKey) else key.generation
    regions = [names, *([second_names] if second_names else [])]
    kind_of_made: SecondKind = "replica"
    if isinstance(key, ManagedKey):
        kind_of_made = key.second_key or "replica"
    elif len(regions) > 1:
        kind_of_made = _kind_of(_arns(key))

    def generation(number: int, role: Role, given: ManagedKey | TakenOver | OwnedElsewhere | Beside) -> KeyGeneration:
        said = _arns(given)
        kind = (_kind_of(said) if said[0] else kind_of_made) if len(regions) > 1 else None
        policy: PolicyKind | None = "strict"
        if isinstance(given, OwnedElsewhere):
            policy = None
        elif isinstance(given, TakenOver):
            policy = given.policy
        return KeyGeneration(
            generation=number,
            role=role,
            tenant_role=(isinstance(given, Beside) and given.tenant_role) or tenant_role,
            policy=policy,
            second_kind=kind,
            frozen=isinstance(given, KeySettings) and given.frozen,
            keys=tuple(_key(place, region, number, given, arn=said[place], kind=kind) for place, region in enumerate(regions)),
        )

    def declared() -> Iterator[KeyGeneration]:
        if not isinstance(key, AdoptedKey) and key.predecessor:
            yield generation(number - 1, "predecessor", key.predecessor)
        yield generation(number, "current", key)
        if key.successor and not (isinstance(key.successor, Successor) and key.successor.withdrawn):
            yield generation(number + 1, "successor", key.successor)

    return tuple(declared())


def addresses_let_go(key: Key) -> tuple[str, ...]:
    """Returns the addresses of generations that are not declared and that Terraform, where it has them, shall forget.

    Of earlier ones that is all: an alias leads to its key until the key ends. A successor that was withdrawn keeps no alias, for
    the next one to have it.
    """
    if isinstance(key, ExistingKey):
        return ()
    number = 1 if isinstance(key, AdoptedKey) else key.generation
    kept = isinstance(key, ManagedKey) and key.predecessor and not isinstance(key.predecessor, OwnedElsewhere)
    earlier = range(1, number - 1 if kept else number)
    withdrawn = (number + 1,) if key.successor and key.successor.withdrawn else ()
    keys = ("aws_kms_key.key", "aws_kms_key.second_key", "aws_kms_replica_key.second_key")
    records = ("terraform_data.key", "terraform_data.second_key")
    aliases = ("aws_kms_alias.key", "aws_kms_alias.second_key")
    return (
        *(address_of(each, generation) for generation in earlier for each in (*keys, *records, *aliases)),
        *(address_of(each, generation) for generation in withdrawn for each in (*keys, *records)),
    )


def _key(place: int, names: Names, generation: int, given: object, *, arn: str | None, kind: SecondKind | None) -> RegionalKey:
    name = address_of("second_key" if place else "key", generation)
    type = "aws_kms_replica_key" if place and kind == "replica" else "aws_kms_key"
    theirs: str | None = None
    alias: str | None = names.key_alias_of(generation)
    if isinstance(given, OwnedElsewhere):
        alias = None
    elif isinstance(given, TakenOver):
        theirs = given.second_alias if place else given.alias
        alias = theirs or (None if given.policy == "keep" else alias)
    return RegionalKey(
        generation=generation,
        region=names.region,
        arn=arn,
        alias=alias,
        alias_taken_over=theirs is not None,
        name=name,
        address=None if isinstance(given, OwnedElsewhere) else f"{type}.{name}",
        is_multi_region=arns.is_multi_region(arn) if arn else kind == "replica",
    )


def _arns(given: object) -> tuple[str | None, str | None]:
    match given:
        case OwnedElsewhere():
            return given.arn, given.second_arn
        case TakenOver():
            return given.adopt, given.second_adopt
        case _:
            return None, None


def _kind_of(pair: tuple[str | None, str | None]) -> SecondKind:
    """Two keys of one id are a primary and its replica."""
    first, second = pair
    return "replica" if arns.key_id(first or "") == arns.key_id(second or "") else "independent"
