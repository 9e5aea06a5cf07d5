"""The stacks of an environment for every kind of trail that it may have."""

import json
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.alarms import LOG_ALARMS
from camunda_byok.environment import Environment
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.log_bucket_policy import archive_bucket_policy
from camunda_byok.policies.trail_key_policy import trail_key_policy
from sandbox.people import DEPLOYER
from tests.conftest import Golden
from tests.stacks.test_addresses import GOLDEN, addresses
from tests.synthesized import Synthesized, environment, stacks_of
from tests.test_trail_settings import ACCOUNTS, ARCHIVE, ORGANIZATIONS, READER

ARCHIVED: dict[str, Any] = {"archive": {**ARCHIVE, "readers": [READER]}, "log_group_days": 90}


def sharing(**owner: Any) -> Environment:
    return environment(trail={"environment": "prod"}).sharing_trail_of(environment(name="prod", **owner))


ENVIRONMENTS = {
    "archive": environment(trail=ARCHIVED),
    "shared": sharing(),
    "account": environment(trail=ACCOUNTS),
    "organization": environment(trail=ORGANIZATIONS),
}


def outputs(stack: Synthesized) -> dict[str, str]:
    return {name: output["value"] for name, output in stack.json["output"].items()}


def left_out(made: Environment) -> dict[str, str]:
    """Returns what the alarms stack says it does not watch, but for Camunda's silence, for which no window is configured."""
    lines = outputs(stacks_of(made)["alarms"]).get("left_out", "").splitlines()
    said = {alarm: reason for alarm, _, reason in (line.partition(": ") for line in lines)}
    named = {alarm.removeprefix("eu-west-1, "): reason for alarm, reason in said.items()}
    assert named.pop("camunda-silent")
    return named


OF_LOG_GROUP = {alarm.id for alarm in LOG_ALARMS}
OF_TRAIL = {"trail-stopped", "trail-deleted", "trail-changed", "trail-selectors-changed"}
OF_BUCKET = {"log-bucket-access-changed", "log-bucket-keeping-changed"}


@pytest.mark.parametrize("kind", ENVIRONMENTS)
def test_no_address_of_any_kind_of_trail_has_changed(kind: str, golden: Golden) -> None:
    golden(Path(GOLDEN) / f"addresses-trail-{kind}.txt", addresses(ENVIRONMENTS[kind]))


@pytest.mark.parametrize("kind", ENVIRONMENTS)
def test_a_trail_stack_is_made_only_for_a_trail_of_its_own(kind: str) -> None:
    assert ("trail" in stacks_of(ENVIRONMENTS[kind])) == (kind == "archive")


# An archive.


def test_an_archived_trail_has_key_and_log_group_and_no_bucket() -> None:
    made = stacks_of(ENVIRONMENTS["archive"])["trail"]

    assert made.resources("aws_s3_bucket") == made.resources("aws_s3_bucket_policy") == {}
    assert made.only("aws_cloudtrail")["s3_bucket_name"] == "example-log-archive"
    assert made.only("aws_cloudtrail")["kms_key_id"] == "${aws_kms_key.trail_key.arn}"
    assert made.only("aws_cloudwatch_log_group")["retention_in_days"] == 90


def test_the_archive_s_readers_are_let_into_the_trail_s_key() -> None:
    made = stacks_of(ENVIRONMENTS["archive"])["trail"]
    names = ENVIRONMENTS["archive"].names
    expected = trail_key_policy(names, guardians=Guardians(deployers=(DEPLOYER.arn,)), archive_readers=(READER,))

    assert json.loads(made.only("aws_kms_key")["policy"]) == expected


def test_the_archive_s_owner_is_told_what_to_add_before_anything_is_made() -> None:
    made = stacks_of(ENVIRONMENTS["archive"])["trail"]

    assert outputs(made) == {
        "trail_arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/camunda-byok-dev",
        "log_bucket": "example-log-archive",
        "log_group": "/camunda-byok/dev/cloudtrail",
        "archive_bucket_policy": to_json(archive_bucket_policy(ENVIRONMENTS["archive"].names, "example-log-archive")),
        "next_step": "See that files arrive: aws s3 ls s3://example-log-archive/AWSLogs/111122223333/CloudTrail/",
    }
    assert "555566667777" in made.json["output"]["archive_bucket_policy"]["description"]
    assert "archive_bucket_policy" not in outputs(stacks_of(environment())["trail"])


