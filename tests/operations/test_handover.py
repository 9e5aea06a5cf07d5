"""`byok handover`: no ARN is shown that is not sure to be right, and use is seen by whatever shows it first."""

import json
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.aws.clients import Clients
from camunda_byok.aws.identity import who_am_i
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.model import Key
from camunda_byok.key_states import KEY_STATES
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import Clock
from camunda_byok.operations.checks import CheckResult, Verdict
from camunda_byok.operations.handover.run import Handover, check, wait_for_use, window
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.key_policy import camunda_policy
from camunda_byok.silence import SilenceWindow
from sandbox.people import AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT, TENANT_STRANGER, Person
from tests.answering import Answer, Answering, error
from tests.emulated import COMMAND, Emulated, described, environment_of, hears_ctrl_c, make_key
from tests.faulty import Faulty, named
from tests.test_organisation_reach import DENY_OUTSIDERS

REGION, SECOND = "eu-west-1", "eu-west-2"
NOW = datetime.now(timezone.utc)
NO_ORGANIZATION: dict[str, Answer] = {"organizations:DescribeOrganization": error("AWSOrganizationsNotInUseException")}
LOG_GROUP = "/camunda-byok/emulated/cloudtrail"


def deployed(emulated: Emulated, environment: Environment | None = None) -> str:
    """Makes the environment's key with the tags that Terraform puts on it. Returns its ARN."""
    environment = environment or environment_of()
    deployer = emulated.clients_of(DEPLOYER)
    arn = make_key(deployer, environment)
    tag(deployer, arn, environment)
    return arn


def tag(clients: Clients, arn: str, environment: Environment, region: str = REGION) -> None:
    tags = {"environment": environment.name, "managed-by": "camunda-byok"}
    clients("kms", region).tag_resource(KeyId=arn, Tags=[{"TagKey": key, "TagValue": tags[key]} for key in tags])


def replicated(emulated: Emulated, environment: Environment) -> str:
    """Makes the replica of the environment's key, as the deployment would. Returns the primary's ARN."""
    arn = deployed(emulated, environment)
    deployer = emulated.clients_of(DEPLOYER)
    second = [thing for thing in keys_of(environment) if isinstance(thing, Key)][1]
    replica = deployer("kms", REGION).replicate_key(KeyId=arn, ReplicaRegion=SECOND, Policy=to_json(second.policy))  # type: ignore[arg-type]
    there = deployer("kms", SECOND)
    there.create_alias(AliasName=environment.names.key_alias, TargetKeyId=replica["ReplicaKeyMetadata"]["KeyId"])
    tag(deployer, replica["ReplicaKeyMetadata"]["Arn"], environment, SECOND)
    return arn


def handed(
    emulated: Emulated,
    environment: Environment | None = None,
    *,
    answers: Mapping[str, Answer] | None = None,
    faults: Mapping[str, Any] | None = None,
) -> Handover:
    environment = environment or environment_of()
    failing = [pattern for some in (faults or {}).values() for pattern in some]
    said = {name: answer for name, answer in {**NO_ORGANIZATION, **(answers or {})}.items() if not named(name, failing)}
    clients: Clients = Answering(emulated.clients_of(AUDITOR), said)
    acting = Acting(environment=environment, clients=clients, identity=who_am_i(clients, REGION))
    return check(replace(acting, clients=Faulty(clients, **faults)) if faults else acting)


def the_only_fault(found: Handover, name: str, verdict: Verdict = Verdict.FAILED) -> CheckResult:
    """Returns the result of the check, and sees that nothing else is wrong and that no ARN is shown."""
    every = (*found.results, *found.above)
    wrong = [result for result in every if result.verdict in (Verdict.FAILED, Verdict.UNKNOWN)]
    assert {(result.check, result.verdict) for result in wrong} == {(name, verdict)}, wrong
    assert all(result.remedy for result in wrong)
    assert found.arns == ()
    return wrong[0]


def put_policy(emulated: Emulated, arn: str, policy: dict[str, Any]) -> None:
    emulated.clients_of(DEPLOYER)("kms", REGION).put_key_policy(KeyId=arn, PolicyName="default", Policy=to_json(policy))


