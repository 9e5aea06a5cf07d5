"""Names, role settings and ignored tags in what Terraform is given."""

import json
from typing import Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.named_resources import named_resources
from tests.stacks.test_alarms_stack import ONE_OF_EACH
from tests.synthesized import environment, stacks_of

TEMPLATE = {"template": "acme-{environment}-byok-{resource}", "alarms": {"key-disabled": "acme.disabled"}}
ARGUMENT = {
    "aws_s3_bucket": "bucket",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_chatbot_slack_channel_configuration": "configuration_name",
    "aws_chatbot_teams_channel_configuration": "configuration_name",
}
"""The argument that holds the name, where it is not `name`."""
UNNAMED = {
    "aws_cloudwatch_event_target",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_kms_key",
    "aws_kms_replica_key",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "terraform_data",
}
"""What AWS knows by something else than a name of our choice."""


def made_names(of: Environment) -> set[tuple[str, str, str]]:
    return {
        (stack if stack.startswith("state-") else f"{of.name}-{stack}", type, resource[ARGUMENT.get(type, "name")])
        for stack, synthesized in stacks_of(of).items()
        for type, resources in synthesized.json["resource"].items()
        if type not in UNNAMED
        for resource in resources.values()
    }


KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


SECOND = KEY.replace("eu-west-1", "eu-west-2").replace("1234abcd", "5678abcd")
WIDE: dict[str, Any] = {
    "second_region": "eu-west-2",
    "naming": TEMPLATE,
    "alarms": {"destinations": ONE_OF_EACH, "silent_after_hours": 12},
    "state": {"backend": "s3", "bucket": "example-state", "region": "eu-west-1", "create": True},
}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"naming": TEMPLATE},
        {"key": {"arn": KEY}},
        {"naming": {"trail": "x-y"}},
        WIDE,
        {"key": {"adopt": KEY, "alias": "alias/theirs"}},
        {"second_region": "eu-west-2", "key": {"adopt": KEY, "second_adopt": SECOND, "policy": "strict"}},
        {"region": "us-east-1"},
        {"trail": {"archive": {"bucket": "example-archive", "account": "555566667777"}}},
    ],
)
def test_what_is_listed_is_what_is_made(fields: dict[str, Any]) -> None:
    of = environment(**fields)
    listed = {(one.stack, one.type, one.name) for one in named_resources(of)}
    assert listed == made_names(of)


def test_other_names_leave_every_address() -> None:
    own, theirs = environment(), environment(naming=TEMPLATE)
    addresses = {stack: made.addresses for stack, made in stacks_of(own).items()}
    assert {stack: made.addresses for stack, made in stacks_of(theirs).items()} == addresses
    assert not {name for _, _, name in made_names(own)} & {name for _, _, name in made_names(theirs)}


def test_a_template_changes_names_and_nothing_else() -> None:
    own, theirs = environment(), environment(naming={"template": TEMPLATE["template"]})
    names = {one.name: other.name for one, other in zip(named_resources(own), named_resources(theirs), strict=True)}
    names[own.names.rule("*")] = theirs.names.rule("*")
    names[own.names.rule("")] = theirs.names.rule("")  # how event patterns and commands begin the names of all rules
    names["camunda/dev"] = "acme-dev-byok-key"  # the key's Name tag: the alias as people say it
    for stack, made in stacks_of(own).items():
        text = json.dumps([made.json["resource"], made.json.get("data")])
        for number, name in enumerate(sorted(names, key=len, reverse=True)):  # a short name is the beginning of longer ones
            text = text.replace(name, f"<{number}>")
        for number, name in enumerate(sorted(names, key=len, reverse=True)):
            text = text.replace(f"<{number}>", names[name])
        assert json.loads(text) == [stacks_of(theirs)[stack].json["resource"], stacks_of(theirs)[stack].json.get("data")]


def test_no_name_of_the_kits_own_is_left_where_a_template_is_given() -> None:
    template = {"template": "acme-{environment}-x-{resource}"}
    for stack, made in stacks_of(environment(naming=template)).items():
        text = json.dumps([made.json["resource"], made.json.get("data", {})])
        assert not [
            word for word in ("camunda-byok-dev", "byok-logs-dev", "byok-access-dev", "alias/camunda/dev") if word in text
        ], stack


def test_policies_let_a_rule_in_that_has_a_name_of_its_own() -> None:
    made = stacks_of(environment(naming=TEMPLATE))["alarms"]
    policy = json.loads(made.resource("aws_sns_topic_policy.alarms_page")["policy"])
    conditions = {statement["Sid"]: statement.get("Condition", {}) for statement in policy["Statement"]}
    assert conditions["RulesPublish"]["ArnLike"]["aws:SourceArn"] == [
        "arn:aws:events:eu-west-1:111122223333:rule/acme-dev-byok-*",
        "arn:aws:events:eu-west-1:111122223333:rule/acme.disabled",
    ]


def test_every_role_has_the_path_and_the_boundary() -> None:
    boundary = "arn:aws:iam::{account}:policy/acme/boundary"
    for made in stacks_of(environment(iam={"path": "/acme/byok/", "permissions_boundary": boundary})).values():
        for role in made.resources("aws_iam_role").values():
            assert role["path"] == "/acme/byok/"
            assert role["permissions_boundary"] == "arn:aws:iam::111122223333:policy/acme/boundary"


def test_a_role_has_neither_unless_given() -> None:
    role = stacks_of(environment())["trail"].only("aws_iam_role")
    assert role["path"] == "/"
    assert "permissions_boundary" not in role


def test_other_peoples_tags_are_ignored_in_every_stack() -> None:
    for made in stacks_of(environment(ignored_tags={"keys": ["backup"], "key_prefixes": ["acme:"]})).values():
        for provider in made.json["provider"]["aws"]:
            assert provider["ignore_tags"] == [{"keys": ["backup"], "key_prefixes": ["camunda-byok:", "acme:"]}]
    for made in stacks_of(environment()).values():
        assert made.json["provider"]["aws"][0]["ignore_tags"] == [{"key_prefixes": ["camunda-byok:"]}]
