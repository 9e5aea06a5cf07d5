"""What holds of every valid environment, tried on some twenty that Hypothesis makes up."""

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings

from camunda_byok.environment import Environment
from tests.strategies import environments
from tests.synthesized import stacks_of

PROTECTED = ("aws_s3_bucket", "aws_cloudwatch_log_group")


@given(environment=environments())
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_every_valid_environment_becomes_stacks_that_keep_the_promises(environment: Environment) -> None:
    made = stacks_of(environment)
    everything: dict[str, list[Any]] = {}
    for stack in made.values():
        for kind, some in stack.json.get("resource", {}).items():
            everything.setdefault(kind, []).extend(some.values())

    expected = {"trail", "alarms"} if environment.existing_key else {"key", "trail", "alarms"}
    assert set(made) == expected | ({f"state-{environment.name}"} if environment.made_state_bucket else set())
    for kind in PROTECTED:
        assert all(each["lifecycle"]["prevent_destroy"] for each in everything[kind])
    for key in everything["aws_kms_key"]:
        assert key["enable_key_rotation"] is True
        assert json.loads(key["policy"])["Statement"]
    (trail,) = everything["aws_cloudtrail"]
    assert trail["is_multi_region_trail"] is True
    assert trail["event_selector"][0]["read_write_type"] == "All"
    heard = sorted(each["endpoint"] for each in everything.get("aws_sns_topic_subscription", []))
    assert heard == sorted([*environment.alarms.emails, *environment.alarms.https, *environment.alarms.sqs])
    for rule in everything["aws_cloudwatch_event_rule"]:
        assert len(rule["name"]) <= 64
    for target in everything["aws_cloudwatch_event_target"]:
        assert len(target["input_transformer"]["input_template"]) <= 8192
    for bucket in everything["aws_s3_bucket"]:
        assert len(bucket["bucket"]) <= 63
    for role in everything["aws_iam_role"]:
        assert len(role["name"]) <= 64
    if environment.managed_key:
        key = made["key"].only("aws_kms_key")
        assert key["lifecycle"]["prevent_destroy"] is True
        assert key["rotation_period_in_days"] == environment.managed_key.rotation_days
        assert environment.camunda.tenant_role in key["policy"]
    text = json.dumps([stack.json for stack in made.values()])
    assert set(re.findall(r"\barn:([a-z-]*):", text)) == {environment.names.partition}
