"""`python -m sandbox.moving CHECKOUT`: deploys with this checkout, goes on with a copy that was moved to cdktn, and comes back.

All of it in one folder, with one state. What is asked at each step is whether Terraform would change anything: a key that was
replaced would be another key.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from camunda_byok.errors import InputError
from camunda_byok.operations.claims import Claim
from sandbox.deployment import NO_CHANGES, CommandFailed, Deployment
from sandbox.emulator import EmulatorError
from sandbox.session import SANDBOX, Session, open_session


def moved(session: Session, checkout: Path) -> Deployment:
    """Returns the deployment in the session's folder as the other checkout's command and application go on with it."""
    commands = checkout / ".venv" / "bin"
    return Deployment(
        session.work_directory,
        environment=SANDBOX,
        variables=session.deployment.variables,
        command=commands / "cdktn",
        application=f"{commands / 'python'} {checkout / 'main.py'}",
    )


def claims(session: Session, checkout: Path) -> Iterator[Claim]:
    """Deploys and moves; yields what must hold."""
    deployment = session.deployment
    deployment.deploy()
    before = {stack: ids(session.work_directory, stack) for stack in deployment.stacks}
    other = moved(session, checkout)
    # Planned before anything is deployed: afterwards a change would be made already, and the plan empty.
    other.synthesize()
    planned = list(unchanged(other, "after the move"))
    yield from planned
    if not all(claim.holds for claim in planned):
        return  # nobody would deploy that
    made: list[str] = []
    other.deploy(made.append)
    yield Claim("deploying after the move makes nothing", not made, ", ".join(made))
    for stack in deployment.stacks:
        after = ids(session.work_directory, stack)
        yield Claim(f"{stack}: every resource is the one that it was", after == before[stack], f"{before[stack]} -> {after}")
    # And back, as somebody does who finds a fault in the successor; a Deployment writes the folder's cdktf.json.
    back = Deployment(session.work_directory, environment=SANDBOX, variables=deployment.variables)
    back.synthesize()
    yield from unchanged(back, "after moving back")


def unchanged(deployment: Deployment, when: str) -> Iterator[Claim]:
    for stack in deployment.stacks:
        plan = deployment.plan(stack)
        yield Claim(f"{stack}: a plan {when} is empty", plan.returncode == NO_CHANGES, plan.stdout[-2000:] + plan.stderr[-2000:])


def ids(work_directory: Path, stack: str) -> dict[str, str]:
    """Returns the id of every resource in a stack's state, by its address."""
    state = json.loads((work_directory / f"terraform.{stack}.tfstate").read_text(encoding="utf-8"))
    return {
        f"{resource['type']}.{resource['name']}": str(resource["instances"][0]["attributes"]["id"])
        for resource in state["resources"]
        if resource["mode"] == "managed"
    }


def main(arguments: list[str]) -> int:
    (checkout,) = arguments
    try:
        with open_session() as session:
            made = list(claims(session, Path(checkout).resolve()))
            resources = sum(len(ids(session.work_directory, stack)) for stack in session.deployment.stacks)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except (CommandFailed, EmulatorError) as error:
        print(error, file=sys.stderr)
        return 1
    broken = [claim for claim in made if not claim.holds]
    for claim in broken:
        print(f"{claim.sentence}: {claim.seen}", file=sys.stderr)
    if not broken:
        print(f"{resources} resources that cdktf deployed are the same after the move and back, with empty plans")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