def policy_of(emulated: Emulated, arn: str) -> dict[str, Any]:
    said = emulated.clients_of(DEPLOYER)("kms", REGION).get_key_policy(KeyId=arn, PolicyName="default")
    return json.loads(said["Policy"])


# --- what may be handed over ---


def test_the_arn_of_a_key_as_it_was_declared_is_shown(emulated: Emulated) -> None:
    arn = deployed(emulated)
    found = handed(emulated)

    assert found.arns == (arn,)
    assert {result.check for result in found.results if result.verdict is Verdict.PASSED} == {
        "region",
        "account",
        "enabled",
        "symmetric",
        "alias",
        "tenant-role-may",
        "policy-as-declared",
        "one-policy",
    }


def test_both_arns_of_two_regions_are_shown(emulated: Emulated) -> None:
    environment = environment_of(second_region=SECOND)
    arn = replicated(emulated, environment)

    assert handed(emulated, environment).arns == (arn, arn.replace(REGION, SECOND))


def test_nothing_is_changed_and_only_reading_calls_are_made(emulated: Emulated) -> None:
    deployed(emulated)
    found = handed(emulated, faults={"deny": ["nothing:*"]})
    wait_for_use(found, minutes=0)
    window(found, now=NOW)

    assert isinstance(found.acting.clients, Faulty)
    calls = found.acting.clients.calls
    assert not [call for call in calls if not call.partition(":")[2].startswith(("Get", "List", "Describe", "Filter"))]
    assert "kms:ListGrants" in calls


def metadata(emulated: Emulated, arn: str, **but: Any) -> dict[str, Answer]:
    said = emulated.clients_of(AUDITOR)("kms", REGION).describe_key(KeyId=arn)["KeyMetadata"]
    return {"kms:DescribeKey": {"KeyMetadata": {**said, **but}}}


@pytest.mark.parametrize("state", [state for state in KEY_STATES if state != "Enabled"])
def test_a_key_in_any_state_but_enabled_is_kept_back(emulated: Emulated, state: str) -> None:
    found = handed(emulated, answers=metadata(emulated, deployed(emulated), KeyState=state))

    assert state in the_only_fault(found, "enabled").says


def test_a_key_that_is_really_disabled_or_pending_is_kept_back(emulated: Emulated) -> None:
    arn = deployed(emulated)
    kms = emulated.clients_of(BREAK_GLASS)("kms", REGION)
    kms.disable_key(KeyId=arn)
    the_only_fault(handed(emulated), "enabled")
    kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)
    the_only_fault(handed(emulated), "enabled")


def test_a_key_that_is_gone_is_said_to_be(emulated: Emulated) -> None:
    assert "does not exist: alias/camunda/emulated in eu-west-1" in the_only_fault(handed(emulated), "key").says


@pytest.mark.parametrize(
    ("but", "name"),
    [
        ({"KeySpec": "RSA_2048"}, "symmetric"),
        ({"KeyUsage": "GENERATE_VERIFY_MAC"}, "symmetric"),
        ({"KeyManager": "AWS"}, "customer-managed"),
        ({"ValidTo": datetime(2027, 1, 1, tzinfo=timezone.utc)}, "material-stays"),
    ],
    ids=str,
)
def test_a_key_of_another_kind_is_kept_back(emulated: Emulated, but: dict[str, Any], name: str) -> None:
    the_only_fault(handed(emulated, answers=metadata(emulated, deployed(emulated), **but)), name)


def test_a_key_of_another_region_or_account_is_kept_back(emulated: Emulated) -> None:
    arn = deployed(emulated)
    said = handed(emulated, answers=metadata(emulated, arn, Arn=arn.replace(REGION, "eu-central-1")))
    assert [one.check for one in said.results if one.verdict is Verdict.FAILED][:1] == ["region"]
    said = handed(emulated, answers=metadata(emulated, arn, Arn=arn.replace(CUSTOMER_ACCOUNT, "444455556666")))
    assert [one.check for one in said.results if one.verdict is Verdict.FAILED][:1] == ["account"]
    assert said.arns == ()


def test_an_alias_that_was_moved_is_found_by_the_keys_tags(emulated: Emulated) -> None:
    deployed(emulated)
    other = environment_of(name="other", camunda={"tenant_role": TENANT.arn})
    arn = deployed(emulated, other)
    emulated.clients_of(DEPLOYER)("kms", REGION).update_alias(AliasName="alias/camunda/emulated", TargetKeyId=arn)

    assert "the environment other" in the_only_fault(handed(emulated), "alias").says


