"""Every rule, by name: nothing is discovered. Heaviest matters first, as `byok rules` lists them."""

from collections.abc import Iterator

from camunda_byok.finding import Finding, Weight
from camunda_byok.rules import (
    alias_lost,
    alias_retargeted,
    deletion_window_shortened,
    key_created_again,
    key_destroyed,
    key_disabled,
    key_enabled,
    key_replaced,
    key_taken_off,
    lockout_check_bypassed,
    prevent_destroy_gone,
    replica_removed,
    rotation_off,
    rotation_period_lengthened,
)
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Rule

RULES = tuple(
    Rule(module)
    for module in (
        # The key itself.
        key_destroyed,
        key_replaced,
        key_created_again,
        replica_removed,
        key_disabled,
        key_enabled,
        alias_retargeted,
        alias_lost,
        key_taken_off,
        prevent_destroy_gone,
        lockout_check_bypassed,
        deletion_window_shortened,
        rotation_off,
        rotation_period_lengthened,
    )
)

_ORDER = {Weight.BLOCK: 0, Weight.WARN: 1, Weight.NOTE: 2}


def findings(case: Case) -> list[Finding]:
    """Returns what every rule finds in a case, most severe first."""
    return sorted(_all(case), key=lambda found: (not found.blocks, _ORDER[found.weight], bool(found.cannot_tell), found.address))


def _all(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule.findings(case)
