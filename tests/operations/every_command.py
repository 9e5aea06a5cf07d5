"""Every command that talks to AWS, as it is typed, and a placed environment on which all of them are tried.

The environment is placed once for a module: what a test changes it puts back, or it says which key state it wants next.
"""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from camunda_byok.environment import Environment
from camunda_byok.operations import acting, alarm_trials, proving
from camunda_byok.patterns.samples import samples
from sandbox.people import (
    ADMINISTRATOR,
    AUDITOR,
    BREAK_GLASS,
    CUSTOMER_ACCOUNT,
    DEPLOYER,
    IAM_ADMINISTRATOR,
    PEOPLE,
    TENANT,
    Person,
)
from sandbox.world import iam_policies
from tests.emulated import Emulated, described
from tests.faulty import refusal
from tests.live.placed import place

if TYPE_CHECKING:
    from typer.testing import Result

REGION, SECOND = "eu-west-1", "eu-central-1"
ALIAS = "alias/camunda/prod"
MATERIAL = b"material-that-nobody-may-see-1234"[:32]
"""32 bytes that can be read: what shows them anywhere is found."""


@dataclass(frozen=True)
class Command:
    """A command as somebody types it who may."""

    arguments: tuple[str, ...]
    person: Person = DEPLOYER
    agreed: tuple[str, ...] | None = None
    """What is added to carry it out; None where it changes nothing."""

    @property
    def changes(self) -> bool:
        return self.agreed is not None


COMMANDS = {
    "preflight": Command(("preflight", "prod")),
    "handover": Command(("handover", "prod", "--no-wait")),
    "status": Command(("status", "prod")),
    "alarms": Command(("alarms", "prod")),
    "alarms test": Command(("alarms", "test", "prod"), agreed=("--yes",)),
    "rotate": Command(("rotate", "prod"), ADMINISTRATOR, ("--yes",)),
    "rotations": Command(("rotations", "prod", "--overdue"), ADMINISTRATOR),
    "import-material": Command(("import-material", "prod", "--material", "material"), IAM_ADMINISTRATOR, ("--yes",)),
    "freeze": Command(("freeze", "prod"), BREAK_GLASS, ("--confirm", ALIAS)),
    "thaw": Command(("thaw", "prod"), ADMINISTRATOR, ("--yes",)),
    "can": Command(("can", "prod", TENANT.arn, "kms:Decrypt")),
    "prove": Command(
        ("prove", "prod", "--person", f"tenant={TENANT.arn}", "--person", f"auditor={AUDITOR.arn}"), agreed=("--yes",)
    ),
}
"""By what people call them."""
WITHOUT_AWS = {"validate", "names", "schema", "organisation", "permissions", "review", "lint", "diff-policy", "rules"}
"""Commands that ask AWS nothing."""
BY_TERRAFORM = {"plan", "apply"}
"""Commands that leave AWS to Terraform: `tests/sandbox` tries them."""

NOT_HERE = {"service-quotas": "AccessDeniedException", "organizations": "AWSOrganizationsNotInUseException"}
"""What services say that the emulator lacks."""

BY_STAGES = {"replace", "retire"}
"""Commands whose next step depends on the stage that a key is in: `tests/operations/ending` tries them, on bad days as well."""

Day = Callable[[str, str, str], str | None]
"""What goes wrong on a day: given service, operation and region, the error code of an answer; None lets the call go through."""
SILENT, UNREACHABLE = "SILENT", "UNREACHABLE"
"""In the place of a code: no answer came in time, nobody waits for it; nothing is there."""


@dataclass
class Ended:
    """How a command ended, and what can be seen of it."""

    code: int
    output: str
    stdout: str
    fault: BaseException | None

    @property
    def words(self) -> str:
        """The output in one line, as it reads before it is folded, with the problem and the remedy of an InputError."""
        return " ".join(self.output.split())


