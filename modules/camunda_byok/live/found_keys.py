"""Which keys an environment has, before anything else is read: the rest names them.

A key is found by the ARN that is given, or by its alias. Where the alias is lost or leads elsewhere it is found by what it says
of itself, so that a lost alias is not taken for a lost key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from camunda_byok import arns
from camunda_byok.aws.answers import ABSENT, Absence, pages
from camunda_byok.aws.together import SECONDS, together
from camunda_byok.environment import Environment
from camunda_byok.inventory.model import Alias, Inventory, Key, Role
from camunda_byok.inventory.values import Ref, Unknown, known
from camunda_byok.key_lookups import key_lookup, second_key_lookup, trail_key_lookup
from camunda_byok.live.reading import Reading, account_of, name_of, region_of
from camunda_byok.names import partition_of

Answer = dict[str, Any] | Absence | Unknown
Aliases = dict[str, str] | Unknown
"""Id of the key by alias, of one region."""


@dataclass(frozen=True, kw_only=True)
class FoundKeys:
    """What AWS says of the keys that are declared, and of all aliases beside them."""

    described: Mapping[str, Answer]
    """`KeyMetadata` of each declared key by its address; ABSENT where there is none."""
    arns: Mapping[str, str]
    """ARN of each key that was found, by its address: also where it may not be described."""
    aliases: Mapping[str, Aliases]
    """All aliases of a region, by region."""
    by_alias: Mapping[str, Answer]
    """What the alias of a declared key leads to, by the key's address: not always that key."""

    def arn_by_alias(self, declared: Inventory) -> dict[tuple[str, str], str]:
        """Returns the ARN of the key that each alias leads to, by region and alias."""
        account = {region_of(key): account_of(key) for key in declared.all(Key)}
        return {
            (region, alias): f"arn:{partition_of(region)}:kms:{region}:{account[region]}:key/{id}"
            for region, listed in self.aliases.items()
            if not isinstance(listed, Unknown)
            for alias, id in listed.items()
        }


def find_keys(declared: Inventory, reading: Reading, *, seconds: float = SECONDS) -> FoundKeys:
    """Returns the keys. Two rounds of calls at most: the second only where an alias does not lead to its key."""
    keys = {key.address: key for key in declared.all(Key)}
    names = {key.address: _name(declared, key) for key in keys.values()}
    regions = sorted({region_of(key) for key in keys.values()})
    said = together(
        {
            **{("key", address): partial(_describe, reading, key, names[address]) for address, key in keys.items()},
            **{("aliases", region): partial(_aliases, reading, region) for region in regions},
        },
        seconds=seconds,
    )
    aliases: dict[str, Aliases] = {region: cast("Aliases", said["aliases", region]) for region in regions}
    first = {address: said["key", address] for address in keys}
    lost = [keys[address] for address, answer in first.items() if _is_elsewhere(keys[address], answer)]
    again = _searched(reading, lost, seconds)
    described = {address: _better(answer, again.get(address)) for address, answer in first.items()}
    return FoundKeys(
        described=described,
        arns={address: arn for address, key in keys.items() if (arn := _arn(key, names[address], described[address], aliases))},
        aliases=aliases,
        by_alias={address: answer for address, answer in first.items() if names[address].startswith("alias/")},
    )


def reference_values(environment: Environment, declared: Inventory, found: FoundKeys) -> dict[str, str]:
    """Returns the value of each Terraform reference of the environment, as far as AWS has given one."""
    values: dict[str, str] = {}
    for address, arn in found.arns.items():
        values |= {f"{address}.arn": arn, f"{address}.key_id": arns.key_id(arn)}
    for lookup, address in _lookups(environment):
        if address in found.arns:
            arn = found.arns[address]
            place = f"data.aws_kms_alias.{lookup}"
            values |= {f"{place}.target_key_arn": arn, f"{place}.target_key_id": arns.key_id(arn)}
    for role in declared.all(Role):
        path, partition = environment.names.role_path, partition_of(region_of(role))
        values[f"{role.address}.arn"] = f"arn:{partition}:iam::{account_of(role)}:role{path}{name_of(role.name)}"
    return values