def test_an_archived_trail_is_watched_like_any_of_its_own_but_for_the_bucket() -> None:
    why = "calls on the bucket of the log files are recorded in its account 555566667777"

    assert left_out(environment()) == {}
    assert left_out(ENVIRONMENTS["archive"]) == dict.fromkeys(OF_BUCKET, why)


# Another environment's.


def test_another_environment_s_trail_is_watched_here_too_without_counting_twice() -> None:
    made = stacks_of(ENVIRONMENTS["shared"])["alarms"]
    rule = json.loads(made.resource("aws_cloudwatch_event_rule.alarm_trail-changed")["event_pattern"])

    assert "camunda-byok-prod" in json.dumps(rule)
    assert made.resources("aws_cloudwatch_log_metric_filter") == {}
    why = "the environment prod counts in this log group for the whole account"
    key = {"trail-key-endangered": "the environment prod watches the key of its trail"}
    assert left_out(ENVIRONMENTS["shared"]) == {**dict.fromkeys(OF_LOG_GROUP, why), **key}
    # Or it could not be deployed before, nor beside, the environment that has the trail.
    assert set(made.json["data"]["aws_kms_alias"]) == {"deploy_dev-key_first"}
    assert "--region eu-west-1 --name camunda-byok-prod" in json.dumps(made.json)


def test_the_owner_s_stacks_need_not_be_deployed_in_the_same_run() -> None:
    made = stacks_of(ENVIRONMENTS["shared"])

    assert set(made) == {"key", "alarms"}
    assert "remote_state" not in json.dumps(made["alarms"].json)


# One that exists already.


def test_the_account_s_trail_is_watched_by_rules_and_its_log_group_by_metric_filters() -> None:
    made = stacks_of(ENVIRONMENTS["account"])["alarms"]

    filters = made.resources("aws_cloudwatch_log_metric_filter").values()
    assert [each["log_group_name"] for each in filters] == ["/aws/cloudtrail"] * len(LOG_ALARMS)
    assert ACCOUNTS["arn"] in made.resource("aws_cloudwatch_event_rule.alarm_trail-changed")["event_pattern"]
    assert set(left_out(ENVIRONMENTS["account"])) == {"trail-key-endangered"}


def test_metric_filters_are_left_out_where_the_account_s_trail_has_no_log_group_here() -> None:
    without = environment(trail={"arn": ACCOUNTS["arn"], "bucket": "example-logs"})
    elsewhere = environment(trail={**ACCOUNTS, "arn": ACCOUNTS["arn"].replace("eu-west-1", "us-east-1")})

    key = {"trail-key-endangered": left_out(ENVIRONMENTS["account"])["trail-key-endangered"]}
    assert left_out(without) == {**dict.fromkeys(OF_LOG_GROUP, "the YAML names no log_group of the trail"), **key}
    reasons = left_out(elsewhere)
    assert {reasons[alarm] for alarm in OF_TRAIL} == {"calls on the trail are recorded in its region us-east-1 alone"}
    assert {reasons[alarm] for alarm in OF_LOG_GROUP} == {
        "a metric filter stands in the region of the log group, and the trail's is in us-east-1"
    }
    assert "aws_cloudwatch_log_metric_filter" not in stacks_of(without)["alarms"].json["resource"]


def test_of_the_organisation_s_trail_only_the_key_is_watched_and_the_rest_is_said_to_be_left_out() -> None:
    made = stacks_of(ENVIRONMENTS["organization"])["alarms"]

    assert made.resources("aws_cloudwatch_log_metric_filter") == {}
    assert "777788889999" not in json.dumps(made.json["resource"])
    reasons = left_out(ENVIRONMENTS["organization"])
    assert set(reasons) == OF_TRAIL | OF_BUCKET | OF_LOG_GROUP | {"trail-key-endangered"}
    assert {reasons[alarm] for alarm in OF_TRAIL} == {"calls on the trail are recorded in its account 777788889999"}
    assert {reasons[alarm] for alarm in OF_LOG_GROUP} == {
        "a metric filter stands in the account of the log group, and the trail's is in account 777788889999: what CIS and "
        "Security Hub ask for must be met there"
    }