def test_a_policy_without_the_tenant_role_is_kept_back_and_says_what_is_missing(emulated: Emulated) -> None:
    arn = deployed(emulated)
    policy = policy_of(emulated, arn)
    policy["Statement"] = [one for one in policy["Statement"] if one["Sid"] != "CamundaManagesGrants"]
    put_policy(emulated, arn, policy)
    found = handed(emulated)

    (missing,) = [one for one in found.results if one.check == "tenant-role-may"]
    assert set(missing.details) >= {"kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"}
    assert "kms:Decrypt" not in missing.details
    assert found.arns == ()


def test_a_tenant_role_that_was_made_anew_is_kept_back(emulated: Emulated) -> None:
    arn = deployed(emulated)
    policy = json.loads(json.dumps(policy_of(emulated, arn)).replace(TENANT.arn, "AROAEXAMPLE0123456789"))
    found = handed(emulated, answers={"kms:GetKeyPolicy": {"Policy": to_json(policy)}})

    assert [one for one in found.results if one.check == "tenant-role-may" and one.verdict is Verdict.FAILED]
    assert found.arns == ()


def test_a_condition_on_the_tenant_role_is_kept_back(emulated: Emulated) -> None:
    arn = deployed(emulated)
    policy = policy_of(emulated, arn)
    for statement in policy["Statement"]:
        if statement["Sid"] == "CamundaManagesGrants":
            statement["Condition"] = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    put_policy(emulated, arn, policy)
    found = handed(emulated)

    assert [one for one in found.results if one.check == "tenant-role-may" and one.verdict is Verdict.FAILED]


def test_a_policy_that_lets_somebody_more_in_is_kept_back(emulated: Emulated) -> None:
    arn = deployed(emulated)
    policy = policy_of(emulated, arn)
    guest = {"AWS": f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/platform/iam-administrator"}
    policy["Statement"].append({"Effect": "Allow", "Principal": guest, "Action": "kms:Decrypt", "Resource": "*"})
    put_policy(emulated, arn, policy)

    assert "iam-administrator" in the_only_fault(handed(emulated), "policy-as-declared").details[0]


def test_a_policy_that_means_the_same_is_fine(emulated: Emulated) -> None:
    arn = deployed(emulated)
    policy = policy_of(emulated, arn)
    policy["Statement"].reverse()
    put_policy(emulated, arn, policy)

    assert handed(emulated).arns == (arn,)


def test_a_second_policy_is_kept_back(emulated: Emulated) -> None:
    deployed(emulated)
    answers: dict[str, Answer] = {"kms:ListKeyPolicies": {"PolicyNames": ["default", "AWS_RAM"], "Truncated": False}}

    assert "AWS_RAM" in the_only_fault(handed(emulated, answers=answers), "one-policy").says


def test_a_second_key_that_is_no_replica_is_kept_back(emulated: Emulated) -> None:
    environment = environment_of(second_region=SECOND)
    deployed(emulated, environment)
    there = emulated.clients_of(DEPLOYER)("kms", SECOND)
    second = [thing for thing in keys_of(environment) if isinstance(thing, Key)][1]
    arn = there.create_key(Policy=to_json(second.policy))["KeyMetadata"]["Arn"]  # type: ignore[arg-type]
    there.create_alias(AliasName=environment.names.key_alias, TargetKeyId=arn)
    tag(emulated.clients_of(DEPLOYER), arn, environment, SECOND)

    the_only_fault(handed(emulated, environment), "two-regions")


def test_a_second_key_that_is_missing_keeps_the_first_back_too(emulated: Emulated) -> None:
    environment = environment_of(second_region=SECOND)
    deployed(emulated, environment)

    assert "second key" in the_only_fault(handed(emulated, environment), "key").says


def existing(emulated: Emulated, policy: dict[str, Any]) -> Environment:
    kms = emulated.clients_of(DEPLOYER)("kms", REGION)
    arn = kms.create_key(Policy=to_json(policy))["KeyMetadata"]["Arn"]
    return environment_of(key={"arn": arn})


def test_a_key_that_is_owned_elsewhere_needs_only_what_camunda_publishes(emulated: Emulated) -> None:
    names = environment_of().names
    published = existing(emulated, camunda_policy(names, tenant_role=TENANT.arn))
    assert handed(emulated, published).arns == (published.key_arn,)

    wrong = existing(emulated, camunda_policy(names, tenant_role=TENANT_STRANGER.arn))
    the_only_fault(handed(emulated, wrong), "tenant-role-may")


def test_a_key_that_was_taken_over_is_looked_for_by_its_alias_too(emulated: Emulated) -> None:
    kms = emulated.clients_of(DEPLOYER)("kms", REGION)
    policy = to_json(camunda_policy(environment_of().names, tenant_role=TENANT.arn))
    arn, other = (kms.create_key(Policy=policy)["KeyMetadata"]["Arn"] for _ in range(2))
    kms.create_alias(AliasName="alias/theirs", TargetKeyId=arn)
    environment = environment_of(key={"adopt": arn, "alias": "alias/theirs"})
    assert handed(emulated, environment).arns == (arn,)

    kms.update_alias(AliasName="alias/theirs", TargetKeyId=other)
    assert "leads to another key" in the_only_fault(handed(emulated, environment), "alias").says


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("kms:DescribeKey", "key"),
        ("kms:GetKeyPolicy", "tenant-role-may"),
        ("kms:ListKeyPolicies", "one-policy"),
        ("kms:ListResourceTags", "alias"),
    ],
)
def test_what_cannot_be_looked_at_keeps_the_arn_back(emulated: Emulated, operation: str, name: str) -> None:
    deployed(emulated)
    assert handed(emulated).arns
    the_only_fault(handed(emulated, faults={"deny": [operation]}), name, Verdict.UNKNOWN)


