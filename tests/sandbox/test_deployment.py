"""The whole of it for real: cdktf, Terraform and the AWS provider against an emulator that enforces IAM."""

import json
from collections.abc import Iterable

import pytest
from botocore.exceptions import ClientError

from camunda_byok.operations.claims import Claim, bucket_claims, key_claims, trail_claims
from camunda_byok.operations.key_proof import KeyProof, Trial
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy
from sandbox.plain_http import plain_http_claims
from sandbox.proof import all_arrival_claims, all_rule_claims, live_claims, plan_claims
from sandbox.session import Session, open_session


@pytest.fixture(scope="module")
def key_arn(deployed: Session) -> str:
    return deployed.deployment.output("sandbox-key")["key_arn"]


def broken(claims: Iterable[Claim]) -> list[Claim]:
    seen = list(claims)
    assert seen
    return [claim for claim in seen if not claim.holds]


def broken_trials(deployed: Session, key_arn: str) -> dict[str, set[str]]:
    trials: list[Trial] = list(KeyProof(deployed.clients, key_arn).trials())
    assert len(trials) > 15
    return {
        trial.operation: {attempt.person for attempt in trial.attempts if not attempt.holds}
        for trial in trials
        if not trial.holds
    }


def test_a_second_plan_is_empty_and_destroying_is_refused(deployed: Session) -> None:
    assert broken(plan_claims(deployed.deployment)) == []


def test_everybody_can_do_what_he_should_with_the_key_and_nothing_else(deployed: Session, key_arn: str) -> None:
    assert broken_trials(deployed, key_arn) == {}


def test_the_proof_notices_each_deny_that_is_missing(deployed: Session, key_arn: str) -> None:
    kms = deployed.deployer("kms")
    policy = kms.get_key_policy(KeyId=key_arn, PolicyName="default")["Policy"]
    expected = {
        "OnlyBreakGlassEndsKey": {"DisableKey", "ScheduleKeyDeletion, 30 days"},
        "NoShorterDeletionWindow": {"ScheduleKeyDeletion, 7 days"},
        "OnlyDeployersChangePolicy": {"PutKeyPolicy"},
        "NoLockoutCheckBypass": {"PutKeyPolicy, check bypassed"},
    }
    try:
        for sid, operations in expected.items():
            document = json.loads(policy)
            document["Statement"] = [one for one in document["Statement"] if one["Sid"] != sid]
            kms.put_key_policy(KeyId=key_arn, PolicyName="default", Policy=json.dumps(document))
            noticed = broken_trials(deployed, key_arn)
            assert operations <= set(noticed), f"without {sid}: {noticed}"
    finally:
        kms.put_key_policy(KeyId=key_arn, PolicyName="default", Policy=policy)
    assert broken_trials(deployed, key_arn) == {}


def test_the_proof_notices_a_stranger_who_may_decrypt_and_a_tenant_who_may_not(deployed: Session, key_arn: str) -> None:
    kms = deployed.deployer("kms")
    policy = kms.get_key_policy(KeyId=key_arn, PolicyName="default")["Policy"]
    stranger = "arn:aws:iam::111122223333:role/apps/stranger"
    document = json.loads(policy)
    for statement in document["Statement"]:
        if statement["Sid"] == "CamundaUsesKey":
            statement["Principal"] = {"AWS": [statement["Principal"]["AWS"], stranger]}
            statement["Action"].remove("kms:GenerateDataKey*")
    try:
        kms.put_key_policy(KeyId=key_arn, PolicyName="default", Policy=json.dumps(document))
        noticed = broken_trials(deployed, key_arn)
    finally:
        kms.put_key_policy(KeyId=key_arn, PolicyName="default", Policy=policy)
    assert noticed["Decrypt"] == {"stranger"}
    assert noticed["GenerateDataKey"] == {"tenant"}


def test_key_trail_and_buckets_are_as_the_environment_asks(deployed: Session, key_arn: str) -> None:
    assert broken(key_claims(deployed.environment, key_arn, deployed.deployer)) == []
    assert broken(trail_claims(deployed.environment, deployed.deployer)) == []
    assert broken(bucket_claims(deployed.environment, deployed.deployer)) == []


def test_the_claims_notice_a_stopped_trail_and_a_rotation_switched_off(deployed: Session, key_arn: str) -> None:
    cloudtrail, kms = deployed.deployer("cloudtrail"), deployed.deployer("kms")
    trail = deployed.environment.names.trail_arn
    cloudtrail.stop_logging(Name=trail)
    kms.disable_key_rotation(KeyId=key_arn)
    try:
        seen = broken(
            [
                *trail_claims(deployed.environment, deployed.deployer),
                *key_claims(deployed.environment, key_arn, deployed.deployer),
            ]
        )
    finally:
        cloudtrail.start_logging(Name=trail)
        kms.enable_key_rotation(KeyId=key_arn, RotationPeriodInDays=365)
    assert {claim.sentence for claim in seen} == {"The trail is logging", "The key rotates every 365 days"}


