"""What is true of every policy, of every environment: well-formed, no longer than IAM takes, no wider than it says."""

import re
from itertools import groupby

import pytest
from hypothesis import given, settings

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.limits import MANAGED_POLICY_CHARACTERS
from camunda_byok.permissions.catalog import everybody, permissions_for, policies_for, policy_for
from camunda_byok.permissions.permission import ANYTHING, Permission, characters, is_reading, policies_of
from camunda_byok.policies.documents import Document
from tests.emulated import environment_of
from tests.strategies import environments

LOCK = {"s3:PutObject", "s3:DeleteObject"}
ABOVE = (
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListParents",
    "organizations:ListPoliciesForTarget",
)
OPENS_DATA = {"kms:Decrypt", "kms:GenerateDataKey"}


def actions(policy: Document) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


@settings(max_examples=12)
@given(environment=environments())
def test_every_policy_of_every_environment_is_one_that_iam_takes(environment: Environment) -> None:
    for needs in everybody(environment):
        whole, parts = policy_for(environment, needs.name), policies_for(environment, needs.name)
        assert [each for part in parts for each in part["Statement"]] == whole["Statement"]
        assert all(characters(part) <= MANAGED_POLICY_CHARACTERS for part in parts)
        sids = [statement["Sid"] for statement in whole["Statement"]]
        assert len(sids) == len(set(sids))
        assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)
        for statement in whole["Statement"]:
            assert statement["Action"], needs.name
            assert statement["Resource"], needs.name
            assert not any("*" in action for action in statement["Action"])


@settings(max_examples=12)
@given(environment=environments())
def test_what_reads_only_grants_nothing_but_reading(environment: Environment) -> None:
    readers = [needs.name for needs in everybody(environment) if needs.reads_only]
    assert "status" in readers
    for name in readers:
        assert [action for action in actions(policy_for(environment, name)) if not is_reading(action)] == []


@settings(max_examples=12)
@given(environment=environments())
def test_everything_that_is_granted_on_more_than_what_is_meant_says_why(environment: Environment) -> None:
    for needs in everybody(environment):
        for one in permissions_for(environment, needs.name):
            if one.resources == ANYTHING or any(arn.endswith(":key/*") for arn in one.resources):
                assert one.wide, (needs.name, one.sid)


@settings(max_examples=12)
@given(environment=environments())
def test_a_planner_reads_exactly_what_the_deployer_reads_and_writes_nothing_but_the_lock(environment: Environment) -> None:
    deployer, planner = policy_for(environment, "deployer"), policy_for(environment, "planner")
    reads = {action for action in actions(deployer) if is_reading(action)}
    assert actions(planner) - LOCK - OPENS_DATA == reads or (
        # whose state another role keeps reads no state
        actions(planner) - LOCK - OPENS_DATA | {"s3:GetObject", "s3:ListBucket"} == reads | {"s3:GetObject", "s3:ListBucket"}
    )
    for statement in planner["Statement"]:
        if set(statement["Action"]) & LOCK:
            assert statement["Resource"].endswith("/*.tflock")


def test_a_key_that_is_named_is_the_only_one_that_is_meant() -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    environment = environment_of()

    (by_alias,) = policy_for(environment, "freeze")["Statement"]
    (by_arn,) = policy_for(environment, "freeze", keys=(arn,))["Statement"]

    assert by_alias["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/camunda/emulated"]}}
    assert by_alias["Resource"].endswith(":key/*")
    assert by_arn["Resource"] == arn
    assert "Condition" not in by_arn


def test_what_iam_would_not_take_at_once_is_split_between_statements() -> None:
    def statement(number: int, characters_of_it: int) -> Permission:
        return Permission(sid=f"S{number}", purpose="try", actions=("s3:GetObject",), resources=("a" * characters_of_it,))

    parts = policies_of([statement(1, 4000), statement(2, 1000), statement(3, 4000), statement(4, 10)])

    assert [[each["Sid"] for each in part["Statement"]] for part in parts] == [["S1", "S2"], ["S3", "S4"]]


def test_nobody_is_answered_with_everybody() -> None:
    with pytest.raises(InputError, match="there is no policy for this") as raised:
        policy_for(environment_of(), "nobody")
    assert "planner" in str(raised.value.allowed)


def test_people_come_before_commands() -> None:
    kinds = [kind for kind, _ in groupby(needs.kind.value for needs in everybody(environment_of()))]
    assert kinds == ["person", "command"]


@pytest.mark.parametrize(
    ("person", "command", "besides"),
    [
        ("administrator", "rotate", set[str]()),
        ("administrator", "thaw", {"kms:PutKeyPolicy"}),
        ("administrator", "replace-administrator", {"logs:FilterLogEvents", *ABOVE}),
        ("break-glass", "freeze", set[str]()),
        ("break-glass", "thaw", set[str]()),
        ("break-glass", "replace-break-glass", set(ABOVE)),
        ("break-glass", "retire-break-glass", set[str]()),
    ],
)
def test_a_person_may_do_what_his_commands_do(person: str, command: str, besides: set[str]) -> None:
    """besides: what the command can do without, or does for somebody else."""
    environment = environment_of(evidence={"bucket": "example-evidence", "region": "eu-west-1"})
    assert actions(policy_for(environment, command)) - actions(policy_for(environment, person)) == besides


def test_who_ends_a_key_asks_the_alarms_rule_where_there_is_no_log_group() -> None:
    trail = {"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/ours", "bucket": "ours"}
    for who in ("break-glass", "retire", "replace-break-glass"):
        found = actions(policy_for(environment_of(trail=trail), who))
        assert {"events:DescribeRule", "cloudwatch:GetMetricStatistics"} <= found
        assert "logs:FilterLogEvents" not in found
