"""What a field of the picture can hold besides its value: where the value will come from, or why nobody can say.

A rule never takes not knowing for a fault or for its absence: it asks `known` first, and says "cannot tell" with the reason.
"""

from dataclasses import dataclass
from typing import TypeGuard, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Ref:
    """The value is an attribute of another resource and is not written out: `Ref("aws_kms_key.key", "arn")`."""

    address: str
    attribute: str
    """Empty where the source says of which resource it is and not which attribute, as with `aws_kms_key.key[each.key]`."""

    def __str__(self) -> str:
        return f"{self.address}.{self.attribute}" if self.attribute else self.address


@dataclass(frozen=True)
class Unknown:
    """Nobody can say what the value is. `reason` completes the sentence "cannot tell, because ..."."""

    reason: str

    def __str__(self) -> str:
        return f"unknown, because {self.reason}"


AFTER_APPLY = Unknown("the value is known only after the apply")
SENSITIVE = Unknown("the value is marked sensitive")
NOT_IN_PLAN = Unknown("a plan does not say it")
LEFT_ALONE = Unknown("the configuration leaves it as it is")
"""Of an argument that is not given and whose changes are ignored: nothing is set, whatever the default is."""


def known(value: "T | Ref | Unknown") -> TypeGuard[T]:
    """Whether the field holds its value, None included."""
    return not isinstance(value, Ref | Unknown)


def why_unknown(value: "object") -> str:
    """Returns why a field does not hold its value, completing "cannot tell, because ..."."""
    if isinstance(value, Unknown):
        return value.reason
    return f"it is taken from {value}"
