from typing import Any

import pytest

from tests.synthesized import Synthesized, environment, stacks_of


def trail(**fields: Any) -> Synthesized:
    return stacks_of(environment(**fields))["trail"]


def test_every_setting_of_the_environment_reaches_trail_and_buckets() -> None:
    made = trail(trail={"retention_days": 800, "object_lock": {"mode": "compliance", "days": 700}, "log_group_days": 90})
    buckets = made.resources("aws_s3_bucket_lifecycle_configuration")

    assert [bucket["rule"][0]["expiration"] for bucket in buckets.values()] == [[{"days": 800}]] * 2
    assert made.only("aws_s3_bucket_object_lock_configuration")["rule"] == {
        "default_retention": {"mode": "COMPLIANCE", "days": 700}
    }
    assert made.only("aws_cloudwatch_log_group")["retention_in_days"] == 90


def test_a_lock_can_be_left_out_of_what_is_no_production() -> None:
    assert trail(trail={"object_lock": False}).resources("aws_s3_bucket_object_lock_configuration") == {}


@pytest.mark.parametrize("kind", ["aws_kms_key", "aws_s3_bucket", "aws_cloudwatch_log_group"])
def test_terraform_refuses_to_destroy_what_holds_evidence_or_opens_it(kind: str) -> None:
    made = trail().resources(kind)

    assert made
    assert all(each["lifecycle"]["prevent_destroy"] for each in made.values())


def test_the_outputs_have_fixed_names_and_values_known_before_anything_is_made() -> None:
    outputs = trail().json["output"]

    assert {name: output["value"] for name, output in outputs.items() if name != "next_step"} == {
        "trail_arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/camunda-byok-dev",
        "log_bucket": "byok-logs-dev-111122223333-eu-west-1",
        "log_group": "/camunda-byok/dev/cloudtrail",
    }
    assert "s3://byok-logs-dev-111122223333-eu-west-1/AWSLogs/111122223333/CloudTrail/" in outputs["next_step"]["value"]


def test_nothing_of_the_trail_is_encrypted_with_the_key_that_camunda_uses() -> None:
    made = trail()

    assert set(made.resources("aws_kms_key")) == {"trail_key"}
    assert "alias/camunda/" not in str(made.only("aws_kms_alias"))
    assert made.json.get("data", {}) == {}
