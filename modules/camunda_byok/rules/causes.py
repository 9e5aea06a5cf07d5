"""Why Terraform destroys or replaces something, in words."""

from camunda_byok.rules.case import Change

REASONS = {
    "delete_because_no_resource_config": "It is no longer in the configuration.",
    "delete_because_no_module": "Its module is no longer in the configuration.",
    "delete_because_wrong_repetition": "The configuration switched between count, for_each and neither.",
    "delete_because_count_index": "Its index is outside of `count`.",
    "delete_because_each_key": "Its key is no longer in `for_each`.",
    "delete_because_no_move_target": "It was moved to an address that is not in the configuration.",
    "replace_because_tainted": "It is tainted: an earlier apply failed while making it, or somebody tainted it.",
    "replace_because_cannot_update": "AWS cannot change it in place.",
    "replace_by_request": "Somebody asked for it with -replace.",
    "replace_by_triggers": "Its replace_triggered_by names something that changes.",
}
"""Terraform's `action_reason`; source: Terraform's description of its JSON output format."""


def cause_of(change: Change) -> tuple[str, ...]:
    """Returns the causes of a destruction or replacement, none where Terraform names none."""
    said = [REASONS.get(change.reason, f"Terraform says: {change.reason}.")] if change.reason else []
    if change.deposed:
        said.append(f"It is what an earlier replacement left over (deposed object {change.deposed}).")
    if change.replace_paths:
        said.append(f"Forced by {', '.join(change.replace_paths)}.")
    return tuple(said)
