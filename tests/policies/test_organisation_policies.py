"""The organization's policies: their logic by an independent judge, their sizes, and how a reviewer reads them."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from hypothesis import given, settings

from camunda_byok.environment import Environment
from camunda_byok.environment_files import load
from camunda_byok.errors import InputError
from camunda_byok.policies.documents import Document, to_json
from camunda_byok.policies.organisation_policies import (
    GLOBAL_SERVICES,
    Kind,
    OrganisationPolicy,
    keys_for_the_organization,
    policies_for,
    protect_people,
)
from tests.conftest import Golden
from tests.oracle import ABSENT, Caller, Request, denies
from tests.strategies import environments
from tests.synthesized import environment

GOLDEN = Path(__file__).parent / "golden" / "organisation"
PROD = next(one for one in load(Path(__file__).parents[2] / "environments").environments if one.name == "prod")
POLICIES = {policy.name.removeprefix("camunda-byok-prod-"): policy for policy in policies_for(PROD)}
ROLE = "arn:aws:iam::111122223333:role/{}".format
DEPLOYER = Caller(name="deployer", arn=ROLE("platform/byok-deployer"))
IAM_ADMINISTRATOR = Caller(name="IAM administrator", arn=ROLE("platform/iam-administrator"))
EXEMPT = Caller(name="identity administrator", arn=ROLE("platform/identity-administrator"))
ROOT = Caller(name="root user", arn="arn:aws:iam::111122223333:root")
SSO = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_"
OUR_ORGANIZATION = {"aws:PrincipalOrgID": "o-exampleorgid"}
TENANT = Caller(name="tenant", arn="arn:aws:iam::444455556666:role/c8-cluster/c8-apps-prod")
EBS = Caller(name="EBS of the tenant", arn="arn:aws:sts::444455556666:assumed-role/aws:ec2-infrastructure/i-0123456789abcdef0")
STRANGER = Caller(name="stranger", arn="arn:aws:iam::777788889999:role/anything")


def document(name: str) -> Document:
    return POLICIES[name].document


@pytest.mark.parametrize("name", POLICIES)
def test_the_policy_is_the_reviewed_one(name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.json", to_json(document(name)) + "\n")


def test_every_golden_file_belongs_to_a_policy() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(POLICIES)


CHANGES = (
    "UpdateAssumeRolePolicy",
    "AttachRolePolicy",
    "PutRolePolicy",
    "DeleteRolePermissionsBoundary",
    "DeleteRole",
    "CreateRole",
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["platform/byok-deployer", "platform/break-glass", f"{SSO}KeyAdmin_0123456789abcdef"])
def test_a_named_role_is_changed_by_the_exempt_administrator_alone(change: str, role: str) -> None:
    request = Request(f"iam:{change}", ROLE(role))

    for caller in (IAM_ADMINISTRATOR, DEPLOYER, ROOT, Caller(name="nobody", principal_arn=ABSENT)):
        assert denies(document("people"), caller, request), caller.name
    assert not denies(document("people"), EXEMPT, request)


def test_nobody_lets_himself_into_the_exempt_role_and_other_roles_are_left_alone() -> None:
    assert denies(document("people"), IAM_ADMINISTRATOR, Request("iam:UpdateAssumeRolePolicy", EXEMPT.arn))
    for request in (
        Request("iam:UpdateAssumeRolePolicy", ROLE("platform/other")),
        Request("iam:CreateRole", ROLE(f"{SSO}ReadOnly_0123456789abcdef")),
        Request("iam:GetRole", DEPLOYER.arn),
        Request("sts:AssumeRole", DEPLOYER.arn),
    ):
        assert not denies(document("people"), IAM_ADMINISTRATOR, request), str(request)


def test_a_named_user_gets_no_new_key_or_password() -> None:
    alice = "arn:aws:iam::111122223333:user/Alice"
    policy = protect_people([alice], administrators=(EXEMPT.arn,))

    for change in ("CreateAccessKey", "CreateLoginProfile", "AttachUserPolicy"):
        assert denies(policy, IAM_ADMINISTRATOR, Request(f"iam:{change}", alice))
        assert not denies(policy, EXEMPT, Request(f"iam:{change}", alice))
        assert not denies(policy, IAM_ADMINISTRATOR, Request(f"iam:{change}", alice.replace("Alice", "Bob")))


@pytest.mark.parametrize(("days", "refused"), [("7", True), ("29", True), ("30", False), (None, False)])
def test_nobody_schedules_a_deletion_with_less_than_thirty_days(days: str | None, refused: bool) -> None:
    # Without a window KMS takes thirty days.
    context = {"kms:ScheduleKeyDeletionPendingWindowInDays": days} if days else {}

    assert denies(document("deletion-window"), EXEMPT, Request("kms:ScheduleKeyDeletion", context=context)) is refused


def test_nothing_is_made_outside_the_regions() -> None:
    def in_region(action: str, region: str) -> Request:
        return Request(action, context={"aws:RequestedRegion": region})

    for action in ("kms:CreateKey", "s3:CreateBucket", "cloudtrail:CreateTrail", "kms:Decrypt"):
        assert denies(document("regions"), DEPLOYER, in_region(action, "us-east-1")), action
        assert not denies(document("regions"), DEPLOYER, in_region(action, "eu-west-1")), action
        assert not denies(document("regions"), EXEMPT, in_region(action, "us-east-1")), action
    for action in ("iam:CreateRole", "sts:AssumeRole", "route53:ListHostedZones", "organizations:DescribeOrganization"):
        assert not denies(document("regions"), DEPLOYER, in_region(action, "us-east-1")), action


def test_no_key_is_replicated_outside_the_regions_although_the_request_is_made_inside() -> None:
    def replica(region: str) -> Request:
        return Request("kms:ReplicateKey", context={"aws:RequestedRegion": "eu-west-1", "kms:ReplicaRegion": region})

    assert denies(document("regions"), DEPLOYER, replica("us-east-1"))
    assert denies(document("regions"), EXEMPT, replica("us-east-1"))
    assert not denies(document("regions"), DEPLOYER, replica("eu-west-1"))


def test_the_regions_are_those_of_the_key_and_of_the_state() -> None:
    elsewhere = PROD.model_copy(update={"state": PROD.state.model_copy(update={"region": "eu-central-1"})})
    (_, _, regions, _, _) = policies_for(elsewhere)

    assert [one["Condition"]["StringNotEquals"] for one in regions.document["Statement"]] == [
        {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
        {"aws:RequestedRegion": ["eu-central-1", "eu-west-1", "us-east-1"]},  # a rule there passes IAM's events on
        {"kms:ReplicaRegion": ["eu-central-1", "eu-west-1"]},
    ]


NAMES = PROD.names
EVIDENCE = {
    "cloudtrail:StopLogging": NAMES.trail_arn,
    "cloudtrail:PutEventSelectors": NAMES.trail_arn,
    "s3:PutBucketPolicy": NAMES.log_bucket_arn,
    "s3:PutLifecycleConfiguration": NAMES.log_bucket_arn,
    "logs:DeleteLogGroup": f"{NAMES.log_group_arn}:*",
}


@pytest.mark.parametrize("action", EVIDENCE)
def test_the_trail_is_changed_by_deployers_alone(action: str) -> None:
    assert denies(document("trail"), IAM_ADMINISTRATOR, Request(action, EVIDENCE[action]))
    assert not denies(document("trail"), DEPLOYER, Request(action, EVIDENCE[action]))
    assert not denies(document("trail"), IAM_ADMINISTRATOR, Request(action, EVIDENCE[action].replace("prod", "another")))


@pytest.mark.parametrize("action", ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"])
def test_nobody_removes_a_log_file(action: str) -> None:
    for caller in (DEPLOYER, EXEMPT, IAM_ADMINISTRATOR):
        assert denies(document("trail"), caller, Request(action, f"{NAMES.log_bucket_arn}/AWSLogs/1"))
    assert not denies(document("trail"), DEPLOYER, Request("s3:GetObject", f"{NAMES.log_bucket_arn}/AWSLogs/1"))


USES = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant", "kms:DescribeKey")


@pytest.mark.parametrize("action", USES)
def test_camunda_s_account_passes_and_a_stranger_s_is_refused(action: str) -> None:
    for caller in (TENANT, EBS):
        assert not denies(document("keys"), caller, Request(action)), caller.name
    assert denies(document("keys"), STRANGER, Request(action))
    assert denies(document("keys"), STRANGER, Request(action, context={"aws:PrincipalOrgID": "o-another0000"}))
    assert not denies(document("keys"), DEPLOYER, Request(action, context=OUR_ORGANIZATION))
    service = Caller(name="CloudTrail", service="cloudtrail.amazonaws.com")
    assert not denies(document("keys"), service, Request(action, context={"aws:PrincipalIsAWSService": "true"}))


def test_without_the_exemption_camunda_is_cut_off() -> None:
    # What AWS's sample does as it stands: the reason for the one above.
    sample = keys_for_the_organization("o-exampleorgid", vendors=("999999999999",))

    assert denies(sample, TENANT, Request("kms:Decrypt"))


def test_an_exemption_of_the_role_alone_would_cut_off_its_disks() -> None:
    policy = keys_for_the_organization("o-exampleorgid", vendors=("999999999999",))
    policy["Statement"][0]["Condition"]["ArnNotLikeIfExists"] = {"aws:PrincipalArn": TENANT.arn}

    assert not denies(policy, TENANT, Request("kms:Decrypt"))
    assert denies(policy, EBS, Request("kms:Decrypt"))


@pytest.mark.parametrize("name", POLICIES)
def test_a_service_control_policy_has_no_principal_and_a_resource_control_policy_everybody(name: str) -> None:
    for statement in document(name)["Statement"]:
        assert statement["Effect"] == "Deny"
        assert statement.get("Principal") == ("*" if POLICIES[name].kind is Kind.RESOURCE else None)
        assert statement["Sid"].isalnum()


NOT_OPERATIONS = {
    "s3:BypassGovernanceRetention",
    "s3:DeleteObjectVersion",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
}
"""Permissions that no operation is called by. Source: Service Authorization Reference, Amazon S3."""


@pytest.mark.parametrize("name", POLICIES)
def test_every_action_exists(name: str) -> None:
    actions = {action for statement in document(name)["Statement"] for action in statement.get("Action", [])}
    for action in actions - NOT_OPERATIONS - {"kms:*", "events:*"}:
        service, operation = action.split(":")
        assert operation in Session().get_service_model(service).operation_names, action


def test_the_regional_services_that_the_kit_is_about_are_no_exceptions() -> None:
    services = {entry.split(":")[0] for entry in GLOBAL_SERVICES if entry.endswith(":*")}

    assert services.isdisjoint({"kms", "cloudtrail", "logs", "events", "sns", "sqs", "s3"})


def a_policy(characters: int) -> OrganisationPolicy:
    empty = len('{"x":""}')
    filled: Any = {"x": "a" * (characters - empty)}
    return OrganisationPolicy(name="x", kind=Kind.SERVICE, purpose="", caution="", document=filled)


def test_a_policy_of_the_largest_size_is_made_and_a_larger_one_refused_in_words() -> None:
    assert a_policy(5120).characters == 5120
    with pytest.raises(InputError, match="at most 5120 characters"):
        a_policy(5121)


def test_an_environment_that_names_too_many_people_is_told_so() -> None:
    many = [ROLE(f"{'a-long-path/' * 5}role-{number}") for number in range(55)]
    crowded = environment(key={"auditors": many}, organization={"id": "o-exampleorgid", "administrators": [EXEMPT.arn]})

    with pytest.raises(InputError, match="camunda-byok-dev-people: the policy is larger"):
        policies_for(crowded)


def test_an_environment_without_an_organization_is_told_what_to_add() -> None:
    with pytest.raises(InputError, match="Add organization:"):
        policies_for(environment())


@given(environment=environments())
@settings(max_examples=30)
def test_whatever_the_environment_its_deployers_keep_the_trail_and_camunda_the_key(environment: Environment) -> None:
    if environment.organization is None:
        return
    *others, keys = policies_for(environment)
    trails = [policy for policy in others if policy.name.endswith("-trail")]
    assert len(trails) == (environment.own_trail is not None)
    for arn, trail in product([arn for arn in environment.deployers if "*" not in arn], trails):
        deployer = Caller(name="deployer", arn=arn)
        assert not denies(trail.document, deployer, Request("cloudtrail:UpdateTrail", environment.names.trail_arn))
    tenant = Caller(name="tenant", arn=environment.camunda.tenant_role)
    assert not denies(keys.document, tenant, Request("kms:Decrypt"))
