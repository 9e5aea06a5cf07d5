"""One spelling for what AWS and the configuration write differently: what says the same then compares equal, and nothing else.

Services keep documents in orders of their own, write one value with or without a list around it, and an account as its id or as
its root. A principal that AWS shows by a unique id (`AROA...`) was deleted: that is never the same as the role's ARN.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from camunda_byok.inventory.model import Document, Thing
from camunda_byok.inventory.values import Ref, Unknown

K = TypeVar("K", bound=Thing)

_ROOT = re.compile(r"arn:[^:]+:iam::(\d{12}):root")
_PRINCIPALS = ("Principal", "NotPrincipal")
_ORDERED = "numeric"
"""Of an event pattern the one matcher in which the order says something: `[">", 0, "<=", 5]`."""


def spelled_as(live: K, declared: Thing) -> K:
    """Returns the live thing, with the declared one's spelling wherever both say the same."""
    if type(live) is not type(declared):
        return live
    spelled = {each.name: _spelled(getattr(live, each.name), getattr(declared, each.name)) for each in fields(live)}
    return replace(live, **spelled)


def say_the_same(one: Document, other: Document) -> bool:
    """Whether two policies or two event patterns differ in spelling alone."""
    if isinstance(one, Ref | Unknown) or isinstance(other, Ref | Unknown) or one is None or other is None:
        return one == other
    if ("Statement" in one) != ("Statement" in other):
        return False
    return _canonical(one, "Statement" in one) == _canonical(other, "Statement" in other)


def _spelled(live: Any, declared: Any) -> Any:
    if isinstance(live, dict) and isinstance(declared, dict):
        document, other = cast("dict[str, Any]", live), cast("dict[str, Any]", declared)
        return other if say_the_same(document, other) else document
    if isinstance(live, tuple) and isinstance(declared, tuple):
        return _paired(cast("tuple[Any, ...]", live), cast("tuple[Any, ...]", declared))
    return cast("object", live)


def _paired(live: tuple[Any, ...], declared: tuple[Any, ...]) -> tuple[Any, ...]:
    """Returns the live documents, those that are declared first and in their order."""
    if not any(isinstance(each, dict) for each in live):
        return live
    left = list(live)
    paired: list[Any] = []
    for wanted in declared:
        for each in left:
            if isinstance(each, dict) and isinstance(wanted, dict) and say_the_same(each, wanted):  # pyright: ignore[reportUnknownArgumentType]
                paired.append(wanted)
                left.remove(each)
                break
    return (*paired, *left)


def _canonical(value: Any, is_policy: bool, within: str = "") -> Any:
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {
            name: _canonical(each, is_policy, within if within in _PRINCIPALS else name) for name, each in sorted(given.items())
        }
    if isinstance(value, list):
        each = [_canonical(one, is_policy, within) for one in cast("list[Any]", value)]
        if not is_policy and within == _ORDERED:
            return each
        distinct = _distinct(each)
        return distinct[0] if len(distinct) == 1 else distinct
    if not is_policy:
        return value
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return _ROOT.sub(r"\1", text) if within in _PRINCIPALS else text


def _distinct(values: Iterable[Any]) -> list[Any]:
    by_text = {json.dumps(each, sort_keys=True): each for each in values}
    return [each for _, each in sorted(by_text.items())]
