"""Every rule, by name: nothing is discovered. Heaviest matters first, as `byok rules` lists them."""

from collections.abc import Iterator
from difflib import get_close_matches

from camunda_byok.errors import InputError
from camunda_byok.finding import Finding, Weight
from camunda_byok.rules import (
    access_logs_off,
    accounts_left_out,
    alarm_disabled,
    alarm_narrowed,
    alarm_removed,
    alarm_threshold_raised,
    alarm_without_destination,
    alias_lost,
    alias_retargeted,
    bucket_encryption_weakened,
    camunda_removed,
    camunda_restricted,
    chat_channel_removed,
    dead_cross_account_grant,
    deletion_window_shortened,
    expiry_earlier,
    global_events_left_out,
    grant_to_stranger,
    guard_removed,
    key_created_again,
    key_destroyed,
    key_disabled,
    key_enabled,
    key_events_left_out,
    key_forgotten,
    key_not_symmetric,
    key_region_differs,
    key_replaced,
    key_taken_off,
    lock_weakened,
    lockout_check_bypassed,
    log_bucket_delivery_cut,
    log_bucket_destroyed,
    log_bucket_force_destroy,
    log_bucket_policy_widened,
    log_bucket_public,
    log_group_destroyed,
    log_retention_shortened,
    metric_filter_changed,
    otherwise_than_declared,
    own_key_for_trail,
    place_changed,
    plan_incomplete,
    policy_in_doubt,
    policy_lockout,
    prevent_destroy_gone,
    principal_gains_administration,
    principal_gains_grants,
    principal_gains_policy,
    principal_gains_replication,
    principal_gains_use,
    queue_policy_widened,
    replica_removed,
    role_removed,
    role_restricted,
    role_trust_widened,
    rotation_off,
    rotation_period_lengthened,
    service_key_weakened,
    subscription_filtered,
    subscription_removed,
    target_lost,
    tenant_role_changed,
    topic_policy_widened,
    topic_publish_cut,
    topic_removed,
    trail_bucket_changed,
    trail_destroyed,
    trail_log_group_detached,
    trail_single_region,
    trail_stopped,
    trail_unencrypted,
    undeclared,
    undelivered_kept_shorter,
    undelivered_lost,
    undelivered_refused,
    unique_id_principal,
    validation_off,
    versioning_off,
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
        key_region_differs,
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
        # Trail and log.
        trail_destroyed,
        trail_stopped,
        key_events_left_out,
        own_key_for_trail,
        trail_bucket_changed,
        trail_log_group_detached,
        accounts_left_out,
        trail_single_region,
        global_events_left_out,
        validation_off,
        trail_unencrypted,
        log_bucket_destroyed,
        log_group_destroyed,
        log_bucket_delivery_cut,
        log_bucket_policy_widened,
        expiry_earlier,
        log_bucket_public,
        lock_weakened,
        log_bucket_force_destroy,
        versioning_off,
        bucket_encryption_weakened,
        access_logs_off,
        log_retention_shortened,
        # Alarms and their way to people.
        alarm_removed,
        alarm_disabled,
        alarm_narrowed,
        alarm_threshold_raised,
        metric_filter_changed,
        target_lost,
        topic_removed,
        topic_publish_cut,
        subscription_removed,
        subscription_filtered,
        chat_channel_removed,
        alarm_without_destination,
        undelivered_lost,
        undelivered_refused,
        undelivered_kept_shorter,
        topic_policy_widened,
        queue_policy_widened,
        role_removed,
        role_restricted,
        role_trust_widened,
        # Where it all is.
        place_changed,
        plan_incomplete,
        # What is live besides, or otherwise.
        undeclared,
        otherwise_than_declared,
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