@dataclass
class World:
    """The environment `prod` in the emulator, and who acts in it. `calls`: every request that arrives, as service:operation."""

    emulated: Emulated
    folder: Path
    environment: Environment
    arn: str = ""
    calls: list[str] = field(default_factory=list[str])
    day: Day = lambda service, operation, region: None
    url: str = ""
    """Where calls go instead of the emulator."""
    _made: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def kms(self) -> Any:
        return self.emulated.root(CUSTOMER_ACCOUNT)("kms", REGION)

    @property
    def tags(self) -> list[dict[str, str]]:
        """What the deployment writes on the key, as far as commands read it."""
        return [{"TagKey": "environment", "TagValue": self.environment.name}]

    @property
    def material(self) -> Path:
        return self.folder / "material"

    def clients(self, person: Person) -> Any:
        """The clients of a person, made once, on which the day has its say."""
        name = f"{person.name} {self.url}"
        if name not in self._made:
            self._made[name] = _of_the_day(self.emulated.clients_of(person, self.url), self)
        return self._made[name]

    def run(self, command: Command, *options: str, typed: str = "") -> Ended:
        """Runs a command as it is typed, in this process. Credentials come with the clients of its person."""
        from typer.testing import CliRunner

        from camunda_byok.cli.main import app
        from camunda_byok.errors import InputError
        from camunda_byok.output import input_errors

        people = {person.arn: person for person in PEOPLE}
        arguments = [str(self.material) if each == "material" else each for each in (*command.arguments, *options)]
        with pytest.MonkeyPatch.context() as patch:
            for module in (acting, proving):
                patch.setattr(
                    module, "clients_as", lambda role, region: self.clients(people[role.arn] if role else command.person)
                )
            patch.setattr(alarm_trials, "samples", few)
            done: Result = CliRunner().invoke(app, [*arguments, "--environments", str(self.folder / "environments")], input=typed)
        fault = done.exception if not isinstance(done.exception, SystemExit) else None
        if isinstance(fault, InputError):  # as `cli.main.run` shows it
            return Ended(2, done.output + input_errors.as_text([fault]), done.stdout, None)
        return Ended(done.exit_code, done.output, done.stdout, fault)

    @contextmanager
    def having(self, day: Day) -> Iterator[None]:
        before, self.day = self.day, day
        self.calls.clear()
        try:
            yield
        finally:
            self.day = before

    def seen(self) -> dict[str, Any]:
        """Everything of the key that a command could change, and the states of alarms."""
        return key_as_it_is(self)

    @property
    def records(self) -> list[str]:
        return [file.read_text(encoding="utf-8") for file in sorted((self.folder / "evidence").rglob("*.json"))]


def few(pattern: dict[str, object]) -> tuple[Any, ...]:
    """One event for each pattern: `test_alarm_drill.py` tries all, which takes longer than everything else here."""
    return tuple(samples(pattern))[:1]


def _of_the_day(clients: Any, world: World) -> Any:
    watched: set[int] = set()

    def give(service: str, region: str) -> Any:
        client = clients(service, region)
        if id(client) not in watched:
            watched.add(id(client))

            def answer(request: Any, event_name: str, **_: Any) -> Any:
                operation = event_name.rpartition(".")[2]
                world.calls.append(f"{service}:{operation}")
                code = world.day(service, operation, region) or NOT_HERE.get(service)
                if code == SILENT:
                    raise ReadTimeoutError(endpoint_url=request.url)
                if code == UNREACHABLE:
                    raise EndpointConnectionError(endpoint_url=request.url)
                return refusal(client, request.url, code, f"{service}:{operation}") if code else None

            client.meta.events.register_first("before-send", answer)
        return client

    return give


def key_as_it_is(world: World) -> dict[str, Any]:
    kms = world.kms
    said = kms.describe_key(KeyId=world.arn)["KeyMetadata"]
    return {
        "key": {name: str(value) for name, value in said.items()},
        "tags": kms.list_resource_tags(KeyId=world.arn)["Tags"],
        "policy": kms.get_key_policy(KeyId=world.arn, PolicyName="default")["Policy"],
        "grants": kms.list_grants(KeyId=world.arn)["Grants"],
        "rotations": [str(each["RotationDate"]) for each in kms.list_key_rotations(KeyId=world.arn)["Rotations"]],
        "aliases": [each["AliasName"] for each in kms.list_aliases(KeyId=world.arn)["Aliases"]],
    }


def placed(emulated: Emulated, folder: Path, **fields: Any) -> World:
    """Places `prod` and writes its file."""
    evidence = {"folder": str(folder / "evidence")}
    alarms = {"destinations": [{"kind": "email", "address": "a@example.com"}]}
    content = described("prod", **{"alarms": alarms, "evidence": evidence, **fields})
    (folder / "environments").mkdir()
    (folder / "environments" / "prod.yaml").write_text(json.dumps(content))
    world = World(emulated, folder, Environment.model_validate(content))
    place(world.environment, emulated)
    policy = iam_policies()[DEPLOYER]
    policy["Statement"][0]["Action"] += ["access-analyzer:*", "iam:SimulatePrincipalPolicy"]
    emulated.world.permit(DEPLOYER, policy)
    world.arn = world.kms.describe_key(KeyId=ALIAS)["KeyMetadata"]["Arn"]
    world.kms.tag_resource(KeyId=world.arn, Tags=world.tags)
    answers = {"name": "account", "type": "ACCOUNT", "status": "ACTIVE", "arn": "a", "createdAt": 0}
    emulated.set_access_analyzer("ListAnalyzers", {"analyzers": [answers]})
    emulated.set_access_analyzer("ListFindingsV2", {"findings": []})
    world.material.write_bytes(MATERIAL)
    world.material.chmod(0o600)
    return world


def nothing_is_shown(world: World, ended: Ended) -> None:
    """Neither what is said nor a record holds a secret: credentials, or key material in any form."""
    secrets = [MATERIAL.decode(), MATERIAL.hex(), base64.b64encode(MATERIAL).decode()]
    for person in PEOPLE:
        credentials = world.emulated.world.credentials(person)
        secrets += [credentials.access_key_id, credentials.secret_access_key, credentials.session_token or MATERIAL.decode()]
    for text in (ended.output, str(ended.fault), *world.records):
        assert not [secret for secret in secrets if secret in text]
