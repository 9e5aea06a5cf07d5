"""`byok preflight`: in a good world everything holds; each fault is found, and what cannot be looked at never counts as fine."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.aws.clients import Clients
from camunda_byok.aws.identity import who_am_i
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import KEY_POLICY_BYTES
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.checks import CheckResult, Verdict, worst
from camunda_byok.operations.preflight.caller import is_deployer, keeps_hold
from camunda_byok.operations.preflight.policies import policy_sizes
from camunda_byok.operations.preflight.run import Preflight, preflight
from camunda_byok.organisation_reach import OrganisationDocument
from sandbox.people import ADMINISTRATOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, STRANGER, TENANT, Person
from tests.answering import Answer, Answering, error
from tests.emulated import Emulated, described, environment_of, make_key
from tests.faulty import Faulty, named
from tests.test_organisation_reach import DENY_OUTSIDERS

REGION = "eu-west-1"
SSO = Person("sso", CUSTOMER_ACCOUNT, "/aws-reserved/sso.amazonaws.com/eu-west-1/", "AWSReservedSSO_Deploy_0123456789abcdef")
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
SSO_PATTERN = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role{SSO.path}AWSReservedSSO_Deploy_*"


def simulated(given: dict[str, Any], decision: str = "allowed", **more: Any) -> dict[str, Any]:
    results = [{"EvalActionName": action, "EvalDecision": decision, **more} for action in given["ActionNames"]]
    return {"EvaluationResults": results, "IsTruncated": False}


GOOD: dict[str, Answer] = {
    "iam:SimulatePrincipalPolicy": simulated,
    "accessanalyzer:ValidatePolicy": {"findings": []},
    "accessanalyzer:CheckNoPublicAccess": {"result": "PASS"},
    "service-quotas:GetServiceQuota": {"Quota": {"Value": 100000.0}},
    "organizations:DescribeOrganization": error("AWSOrganizationsNotInUseException"),
}
"""What the emulator does not know, or does not permit to the deployer, in a world without a fault."""


def acting_as(clients: Clients, environment: Environment) -> Acting:
    return Acting(environment=environment, clients=clients, identity=who_am_i(clients, environment.region))


def looked(
    emulated: Emulated,
    environment: Environment | None = None,
    *,
    person: Person = DEPLOYER,
    answers: Mapping[str, Answer] | None = None,
    faults: Mapping[str, Any] | None = None,
    policies: tuple[OrganisationDocument, ...] = (),
) -> Preflight:
    failing = [pattern for some in (faults or {}).values() for pattern in some]
    said = {name: answer for name, answer in {**GOOD, **(answers or {})}.items() if not named(name, failing)}
    clients: Clients = Answering(emulated.clients_of(person), said)
    acting = acting_as(clients, environment or environment_of())
    if faults:
        acting = replace(acting, clients=Faulty(clients, **faults))
    return preflight(acting, organisation_policies=policies)


def of(found: Preflight, check: str, verdict: Verdict) -> list[CheckResult]:
    return [result for result in found.results if (result.check, result.verdict) == (check, verdict)]


def the_only_fault(found: Preflight, check: str, verdict: Verdict = Verdict.FAILED) -> CheckResult:
    """Returns the result of the check, and sees that nothing else is wrong."""
    wrong = [result for result in found.results if result.verdict in (Verdict.FAILED, Verdict.UNKNOWN)]
    assert [(result.check, result.verdict) for result in wrong] == [(check, verdict)], wrong
    assert wrong[0].remedy
    return wrong[0]


def test_in_a_good_world_everything_holds(emulated: Emulated) -> None:
    found = looked(emulated)

    assert worst(found.results) is Verdict.PASSED, found.results
    assert {result.check for result in found.results if result.verdict is Verdict.PASSED} == {
        "account",
        "deployer",
        "no-lockout",
        "policy-size",
        "policy-valid",
        "policy-not-public",
        "names-free",
        "permissions",
        "camunda-not-cut-off",
        "region",
        "room-for-keys",
        "room-for-trail",
        "people-exist",
    }
    assert found.already_made == 0


def test_nothing_is_changed_and_only_reading_calls_are_made(emulated: Emulated) -> None:
    calls = Faulty(Answering(emulated.clients_of(DEPLOYER), GOOD))
    preflight(acting_as(calls, environment_of()))

    verbs = ("Get", "List", "Describe", "Head", "Simulate", "Validate", "Check")
    assert not [call for call in calls.calls if not call.partition(":")[2].startswith(verbs)]


def test_two_regions_are_both_looked_at(emulated: Emulated) -> None:
    found = looked(emulated, environment_of(second_region="eu-west-2"))

    assert worst(found.results) is Verdict.PASSED
    said = " ".join(result.says for result in found.results)
    assert said.count("eu-west-2 is enabled") == 1
    assert "trails record eu-west-2" in said
    assert "keys of 100000 are in eu-west-2" in said


# --- who deploys ---


def test_somebody_else_than_a_deployer_is_told_so_with_both_names(emulated: Emulated) -> None:
    emulated.world.permit(STRANGER, EVERYTHING)
    found = looked(emulated, person=STRANGER)

    (result,) = of(found, "deployer", Verdict.FAILED)
    assert STRANGER.arn in result.says
    assert f"A deployer is {DEPLOYER.arn}." in result.details
    assert of(found, "no-lockout", Verdict.FAILED), "the declared policy would lock him out"


def test_a_role_of_the_right_name_and_another_path_is_no_deployer(emulated: Emulated) -> None:
    environment = environment_of(deployers=[DEPLOYER.arn.replace("/platform/", "/")])

    assert of(looked(emulated, environment), "deployer", Verdict.FAILED)


def test_a_role_of_identity_center_is_found_by_its_wildcard(emulated: Emulated) -> None:
    emulated.world.add(SSO, EVERYTHING)

    assert worst(looked(emulated, environment_of(deployers=[SSO_PATTERN]), person=SSO).results) is Verdict.PASSED
    assert of(looked(emulated, environment_of(), person=SSO), "deployer", Verdict.FAILED)


def test_where_the_role_cannot_be_looked_up_nobody_can_tell(emulated: Emulated) -> None:
    found = looked(emulated, faults={"deny": ["iam:GetRole"]})

    for check in ("deployer", "no-lockout", "permissions"):
        assert of(found, check, Verdict.UNKNOWN), check
    assert worst(found.results) is Verdict.UNKNOWN


def test_a_role_that_no_deployer_is_called_like_needs_no_looking_up(emulated: Emulated) -> None:
    acting = acting_as(emulated.clients_of(ADMINISTRATOR), environment_of())

    assert is_deployer(acting, Unknown("it is denied")).verdict is Verdict.FAILED


def test_the_accounts_root_user_is_no_deployer(emulated: Emulated) -> None:
    environment = environment_of()
    root = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"
    acting = acting_as(emulated.clients_of(DEPLOYER), environment)

    assert is_deployer(acting, root).verdict is Verdict.FAILED
    assert [result.verdict for result in keeps_hold(environment, root)] == [Verdict.FAILED]
    assert [result.verdict for result in keeps_hold(environment, BREAK_GLASS.arn)] == [Verdict.PASSED]


def test_a_key_that_is_owned_elsewhere_has_no_policy_to_be_locked_out_by() -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    assert not list(keeps_hold(environment_of(key={"arn": arn}), STRANGER.arn))


# --- regions and room ---


@pytest.mark.parametrize("status", ["DISABLED", "ENABLING", "DISABLING"])
def test_a_region_that_is_not_enabled_fails(emulated: Emulated, status: str) -> None:
    answers: dict[str, Answer] = {
        "account:GetRegionOptStatus": lambda given: {
            "RegionName": given["RegionName"],
            "RegionOptStatus": status if given["RegionName"] == REGION else "ENABLED",
        }
    }
    result = the_only_fault(looked(emulated, answers=answers), "region")

    assert REGION in result.says
    assert status in result.says


def test_where_account_cannot_be_asked_the_region_itself_is(emulated: Emulated) -> None:
    found = looked(emulated, faults={"deny": ["account:*"]})
    assert worst(found.results) is Verdict.PASSED
    assert len(of(found, "region", Verdict.PASSED)) == 2


def test_a_region_that_does_not_know_the_credentials_is_not_enabled(emulated: Emulated) -> None:
    acting = acting_as(Answering(emulated.clients_of(DEPLOYER), GOOD), environment_of())
    faulty = Faulty(acting.clients, deny=["account:*"], fail={"sts:*": "InvalidClientTokenId"})

    results = of(preflight(replace(acting, clients=faulty)), "region", Verdict.FAILED)
    assert len(results) == 2


def trails(*arns: str) -> dict[str, Answer]:
    there = [{"TrailARN": arn} for arn in arns]
    return {"cloudtrail:DescribeTrails": lambda given: {"trailList": [] if given.get("trailNameList") else there}}


def test_five_trails_leave_no_room_and_the_own_one_does_not_count(emulated: Emulated) -> None:
    others = [f"arn:aws:cloudtrail:us-east-1:{CUSTOMER_ACCOUNT}:trail/trail-{number}" for number in range(5)]
    own = environment_of().names.trail_arn

    assert the_only_fault(looked(emulated, answers=trails(*others)), "room-for-trail").details == tuple(others)
    assert worst(looked(emulated, answers=trails(*others[:4], own)).results) is Verdict.PASSED


def test_an_environment_without_a_trail_of_its_own_needs_no_room(emulated: Emulated) -> None:
    others = [f"arn:aws:cloudtrail:us-east-1:{CUSTOMER_ACCOUNT}:trail/trail-{number}" for number in range(5)]
    environment = environment_of(trail={"arn": others[0].replace("us-east-1", REGION), "bucket": "some-logs"})

    found = looked(emulated, environment, answers=trails(*others))
    assert not [result for result in found.results if result.check == "room-for-trail"]


def test_keys_beyond_the_quota_fail_and_an_unknown_quota_is_unknown(emulated: Emulated) -> None:
    assert (
        "makes 4"
        in the_only_fault(
            looked(emulated, answers={"service-quotas:GetServiceQuota": {"Quota": {"Value": 3.0}}}), "room-for-keys"
        ).says
    )
    assert (
        worst(looked(emulated, answers={"service-quotas:GetServiceQuota": {"Quota": {"Value": 4.0}}}).results) is Verdict.PASSED
    )
    the_only_fault(looked(emulated, faults={"deny": ["service-quotas:*"]}), "room-for-keys", Verdict.UNKNOWN)


# --- names ---


def made(emulated: Emulated, service: str) -> Any:
    return emulated.clients_of(DEPLOYER)(service, REGION)


def take_alias(emulated: Emulated) -> str:
    make_key(emulated.clients_of(DEPLOYER), environment_of())
    return "alias/camunda/emulated"


def take_bucket(emulated: Emulated) -> str:
    name = environment_of().names.log_bucket
    made(emulated, "s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def take_log_group(emulated: Emulated) -> str:
    made(emulated, "logs").create_log_group(logGroupName="/camunda-byok/emulated/cloudtrail")
    return "/camunda-byok/emulated/cloudtrail"


def take_role(emulated: Emulated) -> str:
    name = environment_of().names.log_delivery_role
    emulated.world.add(Person("taken", CUSTOMER_ACCOUNT, "/", name), EVERYTHING)
    return name


def take_topic(emulated: Emulated) -> str:
    made(emulated, "sns").create_topic(Name="camunda-byok-emulated-page")
    return "camunda-byok-emulated-page"


def take_queue(emulated: Emulated) -> str:
    made(emulated, "sqs").create_queue(QueueName="camunda-byok-emulated-page-undelivered")
    return "camunda-byok-emulated-page-undelivered"


def take_rule(emulated: Emulated) -> str:
    made(emulated, "events").put_rule(Name="camunda-byok-emulated-key-disabled", EventPattern='{"source":["x"]}')
    return "camunda-byok-emulated-key-disabled"


def take_metric_alarm(emulated: Emulated) -> str:
    name = "camunda-byok-emulated-page-undelivered"
    made(emulated, "cloudwatch").put_metric_alarm(
        AlarmName=name, EvaluationPeriods=1, ComparisonOperator="LessThanThreshold", Threshold=1,
        MetricName="m", Namespace="n", Period=300, Statistic="Sum",
    )  # fmt: skip
    return name


def take_trail(emulated: Emulated) -> str:
    bucket = "somebody-elses-logs"
    made(emulated, "s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    made(emulated, "cloudtrail").create_trail(Name="camunda-byok-emulated", S3BucketName=bucket)
    return "camunda-byok-emulated"


TAKE = (
    take_alias,
    take_bucket,
    take_log_group,
    take_role,
    take_topic,
    take_queue,
    take_rule,
    take_metric_alarm,
    take_trail,
)


@pytest.mark.parametrize("take", TAKE, ids=lambda take: take.__name__)
def test_a_name_that_somebody_else_has_is_found(emulated: Emulated, take: Any) -> None:
    name = take(emulated)

    assert the_only_fault(looked(emulated), "names-free").details == (name,)


def test_a_bucket_of_another_account_is_taken(emulated: Emulated) -> None:
    found = looked(emulated, faults={"fail": {"s3:HeadBucket": "403", "s3:GetBucketTagging": "403"}})

    assert "2 buckets" in the_only_fault(found, "names-free").says


def test_a_bucket_of_ones_own_account_that_may_not_be_looked_at_is_unknown(emulated: Emulated) -> None:
    take_bucket(emulated)

    found = looked(emulated, faults={"fail": {"s3:HeadBucket": "403"}, "deny": ["s3:GetBucketTagging"]})

    assert "s3:ListBucket is denied" in the_only_fault(found, "names-free", Verdict.UNKNOWN).says


def test_a_bucket_whose_tags_may_be_read_is_known_by_them(emulated: Emulated) -> None:
    name = take_bucket(emulated)
    assert the_only_fault(looked(emulated, faults={"fail": {"s3:HeadBucket": "403"}}), "names-free").details[0] == name


def test_what_is_there_already_and_the_environments_own_is_no_fault(emulated: Emulated) -> None:
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of())
    tags = [{"TagKey": "environment", "TagValue": "emulated"}, {"TagKey": "managed-by", "TagValue": "camunda-byok"}]
    made(emulated, "kms").tag_resource(KeyId=arn, Tags=tags)
    found = looked(emulated)

    assert worst(found.results) is Verdict.PASSED
    assert found.already_made == 1


def test_what_another_environment_made_is_taken(emulated: Emulated) -> None:
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of())
    tags = [{"TagKey": "environment", "TagValue": "other"}, {"TagKey": "managed-by", "TagValue": "camunda-byok"}]
    made(emulated, "kms").tag_resource(KeyId=arn, Tags=tags)

    the_only_fault(looked(emulated), "names-free")


@pytest.mark.parametrize(
    "operation",
    [
        "kms:DescribeKey",
        "s3:HeadBucket",
        "logs:DescribeLogGroups",
        "sns:GetTopicAttributes",
        "sqs:GetQueueUrl",
        "events:DescribeRule",
        "cloudwatch:DescribeAlarms",
    ],
)
def test_a_name_that_cannot_be_looked_for_is_unknown(emulated: Emulated, operation: str) -> None:
    fail = {operation: "InternalError"} if operation == "s3:HeadBucket" else {}
    deny = [] if fail else [operation]

    the_only_fault(looked(emulated, faults={"deny": deny, "fail": fail}), "names-free", Verdict.UNKNOWN)


# --- policies and people ---


def test_a_policy_that_is_too_large_fails() -> None:
    policy = {"Version": "2012-10-17", "Statement": []}
    large = {**policy, "Id": "x" * (KEY_POLICY_BYTES - len(json.dumps(policy, separators=(",", ":"))) - len(',"Id":""'))}

    assert [result.verdict for result in policy_sizes({"key": large})] == [Verdict.PASSED]
    assert [result.verdict for result in policy_sizes({"key": {**large, "Id": f"{large['Id']}x"}})] == [Verdict.FAILED]


@pytest.mark.parametrize(
    ("kind", "fails"), [("ERROR", True), ("SECURITY_WARNING", True), ("WARNING", False), ("SUGGESTION", False)]
)
def test_what_access_analyzer_finds_is_shown(emulated: Emulated, kind: str, fails: bool) -> None:
    finding = {"findingType": kind, "issueCode": "X", "findingDetails": "Something.", "learnMoreLink": "", "locations": []}
    found = looked(emulated, answers={"accessanalyzer:ValidatePolicy": {"findings": [finding]}})

    (result,) = of(found, "policy-valid", Verdict.FAILED if fails else Verdict.PASSED)
    assert result.details == (f"{kind} X: Something.",)


def test_a_public_policy_fails_and_an_analyzer_that_may_not_be_asked_is_unknown(emulated: Emulated) -> None:
    public: dict[str, Answer] = {"accessanalyzer:CheckNoPublicAccess": {"result": "FAIL", "message": "It is public."}}

    assert "It is public." in the_only_fault(looked(emulated, answers=public), "policy-not-public").says
    denied = looked(emulated, faults={"deny": ["accessanalyzer:*"]})
    assert {result.check for result in denied.results if result.verdict is Verdict.UNKNOWN} == {
        "policy-valid",
        "policy-not-public",
    }


def test_people_who_do_not_exist_are_named(emulated: Emulated) -> None:
    key = {"administrators": [ADMINISTRATOR.arn.replace("key-administrator", "nobody")], "break_glass": [BREAK_GLASS.arn]}

    assert "role/platform/nobody" in the_only_fault(looked(emulated, environment_of(key=key)), "people-exist").says


def test_a_user_and_a_wildcard_are_looked_for_too(emulated: Emulated) -> None:
    user = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:user/ci/byok"
    environment = environment_of(deployers=[DEPLOYER.arn, user, SSO_PATTERN])
    root = emulated.emulator.client("iam", emulated.emulator.root(CUSTOMER_ACCOUNT))
    answers: dict[str, Answer] = {
        "iam:GetUser": error("NoSuchEntity"),
        "iam:ListRoles": {"Roles": [], "IsTruncated": False},
    }
    missing = looked(emulated, environment, answers=answers)
    assert len(of(missing, "people-exist", Verdict.FAILED)) == 2

    root.create_user(Path="/ci/", UserName="byok")
    emulated.world.add(SSO, EVERYTHING)
    emulated.world.permit(DEPLOYER, EVERYTHING)
    assert worst(looked(emulated, environment).results) is Verdict.PASSED


def test_people_who_cannot_be_looked_up_are_unknown(emulated: Emulated) -> None:
    environment = environment_of(deployers=[DEPLOYER.arn, f"arn:aws:iam::{CUSTOMER_ACCOUNT}:user/ci/byok"])

    assert "iam:GetUser is denied" in the_only_fault(looked(emulated, environment), "people-exist", Verdict.UNKNOWN).says


# --- permissions ---


def simulating(action: str, **result: Any) -> dict[str, Answer]:
    def answer(given: dict[str, Any]) -> dict[str, Any]:
        said = simulated(given)
        for one in said["EvaluationResults"]:
            if one["EvalActionName"] == action:
                one.update(result)
        return said

    return {"iam:SimulatePrincipalPolicy": answer}


def test_an_action_that_iam_does_not_permit_is_named(emulated: Emulated) -> None:
    found = looked(emulated, answers=simulating("cloudtrail:CreateTrail", EvalDecision="implicitDeny"))

    trail = environment_of().names.trail_arn
    assert the_only_fault(found, "permissions").details == (f"cloudtrail:CreateTrail on {trail}",)


def test_a_deny_and_the_organizations_are_told_apart(emulated: Emulated) -> None:
    by_deny = looked(emulated, answers=simulating("kms:CreateKey", EvalDecision="explicitDeny"))
    by_scp = simulating(
        "kms:CreateKey", EvalDecision="implicitDeny", OrganizationsDecisionDetail={"AllowedByOrganizations": False}
    )

    assert the_only_fault(by_deny, "permissions").details == ("kms:CreateKey on *, by a Deny",)
    assert the_only_fault(looked(emulated, answers=by_scp), "permissions").details == ("kms:CreateKey on *, by the organization",)


def test_what_hangs_on_a_condition_is_unknown(emulated: Emulated) -> None:
    answers = simulating("kms:CreateKey", EvalDecision="implicitDeny", MissingContextValues=["aws:SourceVpc"])

    details = the_only_fault(looked(emulated, answers=answers), "permissions", Verdict.UNKNOWN).details
    assert details == ("kms:CreateKey on * hangs on aws:SourceVpc",)


def test_a_simulation_that_says_nothing_of_an_action_is_unknown(emulated: Emulated) -> None:
    answers: dict[str, Answer] = {"iam:SimulatePrincipalPolicy": {"EvaluationResults": [], "IsTruncated": False}}

    the_only_fault(looked(emulated, answers=answers), "permissions", Verdict.UNKNOWN)


def test_the_simulation_is_asked_of_the_role_and_not_of_its_session(emulated: Emulated) -> None:
    clients = Answering(emulated.clients_of(DEPLOYER), GOOD)
    preflight(acting_as(clients, environment_of()))

    simulations = [given for operation, given in clients.asked if operation == "iam:SimulatePrincipalPolicy"]
    assert {given["PolicySourceArn"] for given in simulations} == {DEPLOYER.arn}
    assert "iam:PassRole" in {action for given in simulations for action in given["ActionNames"]}


# --- the organization ---


def organization(**policies: dict[str, Any]) -> dict[str, Answer]:
    """An organization in which the policies are attached to the root, service control policies to the account's unit."""
    unit, root = "ou-abcd-11111111", "r-abcd"

    def attached(given: dict[str, Any]) -> dict[str, Any]:
        here = given["TargetId"] == root and given["Filter"] == "RESOURCE_CONTROL_POLICY"
        summaries = (
            [{"Id": f"p-{name}0000000", "Name": name, "Type": "RESOURCE_CONTROL_POLICY"} for name in policies] if here else []
        )
        return {"Policies": summaries}

    def described_policy(given: dict[str, Any]) -> dict[str, Any]:
        return {"Policy": {"Content": json.dumps(policies[given["PolicyId"][2:].rstrip("0")])}}

    return {
        "organizations:DescribeOrganization": {"Organization": {"Id": "o-exampleorgid"}},
        "organizations:ListParents": lambda given: {
            "Parents": [{"Id": root, "Type": "ROOT"} if given["ChildId"] == unit else {"Id": unit, "Type": "ORGANIZATIONAL_UNIT"}]
        },
        "organizations:ListPoliciesForTarget": attached,
        "organizations:DescribePolicy": described_policy,
    }


