"""Aliases: those that are declared, and whatever else leads to the same keys. All come from one list of each region."""

from collections.abc import Iterator
from dataclasses import replace

from camunda_byok import arns
from camunda_byok.aws.answers import Absence
from camunda_byok.inventory.model import Alias, Inventory, Key
from camunda_byok.inventory.values import Ref, Unknown
from camunda_byok.live.found_keys import FoundKeys
from camunda_byok.live.reading import name_of, region_of, unreadable


def read_aliases(declared: Inventory, found: FoundKeys) -> Iterator[Alias]:
    """Gives the declared aliases that are there. declared: with its references."""
    for alias in declared.all(Alias):
        listed = found.aliases[region_of(alias)]
        if not isinstance(listed, Unknown):
            if name_of(alias.name) in listed:
                yield replace(alias, target=listed[name_of(alias.name)])
            continue
        assert isinstance(alias.target, Ref)
        said = found.by_alias.get(alias.target.address, listed)  # who may not list may still ask after one
        if isinstance(said, Unknown):
            yield unreadable(alias, said)
        elif not isinstance(said, Absence):
            yield replace(alias, target=said["KeyId"])


def undeclared_aliases(declared: Inventory, found: FoundKeys) -> Iterator[Alias]:
    """Gives every other alias that leads to a key of the environment, or one unknown one where nobody may list them."""
    ours = {(alias.region, alias.name) for alias in declared.all(Alias)}
    for key in declared.all(Key):
        if key.address not in found.arns:
            continue
        listed = found.aliases[region_of(key)]
        id = arns.key_id(found.arns[key.address])
        if isinstance(listed, Unknown):
            yield _alias(f"aliases on {key.address}", key, listed, id)
            continue
        for name, target in sorted(listed.items()):
            if target == id and (key.region, name) not in ours:
                yield _alias(f"{name} on {key.address}", key, name, id)


def _alias(address: str, key: Key, name: str | Unknown, target: str) -> Alias:
    return Alias(address=address, account=key.account, region=key.region, prevent_destroy=False, name=name, target=target)