def test_an_organization_that_cuts_camunda_off_keeps_it_back_and_one_unknown_does_not(emulated: Emulated) -> None:
    arn = deployed(emulated)
    root = {"Parents": [{"Id": "r-abcd", "Type": "ROOT"}]}
    cutting: dict[str, Answer] = {
        "organizations:DescribeOrganization": {"Organization": {"Id": "o-exampleorgid"}},
        "organizations:ListParents": root,
        "organizations:ListPoliciesForTarget": {"Policies": [{"Id": "p-00000000", "Name": "perimeter"}]},
        "organizations:DescribePolicy": {"Policy": {"Content": json.dumps(DENY_OUTSIDERS)}},
    }
    the_only_fault(handed(emulated, answers=cutting), "camunda-not-cut-off")
    assert handed(emulated, faults={"deny": ["organizations:*"]}).arns == (arn,)


def test_credentials_that_end_in_the_middle_end_the_command(emulated: Emulated) -> None:
    deployed(emulated)
    with pytest.raises(InputError, match="have expired"):
        handed(emulated, faults={"expired": ["kms:GetKeyPolicy"]})


# --- whether it is used ---


class Time:
    """A clock that stands still but for those who sleep; `happens` is called at every sleep."""

    def __init__(self, happens: Any = lambda: None) -> None:
        self.slept: list[float] = []
        self.happens = happens

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.happens()

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: NOW, monotonic=lambda: sum(self.slept), sleep=self.sleep)


def record(arn: str, at: datetime = NOW, **but: Any) -> str:
    said = {
        "eventSource": "kms.amazonaws.com",
        "eventName": "GenerateDataKey",
        "eventTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "userIdentity": {"type": "AWSAccount", "accountId": "444455556666"},
        "resources": [{"ARN": arn}],
    }
    return json.dumps({**said, **but})


def logged(*messages: str) -> dict[str, Answer]:
    """A log group that holds these records, one a page. The filter pattern is not evaluated, as in the emulator."""

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        at = int(given.get("nextToken", "0"))
        page = [{"message": message} for message in messages[at : at + 1]]
        return {"events": page, **({"nextToken": str(at + 1)} if at + 1 < len(messages) else {})}

    return {"logs:FilterLogEvents": answer}


NOTHING = logged()


def kinds(signs: Iterable[Any]) -> set[str]:
    return {sign.kind for sign in signs}


