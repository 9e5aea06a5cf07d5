"""What holds of every valid environment, tried on some forty that Hypothesis makes up."""

import json
import re
from typing import Any

from hypothesis import Phase, given, settings

from camunda_byok.alarms import ALARMS
from camunda_byok.destinations import Channel, Subscriber
from camunda_byok.environment import Environment
from camunda_byok.key_settings import AdoptedKey
from camunda_byok.severity import Severity
from camunda_byok.trail_settings import OwnTrail
from tests.strategies import environments
from tests.synthesized import stacks_of

CHANNELS = ("aws_chatbot_slack_channel_configuration", "aws_chatbot_teams_channel_configuration")
PROTECTED = ("aws_s3_bucket", "aws_cloudwatch_log_group")


@given(environment=environments())
@settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an example takes half a second: shrinking a failure would take minutes
)
def test_every_valid_environment_becomes_stacks_that_keep_the_promises(environment: Environment) -> None:
    made = stacks_of(environment)
    everything: dict[str, list[Any]] = {}
    for stack in made.values():
        for kind, some in stack.json.get("resource", {}).items():
            everything.setdefault(kind, []).extend(some.values())

    wanted = {"alarms": True, "key": environment.managed_key, "trail": environment.own_trail}
    states = {f"state-{environment.name}"} if environment.made_state_bucket else set()
    assert set(made) == states | {stack for stack, is_wanted in wanted.items() if is_wanted}
    for kind in PROTECTED:
        assert all(each["lifecycle"]["prevent_destroy"] for each in everything.get(kind, []))
    for key in everything["aws_kms_key"]:
        if key.get("lifecycle", {}).get("ignore_changes") != "all":
            assert key["enable_key_rotation"] is True
            assert json.loads(key["policy"])["Statement"]
    for trail in everything.get("aws_cloudtrail", []):
        assert trail["is_multi_region_trail"] is True
        assert trail["event_selector"][0]["read_write_type"] == "All"
        assert trail["s3_bucket_name"] == environment.log_location.bucket
    assert len(everything.get("aws_cloudtrail", [])) == (environment.own_trail is not None)
    of_trail = 2 if isinstance(environment.trail, OwnTrail) else 0
    assert len(everything.get("aws_s3_bucket", [])) == of_trail + (environment.made_state_bucket is not None)
    alarms = made["alarms"]
    left_out = alarms.json["output"].get("left_out", {"value": ""})["value"].splitlines()
    for line in left_out:
        assert re.fullmatch(r"[a-z0-9-]+, [a-z-]+: .{20,}", line)
    regions = [environment.names, *([environment.second_names] if environment.second_names else [])]
    for names, prefix in zip(regions, ("alarm_", "second_alarm_"), strict=False):
        kinds = ("aws_cloudwatch_event_rule", "aws_cloudwatch_metric_alarm")
        addresses = {address for kind in kinds for address in alarms.resources(kind)}
        watched = {address.removeprefix(prefix) for address in addresses if address.startswith(prefix)}
        unwatched = {re.split("[,:] ", line)[1] for line in left_out if line.startswith(f"{names.region}, ")}
        assert watched | unwatched == {alarm.id for alarm in ALARMS}
        assert not watched & unwatched
    subscribers = [one for one in environment.alarms.destinations if isinstance(one, Subscriber)]
    heard = sum(one.hears(severity) for one in subscribers for severity in Severity) * len(regions)
    assert len(everything.get("aws_sns_topic_subscription", [])) == heard
    channels = [each for kind in CHANNELS for each in everything.get(kind, [])]
    assert len(channels) == sum(isinstance(one, Channel) for one in environment.alarms.destinations)
    told = {action for alarm in everything["aws_cloudwatch_metric_alarm"] for action in alarm["alarm_actions"]}
    for names in regions:
        assert told >= {*environment.alarms.topics(Severity.PAGE, names.region), names.topic_arn(Severity.PAGE)}
    for rule in everything["aws_cloudwatch_event_rule"]:
        assert len(rule["name"]) <= 64
    for target in everything["aws_cloudwatch_event_target"]:
        assert len(target.get("input_transformer", {}).get("input_template", "")) <= 8192
    for bucket in everything.get("aws_s3_bucket", []):
        assert len(bucket["bucket"]) <= 63
    for role in [*everything.get("aws_iam_role", []), *everything.get("aws_iam_policy", [])]:
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
