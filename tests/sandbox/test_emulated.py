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
from tests.aws_models import misshapen
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


@pytest.mark.parametrize("state", ["Unavailable", "PendingReplicaDeletion", "PendingImport"])
def test_a_key_can_be_put_into_a_state(emulated: Emulated, state: str) -> None:
    clients = emulated.clients_of(DEPLOYER)
    arn = make_key(clients, environment_of())
    tenant = emulated.clients_of(TENANT)("kms", REGION)
    assert code_of(tenant.encrypt, KeyId=arn, Plaintext=b"x") == "allowed"
    emulated.set_key(arn, KeyState=state)
    assert clients("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == state
    assert code_of(tenant.encrypt, KeyId=arn, Plaintext=b"x") == "KMSInvalidStateException"


def test_a_key_can_have_been_rotated_long_ago(emulated: Emulated) -> None:
    kms = emulated.clients_of(DEPLOYER)("kms", REGION)
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of())
    long_ago = time.time() - 100 * 86400
    emulated.set_key(arn, rotation=("AUTOMATIC", long_ago), _rotation_enabled=long_ago - 365 * 86400)
    (rotation,) = kms.list_key_rotations(KeyId=arn)["Rotations"]
    assert (rotation["RotationType"], round(rotation["RotationDate"].timestamp())) == ("AUTOMATIC", round(long_ago))
    next_one = kms.get_key_rotation_status(KeyId=arn)["NextRotationDate"].timestamp()
    assert round((next_one - time.time()) / 86400) == 265


def test_a_trail_can_have_delivered_or_failed(emulated: Emulated) -> None:
    clients = emulated.clients_of(DEPLOYER)
    clients("s3", REGION).create_bucket(Bucket="logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    trail = clients("cloudtrail", REGION)
    arn = trail.create_trail(Name="trail", S3BucketName="logs")["TrailARN"]
    assert "LatestDeliveryTime" not in trail.get_trail_status(Name=arn)
    emulated.set_trail_status(arn, LatestDeliveryTime=1_700_000_000, LatestDeliveryError="AccessDenied")
    status = trail.get_trail_status(Name=arn)
    assert (status["LatestDeliveryTime"].timestamp(), status["LatestDeliveryError"]) == (1_700_000_000, "AccessDenied")
    assert "LatestDeliveryTime" in trail.get_trail_status(Name="trail")


def test_a_subscription_waits_until_it_is_confirmed(emulated: Emulated) -> None:
    sns = emulated.clients_of(DEPLOYER)("sns", REGION)
    topic = sns.create_topic(Name="topic")["TopicArn"]
    asked = {"TopicArn": topic, "Protocol": "email", "Endpoint": "someone@example.com", "ReturnSubscriptionArn": True}
    arn = sns.subscribe(**asked)["SubscriptionArn"]
    listed = [sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"]]
    emulated.set_subscription(arn, confirmed=True)
    listed += [one["SubscriptionArn"] for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]]
    assert listed == ["PendingConfirmation", arn]


ANALYZER = f"arn:aws:access-analyzer:{REGION}:{CUSTOMER_ACCOUNT}:analyzer/account"
ANALYZERS = {
    "analyzers": [
        {"arn": ANALYZER, "name": "account", "type": "ACCOUNT", "createdAt": "2026-01-01T00:00:00Z", "status": "ACTIVE"},
    ]
}
FINDINGS = [
    {
        "findings": [
            {
                "id": f"finding-{number}",
                "analyzedAt": "2026-01-01T00:00:00Z",
                "createdAt": "2026-01-01T00:00:00Z",
                "updatedAt": "2026-01-01T00:00:00Z",
                "resourceType": "AWS::KMS::Key",
                "resourceOwnerAccount": CUSTOMER_ACCOUNT,
                "status": "ACTIVE",
                "findingType": "ExternalAccess",
            }
        ]
    }
    for number in range(2)
]


def analyst(emulated: Emulated) -> Any:
    emulated.world.permit(
        AUDITOR,
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "access-analyzer:*", "Resource": "*"}]},
    )
    return emulated.clients_of(AUDITOR)("accessanalyzer", REGION)


def test_access_analyzer_answers_what_was_set_in_pages(emulated: Emulated) -> None:
    client = analyst(emulated)
    assert client.list_analyzers()["analyzers"] == []
    assert code_of(client.list_findings_v2, analyzerArn=ANALYZER) == "ResourceNotFoundException"
    emulated.set_access_analyzer("ListAnalyzers", ANALYZERS)
    emulated.set_access_analyzer("ListFindingsV2", *FINDINGS)
    assert [one["arn"] for one in client.list_analyzers()["analyzers"]] == [ANALYZER]
    found = pages(client, "list_findings_v2", "findings", analyzerArn=ANALYZER)
    assert [one["id"] for one in found] == ["finding-0", "finding-1"]


def test_access_analyzer_finds_nothing_in_a_policy_only_when_told_so(emulated: Emulated) -> None:
    client = analyst(emulated)
    asked = {"policyDocument": "{}", "policyType": "RESOURCE_POLICY"}
    assert code_of(client.validate_policy, **asked) == "ValidationException"
    emulated.set_access_analyzer("ValidatePolicy", {"findings": []})
    assert code_of(client.validate_policy, **asked) == "allowed"
    assert code_of(client.validate_policy, **{**asked, "policyDocument": "{"}) == "ValidationException"
    emulated.set_access_analyzer("CheckNoPublicAccess", {"result": "FAIL", "message": "public", "reasons": []})
    assert client.check_no_public_access(policyDocument="{}", resourceType="AWS::KMS::Key")["result"] == "FAIL"


@pytest.mark.parametrize(
    ("operation", "answer_", "problem"),
    [
        ("ListAnalyzers", {"analyzers": [{"arn": "x"}]}, "lacks status"),
        ("ListAnalyzers", {"analysers": []}, "has no field analysers"),
        ("CheckNoPublicAccess", {"result": "MAYBE"}, "is none of PASS, FAIL"),
        ("ListFindingsV2", {"findings": [{**FINDINGS[0]["findings"][0], "id": 1}]}, "is no string"),
    ],
)
def test_an_answer_that_aws_would_not_give_is_recognized(operation: str, answer_: Any, problem: str) -> None:
    assert any(problem in one for one in misshapen("accessanalyzer", operation, answer_))
    assert misshapen("accessanalyzer", "ListAnalyzers", ANALYZERS) == []
