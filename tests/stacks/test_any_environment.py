"""What holds of every valid environment, tried on some twenty that Hypothesis makes up."""

import json
import re
from typing import Any

from hypothesis import HealthCheck, given, settings

from camunda_byok.environment import AdoptedKey, Environment
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

    assert set(made) == ({"trail", "alarms"} if environment.existing_key else {"key", "trail", "alarms"})
    for kind in PROTECTED:
        assert all(each["lifecycle"]["prevent_destroy"] for each in everything[kind])
    for key in everything["aws_kms_key"]:
        if key.get("lifecycle", {}).get("ignore_changes") != "all":
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
        keys = [*made["key"].resources("aws_kms_key").values(), *made["key"].resources("aws_kms_replica_key").values()]
        assert len(keys) == (2 if environment.second_region else 1)
        assert all(key["lifecycle"]["prevent_destroy"] for key in keys)
        first = made["key"].resource("aws_kms_key.key")
        if not (isinstance(environment.key, AdoptedKey) and environment.key.policy == "keep"):
            assert first["rotation_period_in_days"] == environment.managed_key.rotation_days
            assert all(environment.camunda.tenant_role in key["policy"] for key in keys)
    text = json.dumps([stack.json for stack in made.values()])
    assert set(re.findall(r"\barn:([a-z-]*):", text)) == {environment.names.partition}
