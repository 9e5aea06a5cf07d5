"""What the tests of commands stand on: people, faults and a bad network in front of the emulator."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from camunda_byok.aws.answers import Asked, answer, pages
from camunda_byok.aws.together import together
from camunda_byok.inventory.values import Unknown
from sandbox.faulty_network import FaultyNetwork, reset, silence, throttling
from sandbox.people import AUDITOR, CUSTOMER_ACCOUNT, DEPLOYER, STRANGER, TENANT
from tests.emulated import Emulated, environment_of, make_key
from tests.faulty import Faulty

REGION = "eu-west-1"


def code_of(call: Any, **arguments: Any) -> str:
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response.get("Error", {}).get("Code"))
    return "allowed"


def test_the_environments_key_has_its_policy_and_alias(emulated: Emulated) -> None:
    environment = environment_of()
    arn = make_key(emulated.clients_of(DEPLOYER), environment)
    kms = {person: emulated.clients_of(person)("kms", REGION) for person in (AUDITOR, TENANT, STRANGER)}
    assert kms[AUDITOR].describe_key(KeyId=environment.names.key_alias)["KeyMetadata"]["Arn"] == arn
    assert code_of(kms[TENANT].encrypt, KeyId=arn, Plaintext=b"x") == "allowed"
    assert code_of(kms[STRANGER].encrypt, KeyId=arn, Plaintext=b"x") == "AccessDeniedException"


@pytest.mark.parametrize("attempt", ["first", "second"])
def test_every_test_finds_the_emulator_empty(emulated: Emulated, attempt: str) -> None:
    kms = emulated.clients_of(DEPLOYER)("kms", REGION)
    assert kms.list_keys()["Keys"] == []
    make_key(emulated.clients_of(DEPLOYER), environment_of())
    assert len(kms.list_keys()["Keys"]) == 1


def test_the_command_runs_as_a_person_in_this_process_and_in_its_own(emulated: Emulated) -> None:
    assert emulated.run(DEPLOYER, "--help").exit_code == 0
    assert emulated.command(DEPLOYER, "--help").returncode == 0


@pytest.mark.parametrize(
    ("service", "operation", "call", "code"),
    [
        ("kms", "ListKeys", "list_keys", "AccessDeniedException"),
        ("s3", "ListBuckets", "list_buckets", "AccessDenied"),
        ("sns", "ListTopics", "list_topics", "AuthorizationError"),
        ("cloudwatch", "DescribeAlarms", "describe_alarms", "AccessDenied"),
        ("logs", "DescribeLogGroups", "describe_log_groups", "AccessDeniedException"),
    ],
)
def test_a_chosen_operation_is_denied_in_the_services_words(
    emulated: Emulated, service: str, operation: str, call: str, code: str
) -> None:
    for denied, expected in (((), "allowed"), ((f"{service}:{operation}",), code)):
        client = Faulty(emulated.clients_of(DEPLOYER), deny=denied)(service, REGION)
        assert code_of(getattr(client, call)) == expected


def test_pages_are_denied_too(emulated: Emulated) -> None:
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of())
    asked = Asked(action="kms:ListGrants", region=REGION)
    for denied in ((), ("kms:ListGrants",)):
        faulty = Faulty(emulated.clients_of(DEPLOYER), deny=denied)
        found = answer(lambda: pages(faulty("kms", REGION), "list_grants", "Grants", KeyId=arn), asked)  # noqa: B023
        assert isinstance(found, Unknown) == bool(denied)
        assert faulty.calls == ["kms:ListGrants"]


def test_a_throttled_call_goes_through_when_tried_again(emulated: Emulated) -> None:
    faulty = Faulty(emulated.clients_of(DEPLOYER), throttle={"kms:ListKeys": 2})
    assert code_of(faulty("kms", REGION).list_keys) == "allowed"
    assert faulty.calls == ["kms:ListKeys"] * 3


def test_credentials_can_be_at_their_end(emulated: Emulated) -> None:
    faulty = Faulty(emulated.clients_of(DEPLOYER), expired=["kms:*"])
    assert code_of(faulty("kms", REGION).list_keys) == "ExpiredTokenException"
    assert code_of(faulty("sts", REGION).get_caller_identity) == "allowed"


def test_a_call_can_hang(emulated: Emulated) -> None:
    faulty = Faulty(emulated.clients_of(DEPLOYER), hang={"kms:ListKeys": 1.0})
    started = time.monotonic()
    found = together({"keys": faulty("kms", REGION).list_keys, "who": faulty("sts", REGION).get_caller_identity}, seconds=0.4)
    assert isinstance(found["keys"], Unknown)
    assert not isinstance(found["who"], Unknown)
    assert time.monotonic() - started < 0.9


def test_the_commands_clients_get_through_throttling_in_bounded_time(
    emulated: Emulated, throttled_emulator: FaultyNetwork
) -> None:
    make_key(emulated.clients_of(DEPLOYER), environment_of())
    clients = emulated.clients_of(DEPLOYER, throttled_emulator.url)
    started = time.monotonic()
    asked = Asked(action="kms:ListKeys", region=REGION)
    kms = clients("kms", REGION)
    found = together({number: lambda: answer(kms.list_keys, asked) for number in range(12)}, seconds=30)
    throttled = [fault for fault in throttled_emulator.fired() if fault["action"] == "error:ThrottlingException"]
    assert throttled, "nothing was throttled, so nothing was shown"
    assert sum(not isinstance(one, Unknown) for one in found.values()) >= 11  # one in 400 stays throttled
    assert time.monotonic() - started < 30


def test_a_bad_network_keeps_signatures_so_that_the_emulator_knows_who_calls(
    emulated: Emulated, throttled_emulator: FaultyNetwork
) -> None:
    throttled_emulator.replace()
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of())
    for person, expected in ((TENANT, "allowed"), (STRANGER, "AccessDeniedException")):
        kms = emulated.clients_of(person, throttled_emulator.url)("kms", REGION)
        assert code_of(kms.encrypt, KeyId=arn, Plaintext=b"x") == expected
    who = emulated.clients_of(TENANT, throttled_emulator.url)("sts", REGION).get_caller_identity()
    assert who["Account"] != CUSTOMER_ACCOUNT


def test_what_never_goes_through_is_given_up(emulated: Emulated, throttled_emulator: FaultyNetwork) -> None:
    kms = emulated.clients_of(DEPLOYER, throttled_emulator.url)("kms", REGION)
    asked = Asked(action="kms:ListKeys", region=REGION)
    assert not isinstance(answer(kms.list_keys, asked), Unknown)
    for rule in (throttling(1.0), silence(200), reset(1.0)):
        throttled_emulator.replace(rule)
        found = together({"keys": lambda: answer(kms.list_keys, asked)}, seconds=1.0)
        assert isinstance(found["keys"], Unknown)