def test_a_grant_of_camundas_ends_the_waiting(emulated: Emulated) -> None:
    arn = deployed(emulated)
    tenant = emulated.clients_of(TENANT)("kms", REGION)
    time = Time(lambda: tenant.create_grant(KeyId=arn, GranteePrincipal=TENANT.arn, Operations=["Decrypt"]))
    said: list[str] = []
    use = wait_for_use(handed(emulated, answers=NOTHING), minutes=30, progress=said.append, clock=time.clock)

    assert use.in_use
    assert time.slept == [15.0]
    assert kinds(use.seen.of(arn)) == {"grant"}
    assert said == ["Waiting for Camunda's first use of the key, 30 minutes at most"]


def test_a_use_that_kms_remembers_ends_it_where_nobody_else_may_use_the_key(emulated: Emulated) -> None:
    arn = deployed(emulated)
    emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=arn, Plaintext=b"x")

    assert kinds(wait_for_use(handed(emulated, answers=NOTHING), minutes=0).seen.signs) == {"last use"}


def test_a_use_that_kms_remembers_proves_nothing_where_others_may_use_the_key(emulated: Emulated) -> None:
    environment = existing(emulated, camunda_policy(environment_of().names, tenant_role=TENANT.arn))
    emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=str(environment.key_arn), Plaintext=b"x")

    assert not wait_for_use(handed(emulated, environment, answers=NOTHING), minutes=0).in_use


def test_a_record_ends_it_and_records_of_others_do_not(emulated: Emulated) -> None:
    arn = deployed(emulated)
    others = [
        record(arn, userIdentity={"accountId": CUSTOMER_ACCOUNT}),
        record(arn, errorCode="AccessDenied"),
        record(arn.replace("key/", "key/0")),
    ]
    assert not wait_for_use(handed(emulated, answers=logged(*others)), minutes=0).in_use
    use = wait_for_use(handed(emulated, answers=logged(*others, record(arn))), minutes=0)
    assert kinds(use.seen.signs) == {"record"}
    assert "GenerateDataKey" in use.seen.signs[0].says


def test_records_are_asked_for_by_camundas_account_in_the_trails_log_group(emulated: Emulated) -> None:
    deployed(emulated)
    found = handed(emulated, answers=NOTHING)
    wait_for_use(found, minutes=0)

    assert isinstance(found.acting.clients, Answering)
    (asked,) = [given for operation, given in found.acting.clients.asked if operation == "logs:FilterLogEvents"]
    assert asked["logGroupName"] == LOG_GROUP
    assert '"444455556666"' in asked["filterPattern"]


def test_after_the_time_the_waiting_ends_without_use(emulated: Emulated) -> None:
    deployed(emulated)
    time = Time()
    use = wait_for_use(handed(emulated, answers=NOTHING), minutes=1, clock=time.clock)

    assert not use.in_use
    assert sum(time.slept) == 60
    assert use.seen.unread == ()


def test_what_cannot_be_read_is_said_and_the_rest_is_seen(emulated: Emulated) -> None:
    arn = deployed(emulated)
    emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=arn, Plaintext=b"x")
    use = wait_for_use(handed(emulated, faults={"deny": ["kms:ListGrants"]}), minutes=0)

    assert use.in_use
    assert {reason.split()[0] for reason in use.seen.unread} == {"kms:ListGrants", "logs:FilterLogEvents"}


def test_the_second_key_may_rest(emulated: Emulated) -> None:
    environment = environment_of(second_region=SECOND)
    arn = replicated(emulated, environment)
    use = wait_for_use(handed(emulated, environment, answers=logged(record(arn))), minutes=30, clock=Time().clock)

    assert use.in_use
    assert use.seen.of(arn)
    assert not use.seen.of(arn.replace(REGION, SECOND))


def test_a_window_is_suggested_from_the_records(emulated: Emulated) -> None:
    arn = deployed(emulated)
    times = [NOW - timedelta(hours=hours) for hours in range(0, 200, 6)]
    found = window(handed(emulated, answers=logged(*(record(arn, at) for at in times))), now=NOW)

    assert isinstance(found, SilenceWindow)
    assert (found.uses, found.hours) == (34, 13)


# --- the command ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "emulated.yaml").write_text(json.dumps(described()))
    return tmp_path


