"""Every rule, by name: nothing is discovered. Heaviest matters first, as `byok rules` lists them."""

from collections.abc import Iterator
from difflib import get_close_matches

from camunda_byok.errors import InputError
from camunda_byok.finding import Finding, Weight
from camunda_byok.rules import (
    alias_lost,
    alias_retargeted,
    camunda_removed,
    camunda_restricted,
    dead_cross_account_grant,
    deletion_window_shortened,
    grant_to_stranger,
    guard_removed,
    key_created_again,
    key_destroyed,
    key_disabled,
    key_enabled,
    key_forgotten,
    key_not_symmetric,
    key_replaced,
    key_taken_off,
    lockout_check_bypassed,
    policy_in_doubt,
    policy_lockout,
    prevent_destroy_gone,
    principal_gains_administration,
    principal_gains_grants,
    principal_gains_policy,
    principal_gains_replication,
    principal_gains_use,
    replica_removed,
    rotation_off,
    rotation_period_lengthened,
    service_key_weakened,
    tenant_role_changed,
    unique_id_principal,
    wildcard_principal,
)
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Rule

RULES = tuple(
    Rule(module)
    for module in (
        # Keys, their policies, aliases and grants.
        key_destroyed,
        key_replaced,
        key_created_again,
        replica_removed,
        key_disabled,
        key_enabled,
        camunda_removed,
        camunda_restricted,
        tenant_role_changed,
        unique_id_principal,
        policy_lockout,
        policy_in_doubt,
        wildcard_principal,
        principal_gains_use,
        principal_gains_grants,
        principal_gains_policy,
        principal_gains_replication,
        principal_gains_administration,
        grant_to_stranger,
        service_key_weakened,
        key_not_symmetric,
        alias_retargeted,
        alias_lost,
        key_forgotten,
        key_taken_off,
        guard_removed,
        prevent_destroy_gone,
        lockout_check_bypassed,
        deletion_window_shortened,
        rotation_off,
        rotation_period_lengthened,
        dead_cross_account_grant,
    )
)

IDS = tuple(rule.id for rule in RULES)

_ORDER = {Weight.BLOCK: 0, Weight.WARN: 1, Weight.NOTE: 2}


def the_one_called(rule_id: str) -> Rule:
    """Returns the rule with this id. Raises InputError where there is none."""
    for rule in RULES:
        if rule.id == rule_id:
            return rule
    raise InputError(
        field="rule",
        value=rule_id,
        problem="there is no such rule",
        allowed=", ".join(get_close_matches(rule_id, IDS)) or "an id that `byok rules` lists",
        remedy="Write the rule's id as the finding shows it.",
    )


def findings(case: Case) -> list[Finding]:
    """Returns what every rule finds in a case, most severe first."""
    return sorted(_all(case), key=lambda found: (not found.blocks, _ORDER[found.weight], bool(found.cannot_tell), found.address))


def _all(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule.findings(case)
