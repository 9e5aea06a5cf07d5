"""What main.py makes of each environment."""

from camunda_byok.bindings import App, TerraformStack
from camunda_byok.environment import Environment
from stacks.alarms_stack import AlarmsStack
from stacks.key_stack import KeyStack
from stacks.state_stack import StateBackendStack
from stacks.trail_stack import TrailStack


def add_stacks(app: App, environment: Environment) -> list[TerraformStack]:
    """Adds the environment's stacks, and returns them in the order in which they depend on each other."""
    before: list[TerraformStack] = []
    alarms = AlarmsStack(app, environment=environment)
    if environment.own_trail:
        before.append(TrailStack(app, environment=environment, settings=environment.own_trail))
    if environment.managed_key:
        before.append(KeyStack(app, environment=environment, settings=environment.managed_key))
    for stack in before:
        alarms.add_dependency(stack)
    if environment.made_state_bucket:
        before.append(StateBackendStack(app, environment=environment, settings=environment.made_state_bucket))
    return [*before, alarms]
