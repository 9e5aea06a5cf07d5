import json
from typing import Any

import pytest

from camunda_byok.bindings import Construct
from camunda_byok.constructs.access_log_bucket import AccessLogBucket
from camunda_byok.constructs.log_bucket import LogBucket, Retention
from camunda_byok.errors import InputError
from camunda_byok.policies.log_bucket_policy import access_log_bucket_policy, log_bucket_policy
from tests.synthesized import NAMES, Synthesized, a_log_bucket, a_stack, a_trail_key, synthesized

BUCKETS = ("log_bucket", "access_log_bucket")


def with_settings(**settings: Any) -> Synthesized:
    stack = a_stack()
    a_log_bucket(stack, **settings)
    return synthesized(stack)


@pytest.fixture
def made() -> Synthesized:
    return with_settings()


@pytest.mark.parametrize("bucket", BUCKETS)
def test_no_public_access_is_possible(made: Synthesized, bucket: str) -> None:
    block = made.resource(f"aws_s3_bucket_public_access_block.{bucket}")

    assert [
        block[name] for name in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    ] == [True] * 4


@pytest.mark.parametrize("bucket", BUCKETS)
def test_every_setting_is_of_its_own_bucket(made: Synthesized, bucket: str) -> None:
    settings = [kind for kind in made.json["resource"] if kind.startswith("aws_s3_bucket_")]

    assert len(settings) == 8
    for kind in settings:
        if bucket in made.resources(kind):
            assert made.resources(kind)[bucket]["bucket"] == f"${{aws_s3_bucket.{bucket}.id}}"


@pytest.mark.parametrize("bucket", BUCKETS)
def test_acls_are_switched_off(made: Synthesized, bucket: str) -> None:
    assert made.resource(f"aws_s3_bucket_ownership_controls.{bucket}")["rule"] == {"object_ownership": "BucketOwnerEnforced"}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_objects_are_versioned(made: Synthesized, bucket: str) -> None:
    assert made.resource(f"aws_s3_bucket_versioning.{bucket}")["versioning_configuration"] == {"status": "Enabled"}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_terraform_refuses_to_destroy_the_bucket_or_to_empty_it(made: Synthesized, bucket: str) -> None:
    resource = made.resource(f"aws_s3_bucket.{bucket}")

    assert resource["lifecycle"] == {"prevent_destroy": True}
    assert resource["force_destroy"] is False


def test_the_names_are_the_environment_s(made: Synthesized) -> None:
    assert made.resource("aws_s3_bucket.log_bucket")["bucket"] == "byok-logs-prod-111122223333-eu-west-1"
    assert made.resource("aws_s3_bucket.access_log_bucket")["bucket"] == "byok-access-prod-111122223333-eu-west-1"


def test_log_files_are_locked_for_a_year_unless_said_otherwise(made: Synthesized) -> None:
    lock = made.only("aws_s3_bucket_object_lock_configuration")

    assert made.resource("aws_s3_bucket.log_bucket")["object_lock_enabled"] is True
    assert lock["rule"] == {"default_retention": {"mode": "GOVERNANCE", "days": 365}}
    assert lock["depends_on"] == ["aws_s3_bucket_versioning.log_bucket"]


def test_the_lock_is_the_chosen_one() -> None:
    made = with_settings(object_lock=Retention(mode="compliance", days=30))

    assert made.only("aws_s3_bucket_object_lock_configuration")["rule"] == {
        "default_retention": {"mode": "COMPLIANCE", "days": 30}
    }


def test_without_a_lock_there_is_none_at_all() -> None:
    made = with_settings(object_lock=None)

    assert made.resource("aws_s3_bucket.log_bucket")["object_lock_enabled"] is False
    assert made.resources("aws_s3_bucket_object_lock_configuration") == {}


def encryption(made: Synthesized, bucket: str) -> dict[str, Any]:
    (rule,) = made.resource(f"aws_s3_bucket_server_side_encryption_configuration.{bucket}")["rule"]
    return rule


def test_log_files_are_encrypted_with_the_trail_s_key(made: Synthesized) -> None:
    assert encryption(made, "log_bucket")["apply_server_side_encryption_by_default"] == {
        "sse_algorithm": "aws:kms",
        "kms_master_key_id": "${aws_kms_key.trail_key.arn}",
    }


