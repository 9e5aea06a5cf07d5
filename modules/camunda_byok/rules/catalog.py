"""Every rule, by name: nothing is discovered. Heaviest matters first, as `byok rules` lists them."""

from collections.abc import Iterator

from camunda_byok.finding import Finding, Weight
from camunda_byok.rules import (
    access_logs_off,
    alarm_disabled,
    alarm_narrowed,
    alarm_removed,
    alarm_threshold_raised,
    alarm_without_destination,
    bucket_encryption_weakened,
    chat_channel_removed,
    expiry_earlier,
    global_events_left_out,
    key_destroyed,
    key_events_left_out,
    lock_weakened,
    log_bucket_delivery_cut,
    log_bucket_destroyed,
    log_bucket_force_destroy,
    log_bucket_policy_widened,
    log_bucket_public,
    log_group_destroyed,
    log_retention_shortened,
    metric_filter_changed,
    place_changed,
    queue_policy_widened,
    role_removed,
    role_trust_widened,
    rotation_off,
    subscription_removed,
    target_lost,
    topic_policy_widened,
    topic_publish_cut,
    topic_removed,
    trail_bucket_changed,
    trail_destroyed,
    trail_log_group_detached,
    trail_single_region,
    trail_stopped,
    trail_unencrypted,
    undelivered_lost,
    validation_off,
    versioning_off,
)
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Rule

RULES = tuple(
    Rule(module)
    for module in (
        # The key itself.
        key_destroyed,
        rotation_off,
        # Trail and log.
        trail_destroyed,
        trail_stopped,
        key_events_left_out,
        trail_bucket_changed,
        trail_log_group_detached,
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
        chat_channel_removed,
        alarm_without_destination,
        undelivered_lost,
        topic_policy_widened,
        queue_policy_widened,
        role_removed,
        role_trust_widened,
        # Where it all is.
        place_changed,
    )
)

_ORDER = {Weight.BLOCK: 0, Weight.WARN: 1, Weight.NOTE: 2}


def findings(case: Case) -> list[Finding]:
    """Returns what every rule finds in a case, most severe first."""
    return sorted(_all(case), key=lambda found: (not found.blocks, _ORDER[found.weight], bool(found.cannot_tell), found.address))


def _all(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule.findings(case)
