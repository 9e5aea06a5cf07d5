"""An environment with its alarms in the emulator, and somebody who listens."""

from typing import Any

from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment
from sandbox.people import CUSTOMER_ACCOUNT
from sandbox.session import sandbox_environment
from tests.emulated import Emulated
from tests.live.placed import place

SUBSCRIBER = "byok-sandbox-subscriber"


class AlarmWorld:
    """The environment `sandbox` of this checkout, placed without Terraform."""

    def __init__(self, emulated: Emulated) -> None:
        self.emulated = emulated
        self.environment: Environment = sandbox_environment()
        self.root: Clients = emulated.root(CUSTOMER_ACCOUNT)
        self.root("sqs", "eu-west-1").create_queue(QueueName=SUBSCRIBER)
        place(self.environment, emulated)

    @property
    def names(self) -> Any:
        return self.environment.names
