"""The requests about one key of which procedures are made, each with what shows that it is made already."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from camunda_byok.operation_tags import tag_value
from camunda_byok.operations.expressions import literal
from camunda_byok.operations.steps import Change, Check, Wait

SECONDS_UNTIL_IN_STATE = 60
"""KMS says within seconds that a key is enabled or disabled. Until every part of KMS knows it, up to five minutes can pass.
Source: AWS KMS developer guide, "Eventual consistency"."""
SECONDS_BETWEEN_LOOKS = 2
CHANGED_MEANWHILE = "Somebody else has changed the key meanwhile. Run the command again: it goes on from how things are then."
NO = "It is not."


class AddressedKey(Protocol):
    """A key as KMS is asked about it."""

    @property
    def id(self) -> str:
        """Its ARN; an alias where that is not known."""
        ...

    @property
    def region(self) -> str: ...


def about(key: AddressedKey, operation: str, **parameters: Any) -> dict[str, Any]:
    """Returns what every request about a key says: `Check(says=..., **about(key, "DescribeKey"), holds=...)`."""
    return {"service": "kms", "operation": operation, "region": key.region, "parameters": {"KeyId": key.id, **parameters}}


def in_state(key: AddressedKey, says: str, *states: str, otherwise: str = CHANGED_MEANWHILE, goes_on: bool = False) -> Check:
    """Returns the check that a key is in one of these states. goes_on: whether the rest is done even where it is not."""
    return Check(says=says, **about(key, "DescribeKey"), holds=_in(states), otherwise=otherwise, rest_goes_on=goes_on)


def until_in_state(
    key: AddressedKey, says: str, state: str, *, otherwise: str, goes_on: bool = False, only_after: Change | None = None
) -> Wait:
    """Returns the wait, of a minute at the most, until KMS says that a key is in this state."""
    return Wait(
        says=says,
        **about(key, "DescribeKey"),
        holds=_in((state,)),
        otherwise=otherwise,
        every_seconds=SECONDS_BETWEEN_LOOKS,
        at_most_seconds=SECONDS_UNTIL_IN_STATE,
        rest_goes_on=goes_on,
        only_after=only_after,
    )


def change_state(key: AddressedKey, says: str, operation: str, *into: str, goes_on: bool = False, **parameters: Any) -> Change:
    """Returns the request that brings a key into one of these states; it is made where the key is in one of them."""
    return Change(
        says=says,
        **about(key, operation, **parameters),
        settled_by=(in_state(key, f"See whether it is {into[0]}", *into, otherwise=NO),),
        rest_goes_on=goes_on,
    )


def tag(
    key: AddressedKey, says: str, tags: Mapping[str, str], *, goes_on: bool = False, only_after: Change | None = None
) -> Change:
    """Returns the request that writes tags on a key, in the characters that AWS takes."""
    written = {name: tag_value(text) for name, text in tags.items()}
    return Change(
        says=says,
        **about(key, "TagResource", Tags=[{"TagKey": name, "TagValue": text} for name, text in written.items()]),
        settled_by=(tags_are(key, "See whether it is written", has=written, otherwise=NO),),
        rest_goes_on=goes_on,
        only_after=only_after,
    )


def untag(key: AddressedKey, says: str, names: Iterable[str], *, goes_on: bool = False) -> Change:
    """Returns the request that takes tags off a key."""
    names = list(names)
    return Change(
        says=says,
        **about(key, "UntagResource", TagKeys=names),
        settled_by=(tags_are(key, "See whether it is off", lacks=names, otherwise=NO),),
        rest_goes_on=goes_on,
    )


def tags_are(
    key: AddressedKey,
    says: str,
    *,
    has: Mapping[str, str] | None = None,
    lacks: Iterable[str] = (),
    otherwise: str = CHANGED_MEANWHILE,
) -> Check:
    """Returns the check that a key has tags with these values, and has none of these names."""
    present = [f"length({_tags(name, text)}) == `1`" for name, text in (has or {}).items()]
    absent = [f"length({_tags(name)}) == `0`" for name in lacks]
    holds = " && ".join((*present, *absent))
    return Check(says=says, **about(key, "ListResourceTags"), holds=holds, otherwise=otherwise)


def _in(states: Iterable[str]) -> str:
    return " || ".join(f"KeyMetadata.KeyState == '{state}'" for state in states)


def _tags(name: str, text: str | None = None) -> str:
    """Returns the expression for a key's tags of this name, with this value if one is given."""
    value = "" if text is None else f" && TagValue == {literal(text)}"
    return f"(Tags || `[]`)[?TagKey == {literal(name)}{value}]"
