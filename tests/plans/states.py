"""Ways to edit Terraform's state."""

from collections.abc import Callable

from tests.plans.overlays import Json


def instances(state: Json, address: str) -> list[Json]:
    """Returns what the state knows of a resource, to be edited."""
    return next(one["instances"] for one in state["resources"] if address_of(one) == address)


def forgotten(*addresses: str) -> Callable[[Json], None]:
    """Takes resources out of the state, as `terraform state rm` does."""

    def edit(state: Json) -> None:
        assert set(addresses) <= {address_of(one) for one in state["resources"]}
        state["resources"] = [one for one in state["resources"] if address_of(one) not in addresses]

    return edit


def address_of(resource: Json) -> str:
    return f"{resource['type']}.{resource['name']}"
