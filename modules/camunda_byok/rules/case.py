"""What is judged: a picture before and one after, and what a plan says about the way between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeVar

from camunda_byok.inventory.changes import Change
from camunda_byok.inventory.model import NOTHING, Inventory, Thing

__all__ = ["Case", "Change", "Source"]

K = TypeVar("K", bound=Thing)


class Source(Enum):
    """Where the two pictures come from, for the words of a finding."""

    SYNTHESIZED = "synthesized"
    """Nothing before, what was synthesized after."""
    PLANNED = "planned"
    """The state before, the plan after."""
    NOTICED = "noticed"
    """What Terraform noticed outside of the plan (`resource_drift`): the last known state before, the refreshed one after."""
    LIVE = "live"
    """What was declared before, what is live after."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """One question to the rules. Each is a case of its own, so that what many rules ask of it can be answered once."""

    before: Inventory = NOTHING
    after: Inventory = NOTHING
    changes: Mapping[str, Change] = field(default_factory=dict[str, Change])
    """By address; a deposed object stands under `address (deposed)`, in `before` too. Empty where no plan is judged."""
    noticed: Mapping[str, Change] = field(default_factory=dict[str, Change])
    """What Terraform noticed outside of the plan, by address: says that an object vanished before the plan was made."""
    left_out: bool = False
    """Whether the plan is only a part of what the configuration asks for: somebody named a target, or Terraform put some off."""
    source: Source = Source.SYNTHESIZED
    cluster_regions: frozenset[str] = frozenset()
    """Regions of the cluster, where somebody said them; nothing is found out of place otherwise."""
    tenant_roles: frozenset[str] = frozenset()
    """ARNs of Camunda's roles, where somebody said them; otherwise they are read from the key policies
    (`rules/cluster_keys.py`)."""
    earlier_keys: frozenset[str] = frozenset()
    """Addresses of cluster keys that a later generation has replaced, where somebody said so: they go to their end."""
    kept_keys: frozenset[str] = frozenset()
    """Addresses of cluster keys that are watched and otherwise left as they are: nobody can declare one frozen."""
    now: datetime | None = None
    """When the live picture was read, with its time zone; None where nothing is live."""
    silent_hours: int | None = None
    """Hours without use of a cluster's key after which Camunda counts as silent; None where nobody named a window."""

    def both(self, kind: type[K]) -> Iterator[tuple[K, K]]:
        """Gives each thing of a kind that exists before and after, as a pair."""
        for after in self.after.all(kind):
            before = self.before.get(kind, after.address)
            if before is not None:
                yield before, after

    def kept(self, kind: type[K]) -> Iterator[tuple[K, K]]:
        """Gives the pairs of `both` that are one object before and after: those that a plan makes anew are left out."""
        return (pair for pair in self.both(kind) if not self.change(pair[0].address).replaces)

    def gone(self, kind: type[K]) -> Iterator[K]:
        """Gives each thing of a kind that exists before and not after."""
        return (before for before in self.before.all(kind) if self.after.get(kind, before.address) is None)

    def new(self, kind: type[K]) -> Iterator[K]:
        """Gives each thing of a kind that exists after and not before."""
        return (after for after in self.after.all(kind) if self.before.get(kind, after.address) is None)

    def change(self, address: str) -> Change:
        """Returns what the plan does at an address; nothing where no plan is judged."""
        return self.changes.get(address, Change(actions=("no-op",)))