def test_the_command_shows_the_arn_and_the_steps(emulated: Emulated, folder: Path) -> None:
    arn = deployed(emulated)
    emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=arn, Plaintext=b"x")
    ended = emulated.run(AUDITOR, "handover", "emulated", environments=folder)

    assert ended.exit_code == 0
    assert arn in ended.stdout
    assert "it can never be edited or replaced" in " ".join(ended.stdout.split())
    assert "the key in eu-west-1: in use." in ended.stdout


def test_a_key_that_is_wrong_ends_it_with_1_without_its_arn(emulated: Emulated, folder: Path) -> None:
    arn = deployed(emulated)
    emulated.clients_of(BREAK_GLASS)("kms", REGION).disable_key(KeyId=arn)
    ended = emulated.run(AUDITOR, "handover", "emulated", environments=folder)

    assert ended.exit_code == 1
    assert arn not in ended.stdout
    assert "No ARN is shown" in ended.stdout


def test_what_could_not_be_looked_at_ends_it_with_2(emulated: Emulated, folder: Path) -> None:
    arn = deployed(emulated)
    ended = emulated.run(AUDITOR, "handover", "emulated", "--no-wait", environments=folder)

    assert ended.exit_code == 2, "neither the organization nor the log group may be read"
    assert arn in ended.stdout
    assert "logs:FilterLogEvents is denied" in " ".join(ended.stdout.split())


def test_programs_get_the_arns_the_checks_and_the_use(emulated: Emulated, folder: Path) -> None:
    arn = deployed(emulated)
    emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=arn, Plaintext=b"x")
    ended = emulated.run(AUDITOR, "handover", "--all", "--window", "--format", "json", environments=folder)
    (said,) = json.loads(ended.stdout)["environments"]

    assert ended.exit_code == 0
    assert said["key_arns"] == [arn]
    assert said["use"]["in_use"]
    assert said["use"]["signs"][0]["kind"] == "last use"
    assert said["window"]["hours"] is None
    assert {one["check"] for one in said["checks"]} >= {"enabled", "tenant-role-may", "tenant-role"}


def test_credentials_of_another_account_end_it_with_2(emulated: Emulated, folder: Path) -> None:
    ended = emulated.run(TENANT, "handover", "emulated", environments=folder)

    assert ended.exit_code == 2
    assert "the AWS credentials are of another account" in ended.stderr


def test_an_end_point_that_hangs_is_not_waited_for(emulated: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed(emulated)
    monkeypatch.setattr("camunda_byok.operations.handover.run.SECONDS", 2.0)
    found = handed(emulated, faults={"hang": {"kms:GetKeyPolicy": 30.0}})

    assert "within 2 s" in the_only_fault(found, "key", Verdict.UNKNOWN).says


def test_throttling_is_waited_out(emulated: Emulated) -> None:
    arn = deployed(emulated)

    assert handed(emulated, faults={"throttle": {"kms:*": 2}}).arns == (arn,)


def test_nobody_waits_where_the_command_may_not(emulated: Emulated, folder: Path) -> None:
    deployed(emulated)
    allow(emulated, AUDITOR, "logs:FilterLogEvents")
    ended = emulated.run(AUDITOR, "handover", "emulated", "--wait", "0.02", environments=folder)

    assert ended.exit_code == 2, "there is no log group"
    emulated.clients_of(DEPLOYER)("logs", REGION).create_log_group(logGroupName=LOG_GROUP)
    ended = emulated.run(AUDITOR, "handover", "emulated", "--wait", "0.02", environments=folder)
    assert ended.exit_code == 1
    assert "What it usually is" in ended.stdout


def allow(emulated: Emulated, person: Person, *actions: str) -> None:
    allowed = {"Effect": "Allow", "Action": ["kms:DescribeKey", "kms:Get*", "kms:List*", *actions], "Resource": "*"}
    emulated.world.permit(person, {"Version": "2012-10-17", "Statement": [allowed]})


def test_ctrl_c_ends_the_waiting_with_a_word(emulated: Emulated, folder: Path) -> None:
    arn = deployed(emulated)
    command = [*COMMAND, "handover", "emulated"]
    variables = {**emulated.variables(AUDITOR, folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,
    ) as process:
        assert process.stdout
        assert process.stderr
        line = next(line for line in process.stdout if arn in line or line == "")
        time.sleep(2)  # the ARN is shown before the waiting begins
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()

    assert arn in line
    assert process.returncode == 2
    assert "Run it again at any time" in said
    assert "Traceback" not in said
