"""Ways to edit a synthesized stack."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from camunda_byok.policies.documents import to_json
from tests.plans.overlays import Json

Edit = Callable[[Json], None]


def given(address: str, values: Mapping[str, Any]) -> Edit:
    """Gives arguments of a resource anew."""
    return lambda stack: resource(stack, address).update(values)


def without_arguments(address: str, *arguments: str) -> Edit:
    """Takes arguments of a resource away."""

    def edit(stack: Json) -> None:
        for argument in arguments:
            del resource(stack, address)[argument]

    return edit


def without(*addresses: str) -> Edit:
    """Takes resources away, with the outputs that tell of them and whatever else waits for them."""

    def edit(stack: Json) -> None:
        for address in addresses:
            kind, name = address.split(".")
            del stack["resource"][kind][name]
            stack["output"] = {name: one for name, one in stack["output"].items() if f"{address}." not in str(one["value"])}
        # Terraform refuses a kind without a resource, and a stack's `resource` without a kind.
        stack["resource"] = {kind: some for kind, some in stack["resource"].items() if some}
        for some in stack["resource"].values():
            for one in some.values():
                if "depends_on" in one:
                    one["depends_on"] = [address for address in one["depends_on"] if address not in addresses]
        if not stack["resource"]:
            del stack["resource"]

    return edit


def added(address: str, values: Mapping[str, Any]) -> Edit:
    """Adds a resource."""

    def edit(stack: Json) -> None:
        kind, name = address.split(".")
        stack["resource"].setdefault(kind, {})[name] = dict(values)

    return edit


def unprotected(*addresses: str) -> Edit:
    """Takes away what refuses to destroy or replace resources: `prevent_destroy` and preconditions."""

    def edit(stack: Json) -> None:
        for address in addresses:
            del resource(stack, address)["lifecycle"]

    return edit


def renamed(address: str, name: str) -> Edit:
    """Gives a resource another address; whatever refers to it follows."""
    kind, old = address.split(".")

    def edit(stack: Json) -> None:
        stack["resource"][kind][name] = stack["resource"][kind].pop(old)

    return together(edit, redirected(address, f"{kind}.{name}"))


def redirected(address: str, other: str) -> Edit:
    """Lets whatever refers to a resource refer to another one."""

    def edit(stack: Json) -> None:
        for part in ("resource", "output"):
            stack[part] = json.loads(json.dumps(stack[part]).replace(f"${{{address}.", f"${{{other}."))

    return edit


def block(kind: str, value: Any) -> Edit:
    """Adds blocks such as `import`, `moved` and `removed`."""
    return lambda stack: stack.update({kind: value})


def provider(values: Mapping[str, Any], *, number: int = 0) -> Edit:
    """Gives arguments of a provider anew: of the stack's own, or of that with this position."""
    return lambda stack: stack["provider"]["aws"][number].update(values)


def together(*edits: Edit) -> Edit:
    """Makes several edits, one after the other."""

    def edit(stack: Json) -> None:
        for one in edits:
            one(stack)

    return edit


def statements(address: str, change: Callable[[list[Json]], list[Json]], *, argument: str = "policy") -> Edit:
    """Puts other statements into a resource's policy."""

    def edit(stack: Json) -> None:
        holder = resource(stack, address)
        policy = json.loads(holder[argument])
        holder[argument] = to_json({**policy, "Statement": change(policy["Statement"])})

    return edit


def statement(address: str, sid: str, values: Mapping[str, Any], *, argument: str = "policy") -> Edit:
    """Gives parts of one statement anew; None takes a part away."""

    def change(found: list[Json]) -> list[Json]:
        assert sid in [one["Sid"] for one in found]
        return [_changed(one, values) if one["Sid"] == sid else one for one in found]

    return statements(address, change, argument=argument)


def with_statement(address: str, made: Json, *, argument: str = "policy") -> Edit:
    """Adds a statement to a resource's policy."""
    return statements(address, lambda found: [*found, made], argument=argument)


def without_statement(address: str, *sids: str, argument: str = "policy") -> Edit:
    """Takes statements out of a resource's policy."""

    def change(found: list[Json]) -> list[Json]:
        assert set(sids) <= {one["Sid"] for one in found}
        return [one for one in found if one["Sid"] not in sids]

    return statements(address, change, argument=argument)


def resource(stack: Json, address: str) -> Json:
    """Returns a resource's block, to be edited."""
    kind, name = address.split(".")
    return stack["resource"][kind][name]


def _changed(one: Json, values: Mapping[str, Any]) -> Json:
    return {name: value for name, value in {**one, **values}.items() if value is not None}
