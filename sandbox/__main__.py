"""`make sandbox`: deploys the environment `sandbox` into an emulator and proves what it promises.

Nothing is asked of AWS. KEEP=1 leaves the emulator running and says how to reach it.
"""

import os
import shlex
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from camunda_byok.errors import InputError
from camunda_byok.operations.claims import Claim, bucket_claims, key_claims, trail_claims
from camunda_byok.operations.key_proof import KeyProof, Trial
from sandbox.deployment import CommandFailed
from sandbox.emulator import EmulatorError
from sandbox.plain_http import plain_http_claims
from sandbox.proof import all_arrival_claims, all_rule_claims, live_claims, plan_claims
from sandbox.session import Session, open_session
from sandbox.summary import show


class Steps:
    """Shows what is being done, and remembers how long each step took."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Generator[Callable[[str], None], None, None]:
        """Yields a function that shows, on a terminal, how far the step has come."""
        begun = time.monotonic()
        with self.console.status(name) as status:
            yield lambda progress: status.update(f"{name}: {escape(progress)}")
        self.seconds[name] = time.monotonic() - begun
        self.console.print(f"[green]done[/] {name} [dim]{self.seconds[name]:.0f} s[/]")


def deploy(session: Session, steps: Steps) -> list[str]:
    """Returns the addresses of the resources that were made."""
    made: list[str] = []
    with steps.step("Deploying with cdktf, Terraform and the AWS provider") as progress:

        def come(address: str) -> None:
            made.append(address)
            progress(f"{len(made)} resources")

        session.deploy(come)
    return made


def prove(session: Session, steps: Steps) -> tuple[list[Trial], dict[str, list[Claim]]]:
    """Returns who could do what with the key, and what else was looked at, under a sentence for each part."""
    environment, deployment, client = session.environment, session.deployment, session.deployer
    claims: dict[str, list[Claim]] = {}
    with steps.step("Planning a second time, and trying to destroy"):
        claims["A second plan is empty; destroying key and trail is refused"] = list(plan_claims(deployment))
    key_arn = deployment.output(f"{environment.name}-key")["key_arn"]
    with steps.step("Trying who can do what with the key"):
        trials = list(KeyProof(session.clients, key_arn).trials())
    with steps.step("Looking at key, trail and buckets, and trying the alarms"):
        claims |= {
            "What is live is what is declared, and no rule finds anything in it": list(live_claims(session)),
            "The key is enabled, rotates, and is what its alias leads to": list(key_claims(environment, key_arn, client)),
            "The trail logs: everything, every region, signed": list(trail_claims(environment, client)),
            "The buckets are private, versioned, encrypted, locked, TLS only": [
                *bucket_claims(environment, client),
                *plain_http_claims(environment, client),
            ],
            "Every rule is on, tells its topic, and hears what it should alone": list(all_rule_claims(session)),
            "Drills and metric alarms reach a subscriber, each by its topic": list(all_arrival_claims(session)),
        }
    return trials, claims


def main() -> int:
    console = Console(highlight=False)
    steps = Steps(console)
    try:
        with open_session() as session:
            made = deploy(session, steps)
            trials, claims = prove(session, steps)
            holds = show(console, session.deployment.stacks, made, trials, claims, sum(steps.seconds.values()))
            if os.environ.get("KEEP") == "1":
                keep(console, session)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except (CommandFailed, EmulatorError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; the emulator is gone and nothing is left behind.", file=sys.stderr)
        return 130
    return 0 if holds else 1


def keep(console: Console, session: Session) -> None:
    """Leaves the emulator running and writes down how to reach it as the deployer."""
    variables = session.work_directory / "variables.sh"
    ours = {name: value for name, value in session.deployment.variables.items() if os.environ.get(name) != value}
    variables.touch(mode=0o600)
    variables.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(ours.items())))
    process = session.emulator.keep()
    console.print(f"\nThe emulator goes on running at {session.emulator.url}. To look around as the deployer:\n")
    console.print(f"  cd {session.work_directory} && . ./variables.sh", soft_wrap=True)
    console.print(f"  {sys.prefix}/bin/cdktf diff sandbox-key --skip-provider-lock", soft_wrap=True)
    console.print(f"\nTo end it: kill {process} && rm -r {session.work_directory}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
