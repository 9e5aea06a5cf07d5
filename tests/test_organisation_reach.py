"""What the organization's policies do to Camunda and to who deploys: surely denied, surely not, or a doubt with its reason."""

from typing import Any

import pytest

from camunda_byok.organisation_reach import OrganisationDocument, Place, Reach, reach_to_deployer, reach_to_tenant, vendor_actions
from camunda_byok.policies.organisation_policies import keys_for_the_organization, longest_deletion_window, stay_in_regions

OURS = "o-exampleorgid"
TENANT = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"
DEPLOYER = "arn:aws:iam::111122223333:role/platform/byok-deployer"
PLACE = Place(account="111122223333", region="eu-west-1", partition="aws", organization=OURS)
UNKNOWN_PLACE = Place(account="111122223333", region="eu-west-1", partition="aws")
DENY_OUTSIDERS: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "EnforceOrgIdentities",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*", "kms:*"],
            "Resource": "*",
            "Condition": {
                "StringNotEqualsIfExists": {"aws:PrincipalOrgID": OURS},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        }
    ],
}


def deny(condition: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    made = {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", **fields}
    return {"Version": "2012-10-17", "Statement": [{**made, **({"Condition": condition} if condition else {})}]}


def tenant(*documents: dict[str, Any], place: Place = PLACE) -> Reach:
    return reach_to_tenant([OrganisationDocument(name="a policy", document=one) for one in documents], TENANT, place)


def test_the_sample_of_aws_cuts_camunda_off() -> None:
    reach = tenant(DENY_OUTSIDERS)

    assert len(reach.denied) == 2, "the role's calls, and its disks'"
    assert "a policy (EnforceOrgIdentities) denies Camunda's tenant role" in reach.denied[0]
    assert not reach.doubts


def test_the_kits_own_exemption_lets_camunda_in_and_its_disks() -> None:
    assert tenant(keys_for_the_organization(OURS, vendors=("444455556666",))) == Reach(denied=(), doubts=())
    assert tenant(keys_for_the_organization(OURS, vendors=("999999999999",))).denied


def test_an_exemption_of_the_role_alone_leaves_the_disks_cut_off() -> None:
    condition = {"StringNotEquals": {"aws:PrincipalOrgID": OURS}, "ArnNotLike": {"aws:PrincipalArn": TENANT}}
    reach = tenant(deny(condition))

    assert [line for line in reach.denied if "disks" in line]
    assert not [line for line in reach.denied if "tenant role" in line]


def test_the_organization_may_be_a_policy_variable() -> None:
    assert tenant(deny({"StringNotEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}})).denied


def test_another_organization_that_is_let_in_may_be_camundas() -> None:
    reach = tenant(deny({"StringNotEquals": {"aws:PrincipalOrgID": [OURS, "o-somebodyelse"]}}))

    assert not reach.denied
    assert "it hangs on aws:PrincipalOrgID" in reach.doubts[0]


def test_without_knowing_the_own_organization_one_name_is_its_own() -> None:
    assert tenant(DENY_OUTSIDERS, place=UNKNOWN_PLACE).denied
    assert tenant(deny({"StringNotEquals": {"aws:PrincipalOrgID": [OURS, "o-b"]}}), place=UNKNOWN_PLACE).doubts


@pytest.mark.parametrize(
    "condition",
    [
        {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
        {"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "keys"}},
    ],
    ids=str,
)
def test_what_hangs_on_camundas_own_side_is_a_doubt(condition: dict[str, Any]) -> None:
    reach = tenant(deny(condition))

    assert not reach.denied
    assert reach.doubts


@pytest.mark.parametrize(
    "document",
    [
        deny({"Bool": {"aws:SecureTransport": "false"}}),
        deny({"Bool": {"aws:PrincipalIsAWSService": "true"}}),
        deny({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),
        deny({"StringNotEquals": {"aws:ResourceAccount": "111122223333"}}),
        deny(Action="kms:ScheduleKeyDeletion"),
        deny(Resource="arn:aws:kms:eu-west-1:444455556666:key/*"),
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]},
    ],
    ids=lambda document: str(document["Statement"])[:60],
)
def test_what_does_not_reach_camunda_is_no_doubt(document: dict[str, Any]) -> None:
    assert tenant(document) == Reach(denied=(), doubts=())


def test_a_service_control_policy_does_not_bind_camunda_and_binds_who_deploys() -> None:
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "kms:CreateKey", "Resource": "*"}}
    policy = OrganisationDocument(name="no-keys", document=document)

    assert tenant(document) == Reach(denied=(), doubts=())
    assert "denies who deploys kms:CreateKey" in reach_to_deployer([policy], DEPLOYER, ["kms:CreateKey"], PLACE).denied[0]
    assert reach_to_deployer([policy], DEPLOYER, ["kms:PutKeyPolicy", "s3:CreateBucket"], PLACE) == Reach(denied=(), doubts=())


def test_the_kits_own_samples_do_not_stop_who_deploys() -> None:
    samples = [longest_deletion_window(), stay_in_regions(["eu-west-1"], administrators=(DEPLOYER,)), DENY_OUTSIDERS]
    policies = [OrganisationDocument(name=str(at), document=one) for at, one in enumerate(samples)]

    assert reach_to_deployer(policies, DEPLOYER, ["kms:CreateKey", "kms:PutKeyPolicy"], PLACE) == Reach(denied=(), doubts=())


def test_a_region_that_is_kept_out_stops_who_deploys_there() -> None:
    policy = OrganisationDocument(
        name="regions", document=stay_in_regions(["eu-central-1"], administrators=("arn:aws:iam::1:role/x",))
    )

    assert reach_to_deployer([policy], DEPLOYER, ["kms:CreateKey"], PLACE).denied


def test_what_camunda_does_is_written_out() -> None:
    assert {"kms:ReEncryptFrom", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"} <= set(vendor_actions())
    assert not {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"} & set(vendor_actions())
