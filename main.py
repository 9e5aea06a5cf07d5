"""The cdktf application: three stacks for every environment that can be read."""

import os
import sys
from pathlib import Path

from camunda_byok.bindings import App
from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.output.input_errors import as_text
from stacks.alarms_stack import AlarmsStack
from stacks.key_stack import KeyStack
from stacks.trail_stack import TrailStack


def add_stacks(app: App, environment: Environment) -> None:
    trail = TrailStack(app, environment=environment)
    alarms = AlarmsStack(app, environment=environment)
    alarms.add_dependency(trail)
    if environment.managed_key:
        alarms.add_dependency(KeyStack(app, environment=environment, settings=environment.managed_key))


def main() -> None:
    loaded = load(os.environ.get("BYOK_ENVIRONMENTS") or Path(__file__).parent / "environments")
    if loaded.errors:
        print(as_text(loaded.errors), file=sys.stderr)
        if os.environ.get("BYOK_STRICT") == "1":
            sys.exit(2)
        print("\nThe environments above are left out; the others are synthesized.", file=sys.stderr)
    app = App()
    for environment in loaded.environments:
        add_stacks(app, environment)
    app.synth()


if __name__ == "__main__":
    main()
