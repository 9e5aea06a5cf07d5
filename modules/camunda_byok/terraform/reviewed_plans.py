"""The plans of one environment, kept between the review and the apply, so that exactly what was reviewed is applied.

    plans = ReviewedPlans(project, environment="prod", environ=os.environ)
    for planned in plans.make(): ...       # `byok plan`
    plans.check_unchanged()                # `byok apply`
    plans.apply(...)

Kept in `.byok/<environment>` of the project: the synthesized stacks, the saved plan files, and `reviewed.json` with a digest of
the configuration, plan and state of each stack. Plan files may hold secrets in clear: the folder is readable by its owner only.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from camunda_byok.errors import InputError
from camunda_byok.terraform.commands import PLAN, Terraform, TerraformFailed, missing_first
from camunda_byok.terraform.synthesis import Stack, synthesize

FOLDER = ".byok"
RECORD = "reviewed.json"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One stack with its plan, or with why it has none yet."""

    stack: str
    plan: bytes = b""
    """The saved plan as JSON; empty where there is none."""
    waits_for: str = ""
    """The stack that has to be deployed before this one can be planned."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What a stack was when its plan was reviewed."""

    stack: str
    configuration: str = ""
    plan: str = ""
    state: str = ""
    applied: bool = False
    waits_for: str = ""
    """As in Planned; there is then nothing else to know of it."""


class ReviewedPlans:
    """The saved plans of one environment."""

    def __init__(self, project: Path, *, environment: str, environ: Mapping[str, str]) -> None:
        """project: the folder with cdktf.json. environ: what Terraform and the application get, credentials included."""
        self._project = project
        self._environment = environment
        self._environ = environ
        self._folder = project / FOLDER / environment
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)  # also one that was here before, such as one out of an archive
        self._terraform = Terraform(self._folder, environ)

    def make(self, doing: Callable[[str], None]) -> Iterator[Planned]:
        """Synthesizes, plans every stack and keeps the plans; `doing` is told what happens, in words.

        Raises InputError where the environment cannot be synthesized or a stack cannot be planned for another reason than
        that one before it is not deployed yet. Then no record is left that could be applied.
        """
        (self._folder / RECORD).unlink(missing_ok=True)
        recorded: list[Recorded] = []
        for stack in self._stacks(doing):
            doing(f"Planning {stack.name}")
            self._terraform.initialize(stack.folder)
            try:
                self._terraform.plan(stack.folder)
            except TerraformFailed as failed:
                first = missing_first(failed)
                if not first:
                    raise
                recorded.append(Recorded(stack=stack.name, waits_for=first))
                yield Planned(stack=stack.name, waits_for=first)
                continue
            shown = self._terraform.show(stack.folder)
            recorded.append(self._as_it_is(stack))
            yield Planned(stack=stack.name, plan=shown)
        self._keep(recorded)

    def reviewed(self, doing: Callable[[str], None]) -> list[Planned]:
        """Returns the plans that were reviewed and not applied yet, and the stacks that had none because they wait for another.

        Raises InputError where there are none left, or where configuration, plan or state of one is not what it was.
        """
        recorded = self._recorded()
        stacks = {stack.name: stack for stack in self._stacks(doing)}
        waiting = [Planned(stack=each.stack, waits_for=each.waits_for) for each in recorded if each.waits_for]
        left = [each for each in recorded if not each.applied and not each.waits_for]
        if not left:
            raise self._nothing("every plan that was reviewed is applied")
        for each in left:
            stack = stacks.get(each.stack)
            if stack is None:
                raise self._changed(each.stack, "the configuration no longer makes this stack")
            now = self._as_it_is(stack)
            for what in ("configuration", "plan", "state"):
                if getattr(now, what) != getattr(each, what):
                    raise self._changed(each.stack, f"its {what} changed since it was planned")
        plans = [Planned(stack=each.stack, plan=self._terraform.show(stacks[each.stack].folder)) for each in left]
        return [*plans, *waiting]

    def apply(self, stack: str, said: Callable[[str], None]) -> None:
        """Applies the reviewed plan of one stack, and records that it is done, so that an interrupted apply can go on."""
        self._terraform.apply(self._folder / "stacks" / stack, said)
        self._keep([replace(each, applied=each.applied or each.stack == stack) for each in self._recorded()])

    def _stacks(self, doing: Callable[[str], None]) -> list[Stack]:
        doing("Synthesizing")
        made, said = synthesize(self._project, self._folder, self._environ)
        stacks = [stack for stack in made if stack.name.startswith(f"{self._environment}-")]
        if not stacks:
            raise InputError(
                field="ENVIRONMENT",
                value=self._environment,
                problem="the application makes no stack of this environment; it says:",
                said=said,
                remedy="Mend what it says, or name another environment.",
            )
        return stacks

    def _as_it_is(self, stack: Stack) -> Recorded:
        plan = stack.folder / PLAN
        return Recorded(
            stack=stack.name,
            configuration=_digest(stack.configuration.read_bytes()),
            plan=_digest(plan.read_bytes()) if plan.is_file() else "",
            state=self._terraform.state_fingerprint(stack.folder),
        )

    def _recorded(self) -> list[Recorded]:
        try:
            said = json.loads((self._folder / RECORD).read_text(encoding="utf-8"))
            if said["version"] != VERSION:
                raise ValueError(said["version"])
            return [Recorded(**each) for each in said["stacks"]]
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise self._nothing("no plan of this environment has been reviewed") from fault

    def _keep(self, recorded: list[Recorded]) -> None:
        text = json.dumps({"version": VERSION, "stacks": [asdict(each) for each in recorded]}, indent=2)
        written = self._folder / f"{RECORD}.new"
        written.write_text(text + "\n", encoding="utf-8")
        written.replace(self._folder / RECORD)

    def _nothing(self, problem: str) -> InputError:
        return InputError(
            field="ENVIRONMENT",
            value=self._environment,
            problem=problem,
            remedy=f"Run byok plan {self._environment} first, and read what it says.",
        )

    def _changed(self, stack: str, problem: str) -> InputError:
        return InputError(
            field=stack,
            problem=f"{problem}, so the review no longer holds",
            remedy=f"Run byok plan {self._environment} again, and read what it says.",
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