def test_no_bucket_key_changes_the_encryption_context_that_the_key_s_policy_names(made: Synthesized) -> None:
    assert encryption(made, "log_bucket")["bucket_key_enabled"] is False


def test_access_logs_can_be_delivered_so_they_have_neither_lock_nor_kms_key(made: Synthesized) -> None:
    assert made.resource("aws_s3_bucket.access_log_bucket")["object_lock_enabled"] is False
    assert "access_log_bucket" not in made.resources("aws_s3_bucket_object_lock_configuration")
    assert encryption(made, "access_log_bucket")["apply_server_side_encryption_by_default"] == {"sse_algorithm": "AES256"}


def test_reading_the_log_files_is_recorded_in_the_other_bucket(made: Synthesized) -> None:
    logging = made.only("aws_s3_bucket_logging")

    assert logging["bucket"] == "${aws_s3_bucket.log_bucket.id}"
    assert logging["target_bucket"] == "byok-access-prod-111122223333-eu-west-1"
    assert logging["target_prefix"] == "log-bucket/"
    assert logging["depends_on"] == ["aws_s3_bucket_policy.access_log_bucket"]


@pytest.mark.parametrize("bucket", BUCKETS)
def test_policies_hold_no_token_and_wait_for_the_public_access_block(made: Synthesized, bucket: str) -> None:
    policy = made.resource(f"aws_s3_bucket_policy.{bucket}")
    expected = {"log_bucket": log_bucket_policy(NAMES), "access_log_bucket": access_log_bucket_policy(NAMES)}

    assert json.loads(policy["policy"]) == expected[bucket]
    assert policy["depends_on"] == [f"aws_s3_bucket_public_access_block.{bucket}"]


@pytest.mark.parametrize("bucket", BUCKETS)
def test_objects_expire_after_retention_and_leave_nothing_behind(made: Synthesized, bucket: str) -> None:
    lifecycle = made.resource(f"aws_s3_bucket_lifecycle_configuration.{bucket}")
    expire, markers = lifecycle["rule"]

    assert expire["expiration"] == [{"days": 2555}]
    assert expire["noncurrent_version_expiration"] == [{"noncurrent_days": 1}]
    assert expire["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]
    assert markers["expiration"] == [{"expired_object_delete_marker": True}]
    assert [rule["status"] for rule in lifecycle["rule"]] == ["Enabled", "Enabled"]
    assert [rule["filter"] for rule in lifecycle["rule"]] == [[{"prefix": ""}]] * 2
    assert not [rule for rule in lifecycle["rule"] if "transition" in rule]


def test_retention_is_the_chosen_one() -> None:
    made = with_settings(retention_days=400)
    expire, _ = made.resource("aws_s3_bucket_lifecycle_configuration.log_bucket")["rule"]

    assert expire["expiration"] == [{"days": 400}]


def test_log_files_cannot_expire_while_they_are_locked() -> None:
    with pytest.raises(InputError, match="expire before their lock ends"):
        with_settings(retention_days=364)

    assert with_settings(retention_days=365).only("aws_s3_bucket_object_lock_configuration")


@pytest.mark.parametrize("days", [0, 36501])
def test_a_lock_outside_s3_s_limits_is_refused(days: int) -> None:
    with pytest.raises(InputError, match="locked"):
        Retention(days=days)


@pytest.mark.parametrize("days", [0, 36501])
def test_a_retention_outside_the_limits_is_refused(days: int) -> None:
    with pytest.raises(InputError, match="kept"):
        with_settings(retention_days=days, object_lock=None)


def test_moving_the_constructs_leaves_every_address(made: Synthesized) -> None:
    stack = a_stack()
    a_log_bucket(Construct(Construct(stack, "audit"), "logs"))

    assert synthesized(stack).addresses == made.addresses


def test_two_buckets_at_one_address_are_refused() -> None:
    stack = a_stack()
    AccessLogBucket(stack, "logs", names=NAMES)
    inner = Construct(stack, "inner")

    with pytest.raises(InputError, match="already has a S3Bucket at this address"):
        LogBucket(inner, "logs", names=NAMES, key=a_trail_key(inner), access_logs=AccessLogBucket(inner, "access", names=NAMES))
