"""The cdktf application: the stacks of every environment that can be read."""

import os
import sys
from pathlib import Path

from camunda_byok.bindings import App
from camunda_byok.constructs.guard import guard
from camunda_byok.environment_files import load
from camunda_byok.errors import InputError
from camunda_byok.output import guarded
from camunda_byok.output.input_errors import as_text
from stacks.application import add_stacks


def main() -> None:
    loaded = load(os.environ.get("BYOK_ENVIRONMENTS") or Path(__file__).parent / "environments")
    if loaded.errors:
        print(as_text(loaded.errors), file=sys.stderr)
        if os.environ.get("BYOK_STRICT") == "1":
            sys.exit(2)
        print("\nThe environments above are left out; the others are synthesized.", file=sys.stderr)
    app = App()
    blocked = False
    for environment in loaded.environments:
        stacks, risks = add_stacks(app, environment), environment.accepted_risks
        judged = guard(app, stacks=stacks, risks=risks, tenant_roles=environment.tenant_roles)
        print(guarded.as_text(judged), end="", file=sys.stderr)
        blocked = blocked or any(each.left_out for each in judged)
    if blocked and os.environ.get("BYOK_STRICT") == "1":
        sys.exit(1)
    app.synth()


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        print(as_text([error]), file=sys.stderr)
        sys.exit(2)
