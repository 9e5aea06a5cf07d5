"""Every operator on every kind of request: what AWS documents for it, by hand."""

from typing import Any

import pytest

from camunda_byok.authorization.decision import decide
from camunda_byok.authorization.model import Level, Principal, Undecided
from tests.authorization.cases import OTHER, OWNER, TENANT, allow, aws, decrypt, deny, policy, service

KEY = "kms:ViaService"
ABSENT = None
ARN = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"


def met(operator: str, wanted: Any, given: Any, key: str = KEY) -> bool | str:
    """Whether a request that gives the key this value meets the condition; the reason where that cannot be decided."""
    context = {} if given is ABSENT else {key: given}
    made = policy(allow(Condition={operator: {key: wanted}}))
    level = decide(made, decrypt(**context), owner=OWNER)
    return level.reason if isinstance(level, Undecided) else level == Level.ALLOWED


MATCHES = [
    ("StringEquals", "a", "a"),
    ("StringEquals", ["b", "a"], "a"),
    ("StringNotEquals", ["b", "c"], "a"),
    ("StringNotEquals", "a", ABSENT),
    ("StringEqualsIgnoreCase", "AbC", "aBc"),
    ("StringNotEqualsIgnoreCase", "AbC", "abd"),
    ("StringLike", "s3.*.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
    ("StringLike", "a?c", "abc"),
    ("StringNotLike", "a*", "ba"),
    ("StringNotLike", "a*", ABSENT),
    ("stringequals", "a", "a"),
    ("ArnEquals", "arn:aws:cloudtrail:*:111122223333:trail/*", ARN),
    ("ArnLike", "arn:aws:cloudtrail:*:111122223333:trail/*", ARN),
    ("ArnNotEquals", "arn:aws:cloudtrail:*:444455556666:trail/*", ARN),
    ("ArnNotLike", ARN, ABSENT),
    ("ArnLike", "arn:aws:s3:::*", "arn:aws:s3:::a:b:c"),
    ("Bool", "true", "true"),
    ("Bool", True, "true"),
    ("Bool", "True", "true"),
    ("Null", "true", ABSENT),
    ("Null", "false", "a"),
    ("NumericEquals", "7", "7.0"),
    ("NumericEquals", 7, "7"),
    ("NumericNotEquals", "7", "8"),
    ("NumericNotEquals", "7", ABSENT),
    ("NumericLessThan", "10", "9"),
    ("NumericLessThanEquals", "10", "10"),
    ("NumericGreaterThan", "9", "10"),
    ("NumericGreaterThanEquals", "10", "10"),
    ("DateEquals", "2026-01-01T00:00:00Z", "1767225600"),
    ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z"),
    ("DateGreaterThanEquals", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z"),
    ("DateNotEquals", "2026-01-01", ABSENT),
    ("IpAddress", "203.0.113.0/24", "203.0.113.9"),
    ("IpAddress", "2001:db8::/32", "2001:db8::1"),
    ("NotIpAddress", "203.0.113.0/24", "198.51.100.1"),
    ("NotIpAddress", "203.0.113.0/24", ABSENT),
    ("StringEqualsIfExists", "a", ABSENT),
    ("StringEqualsIfExists", "a", "a"),
    ("BoolIfExists", "true", ABSENT),
    ("ForAllValues:StringEquals", ["a", "b"], ("a", "b")),
    ("ForAllValues:StringEquals", ["a", "b"], ABSENT),
    ("ForAllValues:StringNotEquals", ["c"], ("a", "b")),
    ("ForAnyValue:StringEquals", ["a"], ("a", "b")),
    ("ForAnyValue:StringLike", ["a*"], ("b", "ab")),
    ("ForAnyValue:StringNotEquals", ["a"], ("a", "b")),
    ("ForAnyValue:StringEqualsIfExists", ["a"], ABSENT),
]
MISSES = [
    ("StringEquals", "a", "A"),
    ("StringEquals", "a", ABSENT),
    ("StringEquals", "*", "a"),
    ("StringEquals", "a*", "ab"),
    ("StringNotEquals", ["b", "a"], "a"),
    ("StringNotEqualsIgnoreCase", "AbC", "abc"),
    ("StringLike", "a*", "A"),
    ("StringLike", "a?c", "ac"),
    ("StringLike", "a.c", "abc"),
    ("StringNotLike", "a*", "ab"),
    ("ArnLike", "arn:aws:*:111122223333:trail/t:x", "arn:aws:sns:eu-west-1:111122223333:trail/t:x"),
    ("ArnLike", ARN, "not an ARN"),
    ("ArnLike", ARN, ABSENT),
    ("ArnNotLike", "arn:aws:cloudtrail:*:*:*", ARN),
    ("Bool", "true", "false"),
    ("Bool", "false", ABSENT),
    ("Null", "true", "a"),
    ("Null", "false", ABSENT),
    ("NumericLessThan", "10", "10"),
    ("NumericLessThan", "9", "10"),
    ("NumericGreaterThan", "10", ABSENT),
    ("DateGreaterThan", "2026-01-01", "2025-12-31"),
    ("IpAddress", "203.0.113.0/24", "198.51.100.1"),
    ("NotIpAddress", ["203.0.113.0/24", "198.51.100.0/24"], "198.51.100.1"),
    ("StringEqualsIfExists", "a", "b"),
    ("ForAllValues:StringEquals", ["a"], ("a", "b")),
    ("ForAnyValue:StringEquals", ["a"], ABSENT),
    ("ForAnyValue:StringEquals", ["a"], ("b", "c")),
    ("ForAnyValue:StringNotEquals", ["a"], ABSENT),
    ("ForAllValues:StringNotEquals", ["a"], ("a", "b")),
]
UNKNOWN = [
    ("BinaryEquals", "YQ==", "a", "not modelled"),
    ("StringMatches", "a", "a", "not modelled"),
    ("StringEquals", "${aws:username}", "a", "policy variable"),
    ("StringEquals", [], "a", "no value"),
    ("ArnLike", "*", ARN, "'*'"),
    ("NumericLessThan", "ten", "9", "'ten'"),
    ("NumericLessThan", "10", "nine", "do not fit"),
    ("IpAddress", "here", "203.0.113.9", "'here'"),
    ("DateLessThan", "tomorrow", "2026-01-01", "'tomorrow'"),
    ("Bool", "perhaps", "true", "'perhaps'"),
    ("Null", ["true", "false"], "a", "plain true or false"),
    ("StringEquals", "a", ("a", "b"), "do not fit"),
]


@pytest.mark.parametrize(("operator", "wanted", "given"), MATCHES)
def test_a_request_meets_the_condition(operator: str, wanted: Any, given: Any) -> None:
    assert met(operator, wanted, given) is True


@pytest.mark.parametrize(("operator", "wanted", "given"), MISSES)
def test_a_request_misses_the_condition(operator: str, wanted: Any, given: Any) -> None:
    assert met(operator, wanted, given) is False


@pytest.mark.parametrize(("operator", "wanted", "given", "why"), UNKNOWN)
def test_what_is_not_modelled_is_undecided_with_a_reason(operator: str, wanted: Any, given: Any, why: str) -> None:
    reason = met(operator, wanted, given)

    assert isinstance(reason, str)
    assert why in reason


@pytest.mark.parametrize(
    ("wanted", "decided"),
    [
        ("*", True),
        (TENANT, True),
        ("arn:aws:iam::444455556666:role/*", True),
        ("arn:aws:iam::*:role/c8-cluster/*", True),
        ("*:role/c8-cluster/c8-apps-1234", False),
        ("arn:*:role/c8-cluster/c8-apps-1234", False),
    ],
)
def test_a_text_pattern_that_could_take_in_the_account_of_an_arn_is_undecided(wanted: str, decided: bool) -> None:
    made = policy(allow(Condition={"StringLike": {"aws:PrincipalArn": wanted}}))

    assert isinstance(decide(made, decrypt(), owner=OWNER), Level) is decided


def test_an_undecided_deny_leaves_nothing_to_decide_where_nothing_is_allowed() -> None:
    doubtful = deny(Condition={"BinaryEquals": {KEY: "YQ=="}})

    assert decide(policy(doubtful), decrypt(), owner=OWNER) == Level.DENIED
    assert isinstance(decide(policy(doubtful, allow()), decrypt(), owner=OWNER), Undecided)
    assert decide(policy(doubtful, allow(), deny()), decrypt(), owner=OWNER) == Level.DENIED


def test_all_keys_and_all_operators_of_a_condition_must_be_met() -> None:
    texts, truths = {KEY: "a", "aws:SourceAccount": OTHER}, {"aws:ViaAWSService": "true"}
    made = policy(allow(Condition={"StringEquals": texts, "Bool": truths}))
    right = texts | truths

    assert decide(made, decrypt(**right), owner=OWNER) == Level.ALLOWED
    for key in right:
        assert decide(made, decrypt(**{**right, key: "other"}), owner=OWNER) == Level.DENIED


def test_the_case_of_a_key_plays_no_part_not_even_in_an_encryption_context() -> None:
    made = policy(allow(Condition={"StringEquals": {"KMS:EncryptionContext:App": "x"}}))

    assert decide(made, decrypt(**{"kms:encryptioncontext:app": "x"}), owner=OWNER) == Level.ALLOWED


def test_a_dollar_is_a_dollar_in_a_policy_of_the_old_version() -> None:
    made = policy(allow(Condition={"StringEquals": {KEY: "${aws:username}"}}), version="2008-10-17")

    assert decide(made, decrypt(**{KEY: "${aws:username}"}), owner=OWNER) == Level.ALLOWED


@pytest.mark.parametrize(
    ("principal", "key", "value"),
    [
        (aws(TENANT), "aws:PrincipalArn", TENANT),
        (aws(TENANT, "session"), "aws:PrincipalArn", TENANT),
        (aws(TENANT), "aws:PrincipalAccount", OTHER),
        (aws(TENANT), "kms:CallerAccount", OTHER),
        (aws(TENANT), "aws:PrincipalType", "AssumedRole"),
        (aws(TENANT), "aws:PrincipalIsAWSService", "false"),
        (service("s3"), "aws:PrincipalIsAWSService", "true"),
        (service("s3"), "aws:PrincipalServiceName", "s3.amazonaws.com"),
        (Principal("anonymous"), "aws:PrincipalAccount", "anonymous"),
    ],
)
def test_keys_of_the_principal_follow_from_it_whatever_the_request_says(principal: Principal, key: str, value: str) -> None:
    made = policy(allow(Condition={"StringEquals": {key: value}}))

    assert decide(made, decrypt(principal, **{key: "a lie"}), owner=OWNER) == Level.ALLOWED


@pytest.mark.parametrize("key", ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalTag/team"])
def test_a_service_asks_without_keys_of_an_iam_principal(key: str) -> None:
    made = policy(allow(Condition={"Null": {key: "true"}}))

    assert decide(made, decrypt(service("s3")), owner=OWNER) == Level.ALLOWED


def test_what_follows_from_the_principal_in_a_way_that_is_not_modelled_is_undecided() -> None:
    made = policy(allow(Condition={"StringEquals": {"aws:username": "bob"}}))

    assert isinstance(decide(made, decrypt(), owner=OWNER), Undecided)
