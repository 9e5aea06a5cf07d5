"""A declared picture with the values that AWS has given meanwhile in the place of Terraform's references."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from camunda_byok.inventory.model import Inventory, Key, Thing
from camunda_byok.inventory.values import Ref, Unknown

_REFERENCE = re.compile(r"\$\{((?:data\.)?aws_[A-Za-z0-9_.-]+)\}")
"""Terraform's, not AWS's own variables such as `${aws:PrincipalTag/team}`."""


def resolved(declared: Inventory, values: Mapping[str, str]) -> Inventory:
    """Returns the picture with every reference replaced whose value is known, in fields and within documents alike.

    What has no value stays a `Ref`, or its text. ARNs that the picture itself holds need not be given.

    values: by reference, such as `aws_kms_key.key.arn`.
    """
    known = {**dict(_arns(declared)), **values}
    return Inventory({address: _thing(thing, known) for address, thing in declared.things.items()})


def references(value: object) -> Iterator[str]:
    """Gives every reference that a value still holds, in whatever depth."""
    if isinstance(value, Ref):
        yield str(value)
    elif isinstance(value, str):
        yield from _REFERENCE.findall(value)
    elif isinstance(value, dict):
        for each in cast("dict[str, object]", value).items():
            yield from references(each)
    elif isinstance(value, list | tuple):
        for each in cast("list[object]", value):
            yield from references(each)


def _arns(picture: Inventory) -> Iterator[tuple[str, str]]:
    for address, thing in picture.things.items():
        arn = getattr(thing, "arn", None)
        if isinstance(arn, str):
            yield f"{address}.arn", arn


def _thing(thing: Thing, known: Mapping[str, str]) -> Thing:
    made = cast("Thing", _value(thing, known))
    if isinstance(made, Key) and isinstance(made.arn, Unknown):
        return replace(made, arn=known.get(f"{made.address}.arn", made.arn))
    return made


def _value(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, Ref):
        return known.get(str(value), value)
    if isinstance(value, str):
        return _REFERENCE.sub(lambda found: known.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {_value(name, known): _value(each, known) for name, each in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [_value(each, known) for each in cast("list[Any]", value)]
    if isinstance(value, tuple):
        return tuple(_value(each, known) for each in cast("tuple[Any, ...]", value))
    if is_dataclass(value) and not isinstance(value, type | Unknown):
        return replace(value, **{each.name: _value(getattr(value, each.name), known) for each in fields(value)})
    return value
