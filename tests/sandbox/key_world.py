"""An emulator, its people, and environments of which the key stacks alone are deployed: less than a minute each."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cdktf
from botocore.exceptions import ClientError
from ruamel.yaml import YAML

from camunda_byok.environment import Environment
from sandbox.deployment import Deployment
from sandbox.emulator import Emulator
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, Person
from sandbox.world import World
from stacks.key_stack import KeyStack

FIRST, SECOND = "eu-west-1", "eu-west-2"


class KeyWorld:
    """Environments in a folder of their own, which `BYOK_ENVIRONMENTS` names to main.py."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.world = World(emulator).prepare()
        self.environments = folder / "environments"
        self.environments.mkdir()
        variables = self.world.environment(DEPLOYER, FIRST)
        self.deployment = Deployment(folder, environment="pair", variables=variables, environments=self.environments)

    def describe(self, name: str, tenant: Person, **fields: Any) -> Environment:
        """Writes the file of an environment and returns what it says."""
        described = {
            "name": name,
            "account": CUSTOMER_ACCOUNT,
            "region": FIRST,
            "deployers": [DEPLOYER.arn],
            "camunda": {"tenant_role": tenant.arn},
            **fields,
        }
        YAML(typ="safe").dump(described, self.environments / f"{name}.yaml")
        return Environment.model_validate(described)

    def kms(self, person: Person, region: str = FIRST) -> Any:
        return self.world.client("kms", person, region)

    def attempt(self, person: Person, arn: str, operation: str, **arguments: Any) -> str:
        """Calls KMS in the key's region and returns what came of it: `allowed`, or the error's code."""
        try:
            getattr(self.kms(person, arn.split(":")[3]), operation)(KeyId=arn, **arguments)
        except ClientError as error:
            return str(error.response.get("Error", {}).get("Code"))
        return "allowed"

    def synthesize(self, environment: Environment) -> None:
        """Synthesizes the key stack of an environment anew, in this process: the file is what cdktf would write."""
        assert environment.managed_key
        stack = KeyStack(cdktf.Testing.app(), environment=environment, settings=environment.managed_key)
        changed = json.loads(str(cdktf.Testing.synth(stack, True)))
        file = self._key_stack(environment)
        changed["terraform"]["backend"] = json.loads(file.read_text())["terraform"]["backend"]
        file.write_text(json.dumps(changed))

    def _key_stack(self, environment: Environment) -> Path:
        return self.deployment.folder(f"{environment.name}-key") / "cdk.tf.json"

    def plan_of(self, environment: Environment) -> str:
        """Plans the deployed key stack of an environment as it would be with other settings, and returns what Terraform says."""
        file = self._key_stack(environment)
        before = file.read_text()
        self.synthesize(environment)
        try:
            ended = self.deployment.plan(f"{environment.name}-key")
        finally:
            file.write_text(before)
        return " ".join((ended.stdout + ended.stderr).replace("│", " ").split())


@contextmanager
def open_key_world(folder: Path) -> Iterator[KeyWorld]:
    with Emulator(folder) as emulator:
        yield KeyWorld(folder, emulator)


PEOPLE = {"administrators": [ADMINISTRATOR.arn], "auditors": [AUDITOR.arn], "break_glass": [BREAK_GLASS.arn]}
