import json
from typing import Any

import pytest

from camunda_byok.bindings import Construct, S3BucketPolicy
from camunda_byok.constructs.audit_trail import AuditTrail
from camunda_byok.constructs.existing_bucket import ExistingBucket
from camunda_byok.constructs.log_bucket import LogBucket
from camunda_byok.errors import InputError
from camunda_byok.policies.log_delivery import log_delivery_permissions, log_delivery_trust
from camunda_byok.trail_reference import Part, TrailReference
from tests.synthesized import NAMES, Synthesized, a_log_bucket, a_stack, a_trail_key, synthesized


def a_trail(scope: Construct, **settings: Any) -> AuditTrail:
    bucket: LogBucket = a_log_bucket(scope)
    key = next(child for child in scope.node.children if child.node.id == "trail_key")
    return AuditTrail(scope, "trail", bucket=bucket, key=key, **settings)  # type: ignore[arg-type]


@pytest.fixture
def made() -> Synthesized:
    stack = a_stack()
    a_trail(stack)
    return synthesized(stack)


def test_the_trail_logs_in_every_region(made: Synthesized) -> None:
    trail = made.only("aws_cloudtrail")

    assert trail["is_multi_region_trail"] is True
    assert trail["include_global_service_events"] is True
    assert trail["enable_logging"] is True


def test_the_trail_records_reading_events_for_use_of_a_key_is_one(made: Synthesized) -> None:
    (selector,) = made.only("aws_cloudtrail")["event_selector"]

    assert selector == {"include_management_events": True, "read_write_type": "All"}


def test_kms_is_never_left_out(made: Synthesized) -> None:
    text = json.dumps(made.only("aws_cloudtrail"))

    assert "exclude_management_event_sources" not in text
    assert "kms.amazonaws.com" not in text


def test_log_files_are_signed_and_encrypted_with_the_trail_s_own_key(made: Synthesized) -> None:
    trail = made.only("aws_cloudtrail")

    assert trail["enable_log_file_validation"] is True
    assert trail["kms_key_id"] == "${aws_kms_key.trail_key.arn}"


def test_the_trail_waits_for_the_bucket_s_policy_and_for_its_role_s_permissions(made: Synthesized) -> None:
    assert made.only("aws_cloudtrail")["depends_on"] == [
        "aws_s3_bucket_policy.log_bucket",
        "aws_cloudwatch_log_group.trail",
        "aws_iam_role_policy.trail_log_delivery",
    ]


def test_the_trail_delivers_to_the_bucket_and_the_log_group(made: Synthesized) -> None:
    trail = made.only("aws_cloudtrail")

    assert trail["name"] == "camunda-byok-prod"
    assert trail["s3_bucket_name"] == "byok-logs-prod-111122223333-eu-west-1"
    assert trail["cloud_watch_logs_group_arn"] == (
        "arn:aws:logs:eu-west-1:111122223333:log-group:/camunda-byok/prod/cloudtrail:*"
    )
    assert trail["cloud_watch_logs_role_arn"] == "${aws_iam_role.trail_log_delivery.arn}"


@pytest.mark.parametrize("has_policy", [True, False])
def test_a_trail_delivers_to_a_bucket_that_exists_already_and_makes_none(has_policy: bool) -> None:
    stack = a_stack()
    policy = S3BucketPolicy(stack, "theirs", bucket="example-logs", policy="{}") if has_policy else None
    bucket = ExistingBucket(names=NAMES, name="example-logs", policy=policy)
    trail = AuditTrail(stack, "trail", bucket=bucket, key=a_trail_key(stack))
    made = synthesized(stack)

    assert made.only("aws_cloudtrail")["s3_bucket_name"] == "example-logs"
    assert ("aws_s3_bucket_policy.theirs" in made.only("aws_cloudtrail")["depends_on"]) is has_policy
    assert "aws_iam_role_policy.trail_log_delivery" in made.only("aws_cloudtrail")["depends_on"]
    assert made.resources("aws_s3_bucket") == {}
    assert trail.reference.bucket is None
    assert trail.reference.why_unseen(Part.BUCKET) == "the bucket of the log files is not known here"


def test_a_trail_with_a_bucket_of_the_kit_can_be_watched_whole() -> None:
    assert a_trail(a_stack()).reference == TrailReference.of_names(NAMES)
    assert not [part for part in Part if TrailReference.of_names(NAMES).why_unseen(part)]


def test_the_log_group_is_kept_encrypted_and_protected(made: Synthesized) -> None:
    group = made.only("aws_cloudwatch_log_group")

    assert group["name"] == "/camunda-byok/prod/cloudtrail"
    assert group["retention_in_days"] == 365
    assert group["kms_key_id"] == "${aws_kms_key.trail_key.arn}"
    assert group["lifecycle"] == {"prevent_destroy": True}


def test_the_role_may_do_no_more_than_deliver(made: Synthesized) -> None:
    role = made.only("aws_iam_role")

    assert json.loads(role["assume_role_policy"]) == log_delivery_trust()
    assert not {"inline_policy", "managed_policy_arns"} & set(role)
    assert json.loads(made.only("aws_iam_role_policy")["policy"]) == log_delivery_permissions(NAMES)
    assert made.only("aws_iam_role_policy")["role"] == "${aws_iam_role.trail_log_delivery.name}"


def test_results_are_text_and_not_tokens() -> None:
    trail = a_trail(a_stack())

    assert (trail.name, trail.arn, trail.log_group, trail.log_delivery_role) == (
        "camunda-byok-prod",
        "arn:aws:cloudtrail:eu-west-1:111122223333:trail/camunda-byok-prod",
        "/camunda-byok/prod/cloudtrail",
        "camunda-byok-prod-logs-eu-west-1",
    )


def test_the_log_group_s_days_are_the_chosen_ones() -> None:
    stack = a_stack()
    a_trail(stack, log_group_days=3653)

    assert synthesized(stack).only("aws_cloudwatch_log_group")["retention_in_days"] == 3653


@pytest.mark.parametrize("days", [0, 364, 366, 10000])
def test_days_that_cloudwatch_does_not_offer_are_refused(days: int) -> None:
    with pytest.raises(InputError, match="not one that is offered"):
        a_trail(a_stack(), log_group_days=days)


def test_moving_the_constructs_leaves_every_address(made: Synthesized) -> None:
    stack = a_stack()
    a_trail(Construct(stack, "audit"))

    assert synthesized(stack).addresses == made.addresses


def test_a_second_trail_at_the_same_address_is_refused() -> None:
    stack = a_stack()
    a_trail(stack)
    inner = Construct(stack, "inner")

    with pytest.raises(InputError, match="already has"):
        a_trail_key(inner)
