"""`python -m tests.plans.make`: makes every plan anew; with names of changes, or of stacks, only theirs.

Deploys the environment `orders` into an emulator, plans each change with real Terraform and the real AWS provider, and writes
what came of it into `fixtures/`. Read the difference before you commit it.
"""

import sys
import time

from camunda_byok.errors import InputError
from sandbox.deployment import CommandFailed
from sandbox.emulator import EmulatorError
from tests.plans import fixtures
from tests.plans.all_changes import CHANGES
from tests.plans.making import Maker
from tests.plans.workshop import open_workshop


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - {change.name for change in CHANGES} - {*fixtures.STACKS, fixtures.FOREIGN}
    if unknown:
        print(f"There is no change and no stack {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    chosen = [change for change in CHANGES if not wanted or {change.name, change.stack} & set(wanted)]
    failed = []
    with open_workshop() as workshop:
        print("Deploying: about three minutes", flush=True)
        workshop.deploy(*fixtures.STACKS)
        maker = Maker(workshop)
        for stack in fixtures.STACKS:
            fixtures.write_base(stack, maker.base(stack))
        for number, change in enumerate(chosen, 1):
            begun = time.monotonic()
            try:
                plan = maker.plan(change)
            except CommandFailed as failure:
                failed.append(change.name)
                print(failure, file=sys.stderr)
                continue
            fixtures.write(change.stack, change.name, change.what, plan)
            print(f"{number} of {len(chosen)}: {change.name}, {time.monotonic() - begun:.0f} s", flush=True)
    if not wanted:
        fixtures.remove_others({change.name for change in CHANGES})
    print(f"No plan could be made of {', '.join(failed)}." if failed else f"Made {len(chosen)} plans.")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except InputError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except (CommandFailed, EmulatorError) as error:
        sys.exit(str(error))
