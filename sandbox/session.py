"""One environment deployed to an emulator of its own, for `make sandbox` and for the tests."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from camunda_byok.destinations import Sqs
from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.patterns.watched import Channel, Plumbing, Watched, WatchedKey, WatchedTrail
from camunda_byok.policies.documents import document, to_json
from camunda_byok.severity import Severity
from sandbox.deployment import REPOSITORY, Deployment
from sandbox.emulator import Emulator
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, PEOPLE
from sandbox.records import Records, records_for
from sandbox.world import World

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
        self.clients = cache(lambda who, service: self.world.client(service, people[who], self.environment.region))

    def deployer(self, service: str) -> Any:
        """A client of the deployer, who may read everything that he deploys."""
        return self.clients(DEPLOYER.name, service)

    def records(self, key_arn: str) -> dict[str, Records]:
        """The events on which the alarms are tried, about the deployed key and trail."""
        names = self.environment.names
        key = WatchedKey(arn=key_arn, key_id=key_arn.rsplit("/", 1)[1])
        channel = Channel(topic_arn=names.topic_arn, queue=names.dead_letter_queue, key=key)
        return records_for(
            Watched(
                key_arn=key.arn,
                key_id=key.key_id,
                aliases=(names.key_alias,),
                regions=(names.region,),
                camunda_account="444455556666",
                deployers=self.environment.deployers,
                others_may_use=False,
                people=self.environment.deployers,
                silent_hours=None,
                trail=WatchedTrail(name=names.trail, arn=names.trail_arn, bucket=names.log_bucket, key=key),
                plumbing=Plumbing(prefix=names.rule(""), log_group=names.log_group, page=channel, notice=channel),
            )
        )

    def _make_subscriber(self) -> str:
        """Makes the queue that the environment names as a destination, as its owner would have before."""
        arn = next(one.arn for one in self.environment.alarms.destinations if isinstance(one, Sqs))
        topics_send = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": [self.environment.names.topic_arn(severity) for severity in Severity]}},
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
