"""An emulator, with or without its corrections, in which the tests of the corrections try things."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.exceptions

from sandbox.emulator import REGION, Emulator
from sandbox.people import CAMUNDA_ACCOUNT, CUSTOMER_ACCOUNT, DEPLOYER, IAM_ADMINISTRATOR, Person
from sandbox.world import World

ALLOWED, DENIED, NOT_FOUND, MALFORMED = "allowed", "AccessDenied", "NotFoundException", "MalformedPolicyDocumentException"
SECOND_REGION = "eu-west-2"
WITHOUT_IAM_POLICY = Person("without_iam_policy", CAMUNDA_ACCOUNT, "/apps/", "without-iam-policy")

Answers = dict[str, Any]


class Laboratory(World):
    """A world with a few short words for trying things."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self._clients: dict[tuple[str, Person], Any] = {}
        self._made = 0

    def kms(self, person: Person) -> Any:
        return self.client("kms", person)

    def client(self, service: str, person: Person, region: str = REGION) -> Any:
        if (service, person) not in self._clients:
            self._clients[service, person] = super().client(service, person, region)
        return self._clients[service, person]

    def key(self, *statements: dict[str, Any], **options: Any) -> str:
        """A key's ARN. Its policy gives the account everything, unless a statement takes it away again."""
        return self.kms(DEPLOYER).create_key(Policy=policy(*statements), **options)["KeyMetadata"]["Arn"]

    def name(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}-{self._made}"

    def control(self, what: str, **fields: Any) -> None:
        """Sets what only time or AWS changes, see `sandbox/emulator_control.py`."""
        self.emulator.ask(f"/_byok/{what}", fields)

    def blob(self, key: str, **options: Any) -> bytes:
        return self.kms(IAM_ADMINISTRATOR).encrypt(KeyId=key, Plaintext=b"secret", **options)["CiphertextBlob"]


def policy(*statements: dict[str, Any]) -> str:
    whole = allow("kms:*", principal=f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root")
    return json.dumps({"Version": "2012-10-17", "Statement": [whole, *statements]})


def allow(*actions: str, principal: str, **condition: Any) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": list(actions), "Resource": "*"}
    return {**statement, "Condition": condition} if condition else statement


def deny(*actions: str, **condition: Any) -> dict[str, Any]:
    return {**allow(*actions, principal="*", **condition), "Effect": "Deny"}


def iam_policy(action: str, resource: str = "*") -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}


def attempt(call: Callable[..., Any], **arguments: Any) -> str:
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        return error.response.get("Error", {}).get("Code", "").replace("AccessDeniedException", DENIED)
    return ALLOWED


@dataclass(frozen=True)
class Case:
    correction: str
    observe: Callable[[Laboratory], Answers]
    aws: Answers
    uncorrected: Answers


def laboratory(work_directory: Path, *, corrected: bool) -> Iterator[Laboratory]:
    with Emulator(work_directory, corrected=corrected) as emulator:
        world = Laboratory(emulator)
        world.prepare()
        world.add(WITHOUT_IAM_POLICY, iam_policy("sns:ListTopics"))
        yield world


def require_as_aws(case: Case, corrected: Laboratory) -> None:
    """Requires that the corrected emulator answers as AWS documents."""
    assert case.observe(corrected) == case.aws


def require_still_needed(case: Case, uncorrected: Laboratory) -> None:
    """Requires that MiniStack alone still answers otherwise: a correction that nothing needs is to be deleted."""
    observed = case.observe(uncorrected)
    assert observed != case.aws, f"MiniStack has mended it: delete {case.correction}"
    assert observed == case.uncorrected, f"MiniStack has changed it: look at {case.correction} again"
