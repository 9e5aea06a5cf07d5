"""Who tried to use a disabled key: what records tell of it, and the rule's silence where there are none."""

import json
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import hypothesis.strategies as st
import pytest
from botocore.exceptions import ClientError
from hypothesis import given

from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.ending.attempts import attempt_of, attempts
from tests.emulated import environment_of

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
SINCE = NOW - timedelta(days=14)
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER = "arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321"
TRIED = {
    "eventTime": "2026-11-20T01:02:03Z",
    "eventName": "Decrypt",
    "errorCode": "DisabledException",
    "userIdentity": {"type": "AWSAccount", "accountId": "444455556666"},
    "resources": [{"ARN": KEY}],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@pytest.mark.parametrize(
    "way",
    [
        {},
        {"resources": None, "requestParameters": {"keyId": KEY}},
        {"resources": None, "requestParameters": {"keyId": KEY.rpartition("/")[2]}},
        {"resources": None, "errorMessage": f"{KEY} is disabled."},
        {"errorCode": "KMSInvalidStateException"},
        {"userIdentity": None},
    ],
)
def test_a_try_is_told_in_every_way_in_which_a_record_names_a_key(way: dict[str, Any]) -> None:
    found = attempt_of(json.dumps({**TRIED, **way}), (KEY,))
    assert found
    assert found[0] == datetime(2026, 11, 20, 1, 2, 3, tzinfo=timezone.utc)


@pytest.mark.parametrize("other", [{"resources": [{"ARN": OTHER}]}, {"errorCode": "AccessDenied"}, {"errorCode": None}])
def test_what_is_no_try_on_the_key_is_none(other: dict[str, Any]) -> None:
    assert attempt_of(json.dumps(TRIED), (KEY,))
    assert attempt_of(json.dumps({**TRIED, **other}), (KEY,)) is None


@given(record=st.dictionaries(st.sampled_from([*TRIED, "requestParameters", "errorMessage"]), JSON))
def test_no_record_is_so_odd_that_reading_ends(record: dict[str, Any]) -> None:
    attempt_of(json.dumps({**TRIED, **record}), (KEY,))


class Rule:
    """Clients of an account without a log group to read, with the alarm's rule."""

    def __init__(self, state: str | None = "ENABLED", *sums: float, denied: bool = False) -> None:
        self.state, self.sums, self.denied = state, sums, denied
        self.asked: list[str] = []

    def __call__(self, service: str, region: str) -> Any:
        return SimpleNamespace(describe_rule=self.describe_rule, get_metric_statistics=self.get_metric_statistics)

    def describe_rule(self, Name: str) -> dict[str, Any]:
        self.asked.append(Name)
        if self.state is None:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "DescribeRule")
        return {"State": self.state}

    def get_metric_statistics(self, **asked: Any) -> dict[str, Any]:
        if self.denied:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetMetricStatistics")
        assert asked["StartTime"] == SINCE
        return {"Datapoints": [{"Timestamp": NOW, "Sum": each} for each in self.sums]}


def looked_at(rule: Rule, **fields: Any) -> Any:
    trail = {"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/ours", "bucket": "ours"}
    environment = environment_of(trail=trail, **fields)
    acting: Any = SimpleNamespace(environment=environment, clients=rule)
    return attempts(acting, (KEY,), since=SINCE, now=NOW).latest


def test_without_records_the_rule_tells_by_its_silence() -> None:
    assert looked_at(Rule()) is None
    assert looked_at(Rule("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", 0.0)) is None
    assert looked_at(Rule("ENABLED", 0.0, 2.0)) == NOW


@pytest.mark.parametrize("rule", [Rule(None), Rule("DISABLED"), Rule(denied=True)])
def test_the_silence_of_a_rule_that_cannot_speak_tells_nothing(rule: Rule) -> None:
    assert isinstance(looked_at(rule), Unknown)


def test_each_region_has_a_rule() -> None:
    rule = Rule()
    looked_at(rule, second_region="eu-west-2")
    assert len(rule.asked) == 2