def test_a_policy_at_the_root_that_cuts_camunda_off_is_found(emulated: Emulated) -> None:
    found = looked(emulated, answers=organization(perimeter=DENY_OUTSIDERS))

    result = the_only_fault(found, "camunda-not-cut-off")
    assert "perimeter (EnforceOrgIdentities, attached to r-abcd)" in result.details[0]
    assert "account 444455556666 (byok organisation emulated prints it)" in result.remedy
    assert of(found, "deployer-not-stopped", Verdict.PASSED)


def test_an_organization_without_such_a_policy_is_fine(emulated: Emulated) -> None:
    allow_all = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}

    assert worst(looked(emulated, answers=organization(all=allow_all)).results) is Verdict.PASSED


@pytest.mark.parametrize("operation", ["DescribeOrganization", "ListParents", "ListPoliciesForTarget", "DescribePolicy"])
def test_an_organization_that_cannot_be_read_is_unknown_with_what_to_ask_whom(emulated: Emulated, operation: str) -> None:
    answers = organization(perimeter=DENY_OUTSIDERS) | {f"organizations:{operation}": error("AccessDeniedException")}
    if operation == "DescribeOrganization":
        answers["organizations:ListParents"] = error("AccessDeniedException")

    assert (
        "Ask the owners of the organization"
        in the_only_fault(looked(emulated, answers=answers), "camunda-not-cut-off", Verdict.UNKNOWN).remedy
    )


