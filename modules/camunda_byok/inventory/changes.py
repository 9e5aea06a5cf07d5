"""What a plan does to things, beyond their values."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a plan does to one resource instance, beyond its values."""

    actions: tuple[str, ...]
    """Terraform's words: `("delete", "create")` for a replacement, `("forget",)` for leaving the state."""
    reason: str = ""
    """Terraform's `action_reason`, such as `replace_because_tainted`."""
    replace_paths: tuple[str, ...] = ()
    """Attributes that force a replacement, such as `multi_region`."""
    importing: bool = False
    previous_address: str = ""
    deposed: str = ""
    """Id of the deposed object that is meant; empty for the current one."""

    @property
    def replaces(self) -> bool:
        return "delete" in self.actions and "create" in self.actions

    @property
    def destroys(self) -> bool:
        return self.actions == ("delete",)

    @property
    def creates(self) -> bool:
        return self.actions == ("create",)

    @property
    def forgets(self) -> bool:
        return "forget" in self.actions
