"""One environment deployed to an emulator of its own, for `make sandbox` and for the tests."""

import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from camunda_byok.destinations import Sqs
from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.names import Names
from camunda_byok.operations.claims import Client
from camunda_byok.permissions.catalog import policy_for
from camunda_byok.policies.documents import document, to_json
from camunda_byok.severity import Severity
from sandbox.deployment import REPOSITORY, Deployment
from sandbox.emulator import Emulator
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, PEOPLE
from sandbox.world import World, iam_policies

SANDBOX = "sandbox"


class Session:
    """Emulator, people and deployment around the environment `sandbox`. Nothing is deployed until somebody says so."""

    def __init__(self, work_directory: Path, emulator: Emulator) -> None:
        self.work_directory = work_directory
        self.emulator = emulator
        self.environment = sandbox_environment()
        self.world = World(emulator).prepare()
        self.deployment = Deployment(
            work_directory, environment=SANDBOX, variables=self.world.environment(DEPLOYER, self.environment.region)
        )
        self.queue_url = self._make_subscriber()
        people = {person.name: person for person in PEOPLE}
        self._client = cache(lambda who, service, region: self.world.client(service, people[who], region))

    def deploy(self, made: Callable[[str], None] = lambda address: None) -> None:
        """Deploys with exactly the policy that the deployer is documented to need; afterwards he may what he might before.

        made: is told the address of each resource that is made.
        """
        self.world.permit(DEPLOYER, policy_for(self.environment, "deployer"))
        self.deployment.deploy(made)
        self.world.permit(DEPLOYER, iam_policies()[DEPLOYER])

    def clients(self, who: str, service: str) -> Any:
        """A client of somebody in the environment's region."""
        return self._client(who, service, self.environment.region)

    def deployer(self, service: str) -> Any:
        """A client of the deployer, who may read everything that he deploys, in the environment's region."""
        return self.clients(DEPLOYER.name, service)

    def deployer_in(self, region: str) -> Client:
        """Gives the deployer's clients of a region."""
        return lambda service: self._client(DEPLOYER.name, service, region)

    @property
    def regions(self) -> list[Names]:
        """The environment's names in each of its regions, the first one's first."""
        second = self.environment.second_names
        return [self.environment.names, *([second] if second else [])]

    def _make_subscriber(self) -> str:
        """Makes the queue that the environment names as a destination, as its owner would have before."""
        arn = next(one.arn for one in self.environment.alarms.destinations if isinstance(one, Sqs))
        topics_send = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {
                "ArnEquals": {"aws:SourceArn": [names.topic_arn(severity) for names in self.regions for severity in Severity]}
            },
        }
        sqs = self.emulator.client("sqs", self.emulator.root(CUSTOMER_ACCOUNT), self.environment.region)
        queue = sqs.create_queue(QueueName=arn.rsplit(":", 1)[1], Attributes={"Policy": to_json(document(topics_send))})
        return str(queue["QueueUrl"])


def sandbox_environment() -> Environment:
    loaded = load(REPOSITORY / "environments" / f"{SANDBOX}.yaml")
    for error in loaded.errors:
        raise error
    return loaded.environments[0]


@contextmanager
def open_session() -> Generator[Session, None, None]:
    """Starts everything in a new temporary folder and leaves nothing behind, unless the emulator is kept running."""
    work_directory = Path(tempfile.mkdtemp(prefix="camunda-byok-"))
    kept = False
    try:
        with Emulator(work_directory) as emulator:
            yield Session(work_directory, emulator)
            kept = not emulator.running
    finally:
        if not kept:
            shutil.rmtree(work_directory, ignore_errors=True)
