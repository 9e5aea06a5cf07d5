"""What a change of a deployed environment is, before Terraform is asked what it makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.plans.hands import Hands
from tests.plans.overlays import Json


@dataclass(frozen=True, kw_only=True)
class PlannedChange:
    """One change, of which Terraform makes one plan.

    It can be made in any of four places, and in several at once: in the environment's YAML (`settings`), in the synthesized
    stack (`edit`), in Terraform's state (`state`), and in AWS behind Terraform's back (`deed`).
    """

    name: str
    """Names the plan and its file."""
    stack: str
    """`key`, `trail` or `alarms`."""
    what: str
    """What was changed, as a sentence."""
    told: str
    """What a reviewer must be told of the plan, as a sentence. Of what is harmless that is: Nothing. `findings.yaml` has the
    rules that say so."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the environment, given anew as its YAML would give them; `key.rotation_days` is one below `key`."""
    edit: Callable[[Json], None] | None = None
    """Edits the synthesized stack."""
    state: Callable[[Json], None] | None = None
    """Edits Terraform's state of the stack, as `taint`, `state rm` and a deletion that failed do."""
    deed: Callable[[Hands], None] | None = None
    """Done in AWS after the deployment. Whatever it does, `undo` undoes."""
    undo: Callable[[Hands], None] | None = None
    arguments: tuple[str, ...] = ()
    """More arguments of `terraform plan`. Without a deed Terraform does not ask AWS what is there, which is quicker and right
    where nobody touched anything; `-refresh=true` lets it ask."""
    refused: str | None = None
    """What Terraform says where it refuses: the plan that it leaves then is an incomplete one. None where it plans."""

    @property
    def looks_again(self) -> bool:
        """Whether Terraform must ask AWS what is there. Not asking is quicker, and right where nobody touched anything."""
        return self.deed is not None
