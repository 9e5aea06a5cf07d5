"""What bringing a key to its end takes: seeing how far it is, what an administrator does, and what break-glass alone may."""

from camunda_byok.permissions.alarms import rules
from camunda_byok.permissions.before import organization
from camunda_byok.permissions.commands import FIND_WITH_TAGS
from camunda_byok.permissions.keys import on_cluster_keys
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import write_records
from camunda_byok.permissions.trail import log_group, log_group_arns

SID, PURPOSE = "EndKeys", "bring a key to its end, in the only order that loses nothing"


def look_at_retiring(scope: Scope) -> tuple[Permission, ...]:
    """To see whether the key of a cluster that is gone is used, missed, or somebody's disks stand on it."""
    return (*_keys(scope, *FIND_WITH_TAGS, "kms:GetKeyLastUsage", "kms:ListGrants"), *see_use(scope))


def look_at_replacing(scope: Scope) -> tuple[Permission, ...]:
    """The same of the old key, and that the new one is right and in use."""
    return (
        *look_at_retiring(scope),
        *_keys(scope, "kms:GetKeyPolicy", "kms:ListKeyPolicies"),
        organization(scope),
    )


def retire_as_administrator(scope: Scope) -> tuple[Permission, ...]:
    return (*look_at_retiring(scope), *_administer(scope))


def replace_as_administrator(scope: Scope) -> tuple[Permission, ...]:
    return (*look_at_replacing(scope), *_administer(scope))


def retire_as_break_glass(scope: Scope) -> tuple[Permission, ...]:
    return (*look_at_retiring(scope), *_end(scope))


def replace_as_break_glass(scope: Scope) -> tuple[Permission, ...]:
    return (*look_at_replacing(scope), *_end(scope))


def _keys(scope: Scope, *actions: str) -> tuple[Permission, ...]:
    return on_cluster_keys(scope, SID, PURPOSE, *actions)


def _administer(scope: Scope) -> tuple[Permission, ...]:
    """Writing down how far it is, and going back."""
    changes = ("kms:CancelKeyDeletion", "kms:EnableKey", "kms:TagResource", "kms:UntagResource")
    return (*_keys(scope, *changes), *write_records(scope))


def _end(scope: Scope) -> tuple[Permission, ...]:
    return (*_keys(scope, "kms:DisableKey", "kms:ScheduleKeyDeletion", "kms:TagResource"), *write_records(scope))


def see_use(scope: Scope) -> tuple[Permission, ...]:
    """To see who used or missed a key: in the log group, or where there is none here, by the alarm's rule."""
    if log_group_arns(scope):
        return log_group(scope, "AskLogGroup", "see in the log who used or missed a key", "logs:FilterLogEvents")
    return (
        rules(scope, "see whether the alarm's rule is switched on", "events:DescribeRule"),
        Permission(
            sid="ReadMetrics",
            purpose="see when the alarm's rule matched",
            actions=("cloudwatch:GetMetricStatistics",),
            wide="IAM knows no resource for metrics",
        ),
    )
