"""What Terraform says of one resource, synthesized or planned alike: arguments, of which any may be a `Ref` or an `Unknown`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from camunda_byok.inventory.model import Document, Flag, Text, Texts
from camunda_byok.inventory.values import AFTER_APPLY, Ref, Unknown

D = TypeVar("D")

LEFT_TO_AWS = Unknown("the configuration leaves it to AWS")
"""Of a planned attribute that nobody configured: the default counts, as it does where an argument is left out."""
NOT_JSON = Unknown("it is not JSON")
COMPOSED = Unknown("Terraform composes it of other values")
_DOCUMENTS = ("json", "minified_json", "policy", "key_policy_json", "assume_role_policy", "event_pattern", "rendered")
"""Attributes that are whole documents. Of any other attribute a document can only be made."""


class Values:
    """The arguments of a resource, or of a block within it."""

    __slots__ = ("given", "otherwise")

    def __init__(self, given: Mapping[str, Any], otherwise: Unknown | None = None) -> None:
        """given: by argument. otherwise: why nobody can say what is not given; None: the default counts."""
        self.given = given
        self.otherwise = otherwise

    def raw(self, name: str) -> Any:
        """Returns what is given; None where nothing is, or where that is left to AWS."""
        value = self.given.get(name)
        if value is None:
            return self.otherwise
        return None if value is LEFT_TO_AWS else value

    def text(self, name: str, default: D) -> str | D | Ref | Unknown:
        """Returns a text. An empty one counts as left out, as AWS takes it."""
        value = self.raw(name)
        if value is None or value == "":
            return default
        if isinstance(value, str | Ref | Unknown):
            return value
        return str(value) if isinstance(value, int) else Unknown(f"{name} is not a text")

    def flag(self, name: str, default: bool) -> Flag:
        value = self.raw(name)
        if value is None:
            return default
        if isinstance(value, bool | Ref | Unknown):
            return value
        return {"true": True, "false": False}.get(value, COMPOSED) if isinstance(value, str) else COMPOSED

    def number(self, name: str, default: D) -> int | D | Ref | Unknown:
        value = self.raw(name)
        if value is None:
            return default
        if isinstance(value, Ref | Unknown):
            return value
        if isinstance(value, str):
            return int(value) if value.isdecimal() else COMPOSED
        return cast("int", value) if isinstance(value, int | float) else COMPOSED

    def document(self, name: str) -> Document:
        """Returns a policy or a pattern; None where there is none."""
        value = self.raw(name)
        if isinstance(value, Ref):
            return value if value.attribute in _DOCUMENTS else AFTER_APPLY
        if value is None or value == "" or isinstance(value, Unknown):
            return value or None
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
        try:
            parsed = json.loads(value)
        except (ValueError, TypeError):
            return COMPOSED if isinstance(value, str) and "${" in value else NOT_JSON
        return cast("dict[str, Any]", parsed) if isinstance(parsed, dict) else NOT_JSON

    def texts(self, name: str) -> Texts:
        """Returns a set of texts, sorted, since Terraform keeps sets in an order of its own."""
        value = self.raw(name)
        if value is None:
            return ()
        if isinstance(value, Ref | Unknown):
            return value
        if not isinstance(value, list):
            return COMPOSED
        each: list[Text] = [one if isinstance(one, Ref | Unknown) else str(one) for one in cast("list[Any]", value)]
        return tuple(sorted(each, key=str))

    def blocks(self, name: str) -> "tuple[Values, ...] | Ref | Unknown":
        """Returns the blocks of a name. A block that only dynamic blocks make is in no configuration, so it is unknown."""
        value = self.given.get(name, self.otherwise)
        if value is None:
            return ()
        if value is LEFT_TO_AWS:
            return AFTER_APPLY
        if isinstance(value, Ref | Unknown):
            return value
        if isinstance(value, dict):
            return (Values(cast("dict[str, Any]", value), self.otherwise),)
        if not isinstance(value, list):
            return COMPOSED
        each = cast("list[object]", value)
        return tuple(
            Values(cast("dict[str, Any]", one), self.otherwise) if isinstance(one, dict) else Values({}, _why(one))
            for one in each
        )

    def block(self, name: str) -> "Values":
        """Returns the only block of a name: one that holds nothing where there is none, one that is unknown where it is."""
        blocks = self.blocks(name)
        if isinstance(blocks, Ref | Unknown):
            return Values({}, _why(blocks))
        return blocks[0] if blocks else Values({})

    def has(self, name: str) -> bool:
        """Whether something is given that is neither empty nor left to AWS."""
        return self.raw(name) not in (None, "", [], {})


def _why(value: object) -> Unknown:
    return value if isinstance(value, Unknown) else AFTER_APPLY


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One managed resource as it is at one time."""

    address: str
    type: str
    values: Values
    account: Text
    region: Text
    prevent_destroy: Flag
    provider: str = ""
    """Key of the provider's configuration: resources with the same one are in the same place, whether that is known or not."""


@dataclass(frozen=True)
class Parts:
    """The resources in which the provider keeps parts of another one, as a bucket's policy."""

    resources: Sequence[Resource] = ()
    """In the order of their addresses."""
    removed: frozenset[str] = field(default_factory=frozenset[str])
    """Types of those that there were before and are no more: AWS then has none, whatever the resource itself remembers."""

    def of_type(self, type: str) -> list[Resource]:
        return [each for each in self.resources if each.type == type]

    def values(self, type: str, otherwise: Values | None = None) -> Values:
        """Returns the arguments of the part of a type: without one those of `otherwise`, and none where it was removed."""
        for each in self.resources:
            if each.type == type:
                return each.values
        return Values({}) if type in self.removed or otherwise is None else otherwise
