"""Where the plans are made: an emulator with the environment `orders` deployed, and a copy of a stack for each change."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from camunda_byok.environment import Environment
from camunda_byok.policies.documents import document, to_json
from sandbox.deployment import CommandFailed, Deployment
from sandbox.emulator import Emulator
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, PEOPLE, Person
from sandbox.world import World, iam_policies
from tests.application import synthesize
from tests.plans.foreign_plans import ForeignPlan
from tests.plans.hands import Hands
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange

ENVIRONMENTS = Path(__file__).parent / "environments"
FOREIGN = Path(__file__).parent / "foreign"
ORDERS = "orders"
REGION = "eu-west-1"
RECEIVER = "https://api.opsgenie.example/v1/json/amazonsns?apiKey=11111111-2222-3333-4444-555555555555"
"""What the parameter holds that the environment names: an address with a key in it, which Terraform marks as sensitive."""
ELSEWHERE = Person("deployer_elsewhere", "777788889999", "/platform/", "byok-deployer")
"""A role of another account, which the deployer may assume."""
STATE = "terraform.tfstate"
PLAN = "the.plan"


class Workshop:
    """Deploys `orders`, and plans changes of it. Nothing that is planned is ever applied."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self._folder = folder
        self._world = World(emulator).prepare()
        self._settings: dict[str, Any] = YAML(typ="safe").load(ENVIRONMENTS / f"{ORDERS}.yaml")
        self.environment = Environment.model_validate(self._settings)
        self._prepare(emulator)
        variables = self._world.environment(DEPLOYER, REGION)
        self._deployment = Deployment(folder, environment=ORDERS, variables=variables, environments=ENVIRONMENTS)

    def _prepare(self, emulator: Emulator) -> None:
        """Makes what the environment names and its owner would have made before."""
        policy = iam_policies()[DEPLOYER]
        besides = document({"Effect": "Allow", "Action": ["ssm:GetParameter", "sts:AssumeRole"], "Resource": "*"})
        self._world.permit(DEPLOYER, {**policy, "Statement": policy["Statement"] + list(besides["Statement"])})
        self._world.add(ELSEWHERE, policy)
        trusts_deployer = document({"Effect": "Allow", "Principal": {"AWS": DEPLOYER.arn}, "Action": "sts:AssumeRole"})
        iam = emulator.client("iam", emulator.root(ELSEWHERE.account))
        iam.update_assume_role_policy(RoleName=ELSEWHERE.role, PolicyDocument=to_json(trusts_deployer))
        root = emulator.root(CUSTOMER_ACCOUNT)
        emulator.client("ssm", root, REGION).put_parameter(Name="/byok/opsgenie", Type="SecureString", Value=RECEIVER)
        emulator.client("sqs", root, REGION).create_queue(QueueName="byok-orders-subscriber")

    def deploy(self, *stacks: str) -> None:
        """Deploys these stacks and keeps a copy of each to plan with."""
        for stack in stacks:
            # Alarms depend on the others, and cdktf wants to see those as well.
            self._deployment.deploy(stacks="*" if stack == "alarms" else stack)
        for stack in stacks:
            self._keep_copy(stack)

    def _keep_copy(self, stack: str) -> None:
        name, copy = f"{ORDERS}-{stack}", self._copy(stack)
        shutil.copytree(self._deployment.folder(name), copy, symlinks=True)
        shutil.copy(self._folder / f"terraform.{name}.tfstate", copy / STATE)
        synthesized = _read(copy / "cdk.tf.json")
        synthesized["terraform"]["backend"] = {"local": {"path": STATE}}
        _dump(copy / "cdk.tf.json", synthesized)
        self._terraform(copy, "init", "-reconfigure")
        # The provider writes some values otherwise when it reads them again; without this every plan would tell of it.
        self._terraform(copy, "apply", "-refresh-only", "-auto-approve")

    def plan_of(self, change: PlannedChange) -> Json:
        """Returns the plan as `terraform show -json` tells it."""
        with self._done(change), self._copy_of(change) as folder:
            asks = [] if change.looks_again else ["-refresh=false"]
            ended = self._run(folder, "plan", f"-out={PLAN}", "-lock=false", *asks, *change.arguments)
            self._check(change, ended)
            return json.loads(self._terraform(folder, "show", "-json", PLAN))

    def foreign_plan_of(self, foreign: ForeignPlan) -> Json:
        """Returns the plan of a configuration that this kit did not make, as `terraform show -json` tells it."""
        folder = self._folder / "foreign" / foreign.name
        shutil.copytree(FOREIGN / foreign.folder, folder)
        self._terraform(folder, "init")
        if foreign.is_deployed:
            self._terraform(folder, "apply", "-auto-approve")
            self._terraform(folder, "apply", "-refresh-only", "-auto-approve")
        variables = [part for name, value in foreign.variables.items() for part in ("-var", f"{name}={value}")]
        self._terraform(folder, "plan", f"-out={PLAN}", *variables, *foreign.arguments)
        planned = json.loads(self._terraform(folder, "show", "-json", PLAN))
        if foreign.is_deployed:
            self._terraform(folder, "apply", "-destroy", "-auto-approve")
        return planned

    def _check(self, change: PlannedChange, ended: "subprocess.CompletedProcess[str]") -> None:
        said = " ".join((ended.stdout + ended.stderr).replace("│", " ").split())
        if change.refused is None and ended.returncode:
            raise CommandFailed(f"{change.name}: there is no plan.\n{ended.stdout}{ended.stderr}")
        if change.refused is not None and (not ended.returncode or change.refused not in said):
            raise CommandFailed(f"{change.name}: it was to be refused with {change.refused!r}.\n{ended.stdout}{ended.stderr}")

    @contextmanager
    def _done(self, change: PlannedChange) -> Iterator[None]:
        if change.deed is None:
            yield
            return
        hands = self._hands()
        change.deed(hands)
        try:
            yield
        finally:
            if change.undo:
                change.undo(hands)

    @contextmanager
    def _copy_of(self, change: PlannedChange) -> Iterator[Path]:
        folder = self._folder / "changes" / change.name
        shutil.copytree(self._copy(change.stack), folder, symlinks=True)
        try:
            if change.settings:
                self._synthesize(folder, change)
            for file, edit in (("cdk.tf.json", change.edit), (STATE, change.state)):
                if edit:
                    content = _read(folder / file)
                    edit(content)
                    _dump(folder / file, content)
            yield folder
        finally:
            shutil.rmtree(folder)

    def _synthesize(self, folder: Path, change: PlannedChange) -> None:
        """Puts the stack as it is with other settings in the place of the deployed one."""
        environments = folder / "environments"
        environments.mkdir()
        YAML(typ="safe").dump(_with(self._settings, change.settings), environments / f"{ORDERS}.yaml")
        made = synthesize(folder / "synthesized", environments)[f"{ORDERS}-{change.stack}"]
        synthesized = _read(made / "cdk.tf.json")
        synthesized["terraform"]["backend"] = _read(folder / "cdk.tf.json")["terraform"]["backend"]
        _dump(folder / "cdk.tf.json", synthesized)

    def _hands(self) -> Hands:
        people = {person.name: person for person in PEOPLE}

        def client(service: str, *, who: str = DEPLOYER.name, region: str = REGION) -> Any:
            return self._world.client(service, people[who], region)

        key_arn = self._deployment.output(f"{ORDERS}-key")["key_arn"]
        return Hands(names=self.environment.names, client=client, key_arn=key_arn)

    def _copy(self, stack: str) -> Path:
        return self._folder / "deployed" / stack

    def _terraform(self, folder: Path, *arguments: str) -> str:
        ended = self._run(folder, *arguments)
        if ended.returncode:
            raise CommandFailed(f"terraform {arguments[0]} ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def _run(self, folder: Path, command: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        quiet = () if command == "show" else ("-input=false",)
        return subprocess.run(
            [str(self._deployment.terraform), command, *quiet, "-no-color", *arguments],
            cwd=folder,
            # Terraform reads the provider's large schema anew each time: fewer collections save a fifth of its work.
            env={**self._deployment.variables, "GOGC": "400"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def open_workshop() -> Iterator[Workshop]:
    """Starts everything in a new temporary folder and leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="camunda-byok-plans-"))
    try:
        with Emulator(folder) as emulator:
            yield Workshop(folder, emulator)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _with(settings: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    made = deepcopy(dict(settings))
    for path, value in changed.items():
        *parents, last = path.split(".")
        inside = made
        for parent in parents:
            inside = inside[parent]
        inside[last] = value
    return made


def _read(file: Path) -> Json:
    return json.loads(file.read_text(encoding="utf-8"))


def _dump(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(content, indent=1), encoding="utf-8")