def _lookups(environment: Environment) -> Iterator[tuple[str, str]]:
    """Gives each data source that finds a key, with the address of the key that it is to find."""
    for generation in environment.key_generations:
        yield key_lookup(environment, generation.generation), generation.first.place
        if generation.second:
            yield second_key_lookup(environment, generation.generation), generation.second.place
    yield trail_key_lookup(environment), "aws_kms_key.trail_key"


def _name(declared: Inventory, key: Key) -> str:
    """Returns by what a key is found: its ARN where somebody said it, else its alias."""
    if isinstance(key.arn, str):
        return key.arn
    leads_here = (alias for alias in declared.all(Alias) if isinstance(alias.target, Ref) and alias.target.address == key.address)
    return name_of(next(leads_here).name)


def _describe(reading: Reading, key: Key, name: str) -> Answer:
    return reading.ask(
        "kms:DescribeKey", region_of(key), lambda kms: cast("dict[str, Any]", kms.describe_key(KeyId=name)["KeyMetadata"])
    )


def _aliases(reading: Reading, region: str) -> Aliases:
    said = reading.ask("kms:ListAliases", region, lambda kms: pages(kms, "list_aliases", "Aliases"))
    if isinstance(said, Unknown | Absence):
        return said if isinstance(said, Unknown) else {}
    return {each["AliasName"]: each["TargetKeyId"] for each in said if each.get("TargetKeyId")}


def _is_elsewhere(key: Key, answer: Answer) -> bool:
    """Whether a key that its alias is to lead to is perhaps another one than that."""
    if isinstance(key.arn, str) or isinstance(answer, Unknown) or not known(key.description):
        return False
    return isinstance(answer, Absence) or answer.get("Description") != key.description


def _searched(reading: Reading, lost: list[Key], seconds: float) -> dict[str, Answer]:
    """Returns the keys that say of themselves what these are to say; only those of which there is exactly one."""
    if not lost:
        return {}
    regions = sorted({region_of(key) for key in lost})
    listed = together({region: partial(_ids, reading, region) for region in regions}, seconds=seconds)
    ids = {(region, id) for region, said in listed.items() if not isinstance(said, Unknown) for id in said}
    described = together(
        {
            (region, id): partial(
                reading.ask, "kms:DescribeKey", region, lambda kms, id=id: kms.describe_key(KeyId=id)["KeyMetadata"]
            )
            for region, id in sorted(ids)
        },
        seconds=seconds,
    )
    found: dict[str, Answer] = {}
    for key in lost:
        here: list[Answer] = [answer for (region, _), answer in described.items() if region == key.region]
        alike: list[dict[str, Any]] = [
            each for each in here if isinstance(each, dict) and each.get("Description") == key.description
        ]
        unclear = listed[region_of(key)] if isinstance(listed[region_of(key)], Unknown) else _first_unknown(here)
        if len(alike) == 1:
            found[key.address] = alike[0]
        elif alike:
            found[key.address] = Unknown(f"{len(alike)} keys in {key.region} say of themselves that they are it")
        elif isinstance(unclear, Unknown):
            found[key.address] = Unknown(f"its alias does not lead to it, and {unclear.reason}")
    return found


def _first_unknown(answers: list[Any]) -> Unknown | None:
    return next((each for each in answers if isinstance(each, Unknown)), None)


def _ids(reading: Reading, region: str) -> list[str] | Unknown:
    said = reading.ask("kms:ListKeys", region, lambda kms: pages(kms, "list_keys", "Keys"))
    if isinstance(said, Unknown | Absence):
        return said if isinstance(said, Unknown) else []
    return [each["KeyId"] for each in said]


def _better(answer: Answer, again: Answer | None) -> Answer:
    """Returns the key that was searched for where it was found. One that its alias leads to, and that no other one claims to be,
    is the key with another description."""
    if again is None or (isinstance(again, Unknown) and answer is not ABSENT):
        return answer
    return again


def _arn(key: Key, name: str, answer: Answer, aliases: Mapping[str, Aliases]) -> str | None:
    if isinstance(answer, dict):
        return str(answer["Arn"])
    if isinstance(key.arn, str):
        return key.arn
    listed = aliases[region_of(key)]
    if isinstance(answer, Unknown) and isinstance(listed, dict) and name in listed:
        region = region_of(key)
        return f"arn:{partition_of(region)}:kms:{region}:{account_of(key)}:key/{listed[name]}"
    return None
