"""The fields of an environment as they were given, before they are known to be right.

What is not there or not of its type is passed over: it has been blamed itself, and nothing is compared with it. So one slip does
not hide another, and whoever fixes a file sees everything at once.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from camunda_byok import arns
from camunda_byok.errors import InputError
from camunda_byok.regions import ALL_REGIONS

Loc = tuple[str | int, ...]
Fault = tuple[Loc, InputError]
"""A fault, with the place of the field that is to be changed."""
_Value = TypeVar("_Value")


def value_at(data: object, place: Loc, of: type[_Value], default: _Value | None = None) -> _Value | None:
    """Returns what is given at a place; the default where nothing is; None where it is of another type."""
    for step in place:
        if isinstance(data, BaseModel):
            data = getattr(data, str(step), None)
        elif isinstance(data, Mapping):
            given = cast("Mapping[Any, object]", data)
            if step not in given:
                return default
            data = given[step]
        elif isinstance(data, (list, tuple)) and isinstance(step, int):
            data = cast("list[object]", data)[step]
        else:
            return None
    return data if isinstance(data, of) and not (of is int and isinstance(data, bool)) else None


def list_at(data: object, place: Loc) -> list[object]:
    value = value_at(data, place, object)
    return list(cast("list[object]", value)) if isinstance(value, (list, tuple)) else []


def mapping_at(data: object, place: Loc) -> dict[str, object]:
    value = value_at(data, place, object)
    given: Mapping[object, object] = cast("Mapping[object, object]", value) if isinstance(value, Mapping) else {}
    return {key: text for key, text in given.items() if isinstance(key, str)}


def arns_at(data: object, *places: Loc) -> Iterator[tuple[Loc, str, arns.Arn]]:
    """Yields place, text and parts of everything that has the shape of an ARN at these places, alone or in a list."""
    for place in places:
        value = value_at(data, place, object)
        found = [(place, value)] if isinstance(value, str) else [((*place, i), v) for i, v in enumerate(list_at(data, place))]
        for where, text in found:
            arn = arns.parse(text) if isinstance(text, str) else None
            if isinstance(text, str) and arn and arn.account:
                yield where, text, arn


def account_in(data: object) -> str:
    """Returns the account, or nothing where it is not one: then it has been blamed itself, and nothing is compared with it."""
    account = value_at(data, ("account",), str) or ""
    return account if re.fullmatch(r"[0-9]{12}", account) else ""


def region_in(data: object, field: str = "region") -> str:
    region = value_at(data, (field,), str) or ""
    return region if region in ALL_REGIONS else ""
