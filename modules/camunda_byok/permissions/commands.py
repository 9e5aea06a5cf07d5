"""What each command needs to do its work, and no more."""

from camunda_byok.permissions.deploying import deployer, planner
from camunda_byok.permissions.keys import on_cluster_keys
from camunda_byok.permissions.looking import look_at_everything
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import write_records

FIND = ("kms:DescribeKey", "kms:ListResourceTags")
"""How every command finds the cluster's keys and reads what other commands wrote on them."""


def status(scope: Scope) -> tuple[Permission, ...]:
    return look_at_everything(scope)


def freeze(scope: Scope) -> tuple[Permission, ...]:
    return (
        on_cluster_keys(
            scope,
            "Freeze",
            "disable the cluster's keys and write on them who did",
            *FIND,
            "kms:DisableKey",
            "kms:TagResource",
        ),
        *write_records(scope),
    )


def plan(scope: Scope) -> tuple[Permission, ...]:
    return planner(scope)


def apply(scope: Scope) -> tuple[Permission, ...]:
    return deployer(scope)