def test_a_policy_that_is_no_policy_is_unknown(emulated: Emulated) -> None:
    found = looked(emulated, answers=organization(perimeter={"Statement": [{"Effect": "Perhaps"}]}))

    the_only_fault(found, "camunda-not-cut-off", Verdict.UNKNOWN)


def test_policies_that_are_given_take_the_place_of_reading(emulated: Emulated) -> None:
    given = (OrganisationDocument(name="rcp.json", document=DENY_OUTSIDERS),)
    denied = {"deny": ["organizations:*"]}

    assert "rcp.json" in the_only_fault(looked(emulated, faults=denied, policies=given), "camunda-not-cut-off").details[0]
    fine = (OrganisationDocument(name="scp.json", document={"Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}),)
    assert worst(looked(emulated, faults=denied, policies=fine).results) is Verdict.PASSED


# --- bad days ---


def test_credentials_that_end_in_the_middle_end_the_command(emulated: Emulated) -> None:
    with pytest.raises(InputError, match="have expired"):
        looked(emulated, faults={"expired": ["logs:*"]})


def test_throttling_is_waited_out(emulated: Emulated) -> None:
    assert worst(looked(emulated, faults={"throttle": {"sns:GetTopicAttributes": 2}}).results) is Verdict.PASSED


def test_an_end_point_that_hangs_is_not_waited_for(emulated: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camunda_byok.operations.preflight.run.SECONDS", 3.0)
    found = looked(emulated, faults={"hang": {"accessanalyzer:*": 30.0}})

    assert "within 3 s" in the_only_fault(found, "policy-valid", Verdict.UNKNOWN).says


# --- the command ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "emulated.yaml").write_text(json.dumps(described()))
    return tmp_path


def test_the_command_shows_what_could_not_be_looked_at_and_ends_with_2(emulated: Emulated, folder: Path) -> None:
    ended = emulated.run(DEPLOYER, "preflight", "emulated", environments=folder)

    assert ended.exit_code == 2
    assert "CANNOT TELL    permissions, because iam:SimulatePrincipalPolicy is denied" in ended.stdout
    assert "NOT FROM HERE  tenant-role" in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80


def test_a_fault_ends_it_with_1_and_stands_first(emulated: Emulated, folder: Path) -> None:
    name = take_topic(emulated)
    ended = emulated.run(DEPLOYER, "preflight", "--all", environments=folder)

    assert ended.exit_code == 1
    assert "FAILED" in ended.stdout.splitlines()[2]
    assert name in ended.stdout


def test_programs_get_every_check(emulated: Emulated, folder: Path) -> None:
    ended = emulated.run(DEPLOYER, "preflight", "emulated", "--format", "json", environments=folder)
    said = json.loads(ended.stdout)

    assert said["version"] == 1
    (one,) = said["environments"]
    assert (one["environment"], one["account"], one["already_made"]) == ("emulated", CUSTOMER_ACCOUNT, 0)
    assert {"failed", "unknown", "never", "passed"} >= {check["verdict"] for check in one["checks"]} >= {"unknown", "passed"}


def test_credentials_of_another_account_end_it_with_2(emulated: Emulated, folder: Path) -> None:
    ended = emulated.run(TENANT, "preflight", "emulated", environments=folder)

    assert ended.exit_code == 2
    assert "the AWS credentials are of another account" in ended.stderr


def test_an_environment_that_cannot_be_looked_at_is_beside_the_others(emulated: Emulated, folder: Path) -> None:
    role = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/nobody"
    fields = {"camunda": {"tenant_role": f"{TENANT.arn}9"}, "access": {"deploy_role": role}, "deployers": [role]}
    (folder / "other.yaml").write_text(json.dumps(described("other", **fields)))
    ended = emulated.run(DEPLOYER, "preflight", "--all", "--format", "json", environments=folder)

    assert ended.exit_code == 2
    first, second = json.loads(ended.stdout)["environments"]
    assert first["checks"]
    assert second["error"]["problem"]


def test_a_file_that_holds_no_policy_ends_it_with_2(emulated: Emulated, folder: Path) -> None:
    file = folder / "scp.txt"
    file.write_text("no policy")
    ended = emulated.run(DEPLOYER, "preflight", "emulated", "--organisation-policies", str(file), environments=folder)

    assert isinstance(ended.exception, InputError)
    assert "aws organizations describe-policy" in str(ended.exception)


def test_where_everything_holds_the_command_ends_with_0(
    emulated: Emulated, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = environment_of()
    acting = acting_as(Answering(emulated.clients_of(DEPLOYER), GOOD), environment)
    monkeypatch.setattr("camunda_byok.operations.acting.deploying", lambda *_, **__: acting)
    ended = emulated.run(DEPLOYER, "preflight", "emulated", environments=folder)

    assert ended.exit_code == 0
    assert "Nothing stands in the way: 0 failed, 0 could not be looked at" in ended.stdout


def test_it_acts_as_who_deploys(emulated: Emulated, folder: Path) -> None:
    file = folder / "emulated.yaml"
    file.write_text(json.dumps(described(access={"deploy_role": DEPLOYER.arn, "plan_role": STRANGER.arn})))
    emulated.world.permit(ADMINISTRATOR, EVERYTHING)
    shown = [
        json.loads(emulated.run(ADMINISTRATOR, "preflight", "emulated", "--format", "json", *role, environments=folder).stdout)
        for role in ([], ["--role", "me"])
    ]

    acted = [said["environments"][0]["acting_as"] for said in shown]
    assert [arn.split("/")[1] for arn in acted] == ["byok-deployer", "key-administrator"]
