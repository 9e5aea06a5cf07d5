"""Terraform JSON (`cdk.tf.json`, as cdktf synthesizes it) to a picture.

What an argument that is left out means is the AWS provider's default, version 5.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from camunda_byok import arns
from camunda_byok.inventory.joining import KEY_TYPES, READ, picture
from camunda_byok.inventory.model import Inventory, Text
from camunda_byok.inventory.resource import Resource, Values
from camunda_byok.inventory.things.other_uses import may_name_key, other_use
from camunda_byok.inventory.values import LEFT_ALONE, Ref, Unknown

Json = Mapping[str, Any]

NO_PROVIDER = Unknown("the provider is not configured here")
_REFERENCE = re.compile(r"\$\{((?:[A-Za-z0-9_-]+\.)+[A-Za-z0-9_-]+(?:\[[^\]]*\])?|[a-z]+)\.([A-Za-z0-9_]+)\}")


def read(stack: Json) -> Inventory:
    """Returns the picture of one stack.

    stack: the parsed `cdk.tf.json`. Resources with `count` or `for_each` stand for all their instances.
    """
    providers = {_key(each): each for each in _each(stack.get("provider", {}).get("aws"))}
    imported = {each["to"]: each["id"] for each in _each(stack.get("import")) if isinstance(each.get("id"), str)}
    resources = list(_resources(stack, providers, imported))
    found = picture(each for each in resources if each.type in READ)
    others = {each.address: other_use(each) for each in resources if each.type not in READ}
    return Inventory({**found.things, **{address: use for address, use in others.items() if use.keys}})


def _resources(stack: Json, providers: Mapping[str, Json], imported: Mapping[str, str]) -> Iterator[Resource]:
    by_type: dict[str, dict[str, Any]] = stack.get("resource", {})
    for type, by_name in by_type.items():
        for name, block in by_name.items():
            arguments = next(_each(block))
            if type not in READ and not may_name_key(arguments):
                continue
            address = f"{type}.{name}"
            provider = str(arguments.get("provider", "aws")).removeprefix("${").removesuffix("}")
            configured = providers.get(provider)
            lifecycle = next(_each(arguments.get("lifecycle")), dict[str, Any]())
            values = {name: _value(given) for name, given in arguments.items()}
            ignored: object = lifecycle.get("ignore_changes", [])
            if isinstance(ignored, list):
                values = {**dict.fromkeys(map(str, cast("list[object]", ignored)), LEFT_ALONE), **values}
            if type in KEY_TYPES and address in imported:
                values["key_id"] = imported[address]
            yield Resource(
                address=address,
                type=type,
                values=Values(values, LEFT_ALONE if ignored == "all" else None),
                account=NO_PROVIDER if configured is None else _account(configured),
                region=NO_PROVIDER if configured is None else _region(configured),
                prevent_destroy=Values(lifecycle).flag("prevent_destroy", False),
                provider=provider,
            )


def _value(given: Any) -> Any:
    """Returns an argument with a reference in place of each text that is nothing but one."""
    if isinstance(given, str):
        whole = _REFERENCE.fullmatch(given)
        return Ref(whole[1], whole[2]) if whole else given
    if isinstance(given, dict):
        return {name: _value(each) for name, each in cast("dict[str, Any]", given).items()}
    if isinstance(given, list):
        return [_value(each) for each in cast("list[Any]", given)]
    return given


def _each(blocks: Any) -> Iterator[dict[str, Any]]:
    """Gives the blocks of a kind: Terraform takes one by itself as it takes a list of them."""
    if isinstance(blocks, list):
        yield from cast("list[dict[str, Any]]", blocks)
    elif blocks is not None:
        yield blocks


def _key(provider: Json) -> str:
    return f"aws.{provider['alias']}" if provider.get("alias") else "aws"


def _region(provider: Json) -> Text:
    region = provider.get("region")
    return region if isinstance(region, str) and "${" not in region else Unknown("the provider's region is not written out")


def _account(provider: Json) -> Text:
    """Returns the one account that the provider may act in, or else that of the role that it assumes."""
    allowed: object = provider.get("allowed_account_ids")
    accounts = cast("list[object]", allowed) if isinstance(allowed, list) else []
    role = next(_each(provider.get("assume_role")), dict[str, Any]()).get("role_arn")
    arn = arns.parse(role) if isinstance(role, str) else None
    account = accounts[0] if len(accounts) == 1 else arn.account if arn else None
    return account if isinstance(account, str) and "${" not in account else Unknown("the provider's account is not written out")
