"""Who runs Terraform: the deployer, the planner, and the roles that keep the state where those are others.

Source of the deployer's actions: what Terraform's AWS provider 5.100.0 was seen to call while the stacks were deployed, the tags
that come with each creation, and the calls of later changes.
"""

from camunda_byok.access import Access, provider_role, state_role
from camunda_byok.permissions.alarms import make_alarms
from camunda_byok.permissions.keys import make_keys
from camunda_byok.permissions.permission import Permission, readings
from camunda_byok.permissions.roles import make_roles
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import use_state
from camunda_byok.permissions.trail import list_log_groups, make_trail


def make_everything(scope: Scope) -> tuple[Permission, ...]:
    """To make and change what the stacks hold. Nothing here ends a key, a bucket, the log group or the trail."""
    return (
        *make_keys(scope),
        *make_trail(scope),
        *list_log_groups(scope),
        *make_roles(scope),
        *make_alarms(scope),
    )


def deployer(scope: Scope) -> tuple[Permission, ...]:
    """Terraform's, where it deploys."""
    state = () if keeps_state_elsewhere(scope, Access.DEPLOY) else use_state(scope, writing=True)
    return (*make_everything(scope), *state)


def planner(scope: Scope) -> tuple[Permission, ...]:
    """Terraform's, where it only plans: what the deployer reads, and the lock."""
    state = () if keeps_state_elsewhere(scope, Access.PLAN) else use_state(scope, writing=False)
    return (*readings(make_everything(scope)), *state)


def keeps_state_elsewhere(scope: Scope, chosen: Access) -> bool:
    """Whether another role than the one that makes resources reads and writes the state."""
    state, provider = state_role(scope.environment, chosen), provider_role(scope.environment, chosen)
    return state is not None and state.arn != (provider.arn if provider else "")


def state_writer(scope: Scope) -> tuple[Permission, ...]:
    return use_state(scope, writing=True)


def state_reader(scope: Scope) -> tuple[Permission, ...]:
    return use_state(scope, writing=False)