def test_what_is_live_is_what_is_declared(deployed: Session) -> None:
    assert broken(live_claims(deployed)) == []


def test_the_claims_notice_what_is_otherwise_than_declared(deployed: Session, key_arn: str) -> None:
    kms = deployed.deployer("kms")
    kms.enable_key_rotation(KeyId=key_arn, RotationPeriodInDays=2000)
    try:
        noticed = broken(live_claims(deployed))
    finally:
        kms.enable_key_rotation(KeyId=key_arn, RotationPeriodInDays=365)
    assert len(noticed) == 2
    assert "['aws_kms_key.key']" in noticed[0].seen
    assert "rotation-period-lengthened" in noticed[1].seen


def test_plain_http_is_refused(deployed: Session) -> None:
    assert broken(plain_http_claims(deployed.environment, deployed.deployer)) == []


def test_the_rules_of_both_regions_hear_of_what_they_should_and_of_nothing_else(deployed: Session) -> None:
    claims = list(all_rule_claims(deployed))
    assert broken(claims) == []
    for region in ("eu-west-1", "eu-west-2"):
        assert sum("is not raised by" in claim.sentence for claim in claims if claim.sentence.startswith(region)) > 50
    assert [claim.sentence for claim in claims if claim.sentence.startswith("us-east-1")] == [
        "us-east-1, named-role-changed: passed on to eu-west-1"
    ]


def test_drills_and_metric_alarms_of_both_regions_reach_a_subscriber(deployed: Session) -> None:
    claims = list(all_arrival_claims(deployed))
    assert broken(claims) == []
    assert {claim.sentence.split(",")[0] for claim in claims} == {"eu-west-1", "eu-west-2"}


def test_cdktf_lists_every_stack_and_finds_no_difference_in_a_deployed_one(deployed: Session) -> None:
    listed = deployed.deployment.listed()
    assert all(stack in listed for stack in (*deployed.deployment.stacks, "prod-key", "prod-trail", "prod-alarms"))
    assert "No changes." in deployed.deployment.diff("sandbox-key")


def test_cdktf_cannot_destroy_the_key(deployed: Session, key_arn: str) -> None:
    ended = deployed.deployment.destroy("sandbox-key")
    assert ended.returncode != 0
    assert deployed.deployer("kms").describe_key(KeyId=key_arn)["KeyMetadata"]["KeyState"] == "Enabled"
    assert deployed.deployment.output("sandbox-key")["key_arn"] == key_arn


def test_outputs_have_fixed_names_and_say_what_to_do_next(deployed: Session) -> None:
    outputs = {stack: deployed.deployment.output(stack) for stack in deployed.deployment.stacks}
    assert {stack: sorted(values) for stack, values in outputs.items()} == {
        "sandbox-key": ["key_alias", "key_arn", "next_step", "second_key_arn"],
        "sandbox-trail": ["log_bucket", "log_group", "next_step", "trail_arn"],
        "sandbox-alarms": [
            "left_out",
            "next_step",
            "notice_dead_letter_queue_arn",
            "notice_topic_arn",
            "page_dead_letter_queue_arn",
            "page_topic_arn",
            "second_notice_dead_letter_queue_arn",
            "second_notice_topic_arn",
            "second_page_dead_letter_queue_arn",
            "second_page_topic_arn",
        ],
    }
    assert "Paste the key ARN" in outputs["sandbox-key"]["next_step"]


def test_alarms_before_their_key_say_what_to_deploy_first() -> None:
    with open_session() as session:
        plan = session.deployment.plan_afresh("sandbox-alarms")
    assert plan.returncode == 1
    assert "deploy_sandbox-key_first" in plan.stderr


def test_a_deployer_replicates_to_the_configured_region_alone_and_nobody_else_replicates(deployed: Session) -> None:
    environment, settings = deployed.environment, deployed.environment.managed_key
    assert settings
    guardians = Guardians(
        deployers=environment.deployers,
        administrators=settings.administrators,
        break_glass=settings.break_glass,
    )
    policy = to_json(
        key_policy(
            environment.names,
            tenant_role=environment.camunda.tenant_role,
            guardians=guardians,
            replica_regions=("eu-west-2",),
        )
    )
    kms = deployed.deployer("kms")
    key = kms.create_key(Policy=policy, MultiRegion=True)["KeyMetadata"]["Arn"]

    def replicate(person: str, region: str) -> str:
        try:
            deployed.clients(person, "kms").replicate_key(KeyId=key, ReplicaRegion=region, Policy=policy)
        except ClientError as error:
            return error.response.get("Error", {}).get("Code", "")
        return "replicated"

    others = ("administrator", "auditor", "iam_administrator", "stranger", "tenant", "tenant_stranger")
    assert {person: replicate(person, "eu-west-2") for person in others} == dict.fromkeys(others, "AccessDeniedException")
    assert replicate("deployer", "us-east-1") == "AccessDeniedException"
    assert replicate("deployer", "eu-west-2") == "replicated"
