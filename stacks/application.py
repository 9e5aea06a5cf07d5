"""What main.py makes of each environment."""

from camunda_byok.bindings import App
from camunda_byok.environment import Environment
from stacks.alarms_stack import AlarmsStack
from stacks.key_stack import KeyStack
from stacks.state_stack import StateBackendStack
from stacks.trail_stack import TrailStack


def add_stacks(app: App, environment: Environment) -> None:
    """Adds the environment's stacks, in the order in which they depend on each other."""
    alarms = AlarmsStack(app, environment=environment)
    if environment.own_trail:
        alarms.add_dependency(TrailStack(app, environment=environment, settings=environment.own_trail))
    if environment.managed_key:
        alarms.add_dependency(KeyStack(app, environment=environment, settings=environment.managed_key))
    if environment.made_state_bucket:
        StateBackendStack(app, environment=environment, settings=environment.made_state_bucket)
