"""Terraform addresses that do not move.

cdktf makes a resource's address of its place in the construct tree. Moving or renaming a construct then changes the address, and
Terraform plans to destroy the one and create the other: for a key, the end of the cluster's data.
"""

import re
from typing import TypeVar
from weakref import WeakKeyDictionary

from camunda_byok.bindings import Construct, TerraformElement, TerraformStack
from camunda_byok.errors import InputError

Element = TypeVar("Element", bound=TerraformElement)

_taken: WeakKeyDictionary[TerraformStack, set[tuple[type, str]]] = WeakKeyDictionary()
_stacks: WeakKeyDictionary[Construct, TerraformStack] = WeakKeyDictionary()


def frozen(scope: Construct, element: Element, name: str) -> Element:
    """Gives an element of a construct the address `<type>.<name>`, wherever in the stack it stands, and returns it.

    Raises InputError when the stack holds that address already: cdktf would merge the two into one without a word.
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name):
        raise InputError(
            field="id",
            value=name,
            problem="a construct's id becomes part of a Terraform address and cannot be this",
            allowed="letters, digits, hyphens and underscores, not beginning with a digit",
            remedy="Give the construct another id.",
        )
    stack = _stacks.get(scope)
    if stack is None:  # asked of Node once a construct, not once a resource: it is a tenth of the time that building takes
        stack = _stacks[scope] = TerraformStack.of(scope)
    taken = _taken.setdefault(stack, set())
    address = (type(element), name)
    if address in taken:
        raise InputError(
            field="id",
            value=name,
            problem=f"the stack already has a {type(element).__name__} at this address",
            remedy="Give one of the two constructs another id.",
        )
    taken.add(address)
    element.override_logical_id(name)
    return element
