"""Destinations of alarms: what each kind takes, what it refuses, and what several of them are to each other and to production."""

from typing import Any

import pytest

from camunda_byok.destinations import Email, ExistingTopic, Https, Opsgenie, PagerDuty, Slack, Teams
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.severity import Severity
from tests.test_environment import LEAST, OTHER, OURS, PRODUCTION, faults, the_fault, with_value

TEAMS = {
    "kind": "teams",
    "team": "1a2b3c4d-1234-4abc-8def-1234567890ab",
    "tenant": "2b3c4d5e-1234-4abc-8def-1234567890ab",
    "channel": "19%3Ab6ef35dc342d56ba5654e6fc%40thread.tacv2",
}
SLACK = {"kind": "slack", "workspace": "T07EA123LEP", "channel": "C07EZ1ABC23"}
PROVIDERS = ("pagerduty", "opsgenie", "servicenow")
SECRET = f"arn:aws:secretsmanager:eu-west-1:{OURS}:secret:byok/pagerduty-AbCdEf"
PARAMETER = f"arn:aws:ssm:eu-west-1:{OURS}:parameter/byok/pagerduty"


def with_destinations(*destinations: Any, base: dict[str, Any] = LEAST) -> dict[str, Any]:
    return with_value("alarms.destinations", list(destinations), base)


ACCEPTED: list[dict[str, Any]] = [
    {"kind": "email", "address": "first.last+byok@mail.example.com"},
    {"kind": "https", "url": "https://hooks.example.com:8443/byok?token=1"},
    {"kind": "https", "url": "https://notpagerduty.com/x"},
    {"kind": "sqs", "arn": f"arn:aws:sqs:us-east-1:{OTHER}:elsewhere"},
    {"kind": "topic", "arn": f"arn:aws:sns:eu-west-1:{OURS}:on-call"},
    {"kind": "topic", "arn": f"arn:aws:sns:eu-west-1:{OTHER}:on-call"},
    *({"kind": kind, "ssm_parameter": "/byok/prod/hook"} for kind in PROVIDERS),
    *({"kind": kind, "secret": "byok/hook"} for kind in PROVIDERS),
    {"kind": "pagerduty", "ssm_parameter": "hook"},
    {"kind": "pagerduty", "ssm_parameter": PARAMETER},
    {"kind": "pagerduty", "ssm_parameter": PARAMETER.replace("/byok/", "/")},
    {"kind": "pagerduty", "ssm_parameter": "/" + "/".join("abcdefghijklmno")},
    {"kind": "pagerduty", "secret": SECRET},
    {"kind": "pagerduty", "secret": "s" * 512},
    SLACK,
    {**SLACK, "channel": "G07EZ1ABC23"},
    TEAMS,
]


@pytest.mark.parametrize("destination", ACCEPTED, ids=lambda one: " ".join(map(str, one.values()))[:60])
@pytest.mark.parametrize("severity", [{}, {"min_severity": "page"}, {"min_severity": "notice"}], ids=str)
def test_a_destination_is_accepted(destination: dict[str, Any], severity: dict[str, Any]) -> None:
    assert faults(with_destinations({**destination, **severity})) == {}


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "email", "address": "Alice <alice@example.com>"}, "address", "e-mail"),
    ({"kind": "email", "address": "alice@example"}, "address", "e-mail"),
    ({"kind": "https", "url": "http://hooks.example.com"}, "url", "in the clear"),
    ({"kind": "https", "url": "https://"}, "url", "not an https URL"),
    ({"kind": "https", "url": "https://hooks.example.com/#x"}, "url", "not an https URL"),
    ({"kind": "https", "url": "https://[bad"}, "url", "not an https URL"),
    ({"kind": "https", "url": "https://hooks.example.com/ x"}, "url", "not an https URL"),
    ({"kind": "https", "url": "https://hooks.example.com:99999/"}, "url", "not an https URL"),
    ({"kind": "topic", "arn": f"arn:aws:sns:eu-west-1:{OURS}:on-call.fifo"}, "arn", "standard topic"),
    ({"kind": "topic", "arn": f"arn:aws:sns:eu-west-1:{OURS}:on-call:1234abcd"}, "arn", "subscription"),
    ({"kind": "topic", "arn": f"arn:aws:sns:eu-west-2:{OURS}:on-call"}, "arn", "topics of their own region"),
    ({"kind": "topic", "arn": f"arn:aws:sqs:eu-west-1:{OURS}:on-call"}, "arn", "SNS ARN"),
    ({"kind": "topic", "arn": f"arn:aws-cn:sns:eu-west-1:{OURS}:on-call"}, "arn", "partition"),
    ({"kind": "sqs", "arn": f"arn:aws:sqs:eu-west-1:{OURS}:on-call.fifo"}, "arn", "FIFO"),
    ({"kind": "sqs", "arn": f"arn:aws-cn:sqs:cn-north-1:{OURS}:on-call"}, "arn", "partition"),
    ({"kind": "pagerduty"}, "", "read from one place"),
    ({"kind": "opsgenie", "ssm_parameter": "/byok/a", "secret": "byok/a"}, "", "read from one place"),
    ({"kind": "pagerduty", "ssm_parameter": "byok/pagerduty"}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": "/byok//pagerduty"}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": "/byok/"}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": "/AWS/pagerduty"}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": "ssm-pagerduty"}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": "/" + "/".join("abcdefghijklmnop")}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": "/" + "a" * 1011}, "ssm_parameter", "no parameter of SSM"),
    ({"kind": "pagerduty", "ssm_parameter": SECRET}, "ssm_parameter", "no parameter of SSM"),
    (
        {"kind": "pagerduty", "ssm_parameter": PARAMETER.replace("eu-west-1", "eu-west-2")},
        "ssm_parameter",
        "reads it in eu-west-1",
    ),
    ({"kind": "pagerduty", "secret": ""}, "secret", "no secret of Secrets Manager"),
    ({"kind": "pagerduty", "secret": "byok pagerduty"}, "secret", "no secret of Secrets Manager"),
    ({"kind": "pagerduty", "secret": "s" * 513}, "secret", "no secret of Secrets Manager"),
    ({"kind": "pagerduty", "secret": PARAMETER}, "secret", "no secret of Secrets Manager"),
    ({"kind": "pagerduty", "secret": SECRET.replace("eu-west-1", "us-east-1")}, "secret", "reads it in eu-west-1"),
    ({**SLACK, "workspace": "acme"}, "workspace", "a workspace of Slack"),
    ({**SLACK, "workspace": "C07EA123LEP"}, "workspace", "a workspace of Slack"),
    ({**SLACK, "channel": "#alarms"}, "channel", "a channel of Slack"),
    ({**TEAMS, "team": "acme"}, "team", "a team or tenant"),
    ({**TEAMS, "tenant": "1a2b3c4d12344abc8def1234567890ab"}, "tenant", "a team or tenant"),
    ({**TEAMS, "channel": "19:b6ef35dc342d56ba5654e6fc@thread.tacv2"}, "channel", "a channel of Teams"),
    ({"kind": "email", "address": "a@example.com", "min_severity": "PAGE"}, "min_severity", "not one of the choices"),
    ({"kind": "email", "url": "https://example.com"}, "url", "another kind of alarms.destinations[1]"),
    ({"kind": "e-mail", "address": "a@example.com"}, "kind", "not one of the choices"),
    ({"address": "a@example.com"}, "", "which kind"),
    ({"knid": "email", "address": "a@example.com"}, "knid", "no such field"),
]


@pytest.mark.parametrize(("destination", "field", "problem"), REFUSED, ids=lambda value: str(value)[:50])
def test_a_wrong_destination_is_refused_at_its_place_and_with_a_remedy(
    destination: dict[str, Any], field: str, problem: str
) -> None:
    found = faults(with_destinations(SLACK, destination))
    place = f"alarms.destinations[1].{field}".rstrip(".")
    fault = found.pop(place)
    assert problem in fault.problem
    assert fault.remedy[0].isupper()
    assert {other.problem for other in found.values()} <= {"this field is missing"}


def test_a_destination_that_is_only_an_address_is_refused() -> None:
    assert "text where fields" in the_fault(with_destinations("a@example.com"), "alarms.destinations[0]").problem


def test_which_kinds_there_are_is_said_where_none_is_named() -> None:
    fault = the_fault(with_destinations({"address": "a@example.com"}), "alarms.destinations[0]")
    assert fault.allowed == "kind: email, https, sqs, topic, pagerduty, opsgenie, servicenow, slack or teams"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://events.pagerduty.com/integration/0123456789abcdef/enqueue", "pagerduty"),
        ("https://events.eu.pagerduty.com/integration/0123456789abcdef/enqueue", "pagerduty"),
        ("https://EVENTS.PAGERDUTY.COM/x-ere/0123456789abcdef", "pagerduty"),
        ("https://api.opsgenie.com/v1/json/amazonsns?apiKey=0123456789abcdef", "opsgenie"),
        ("https://api.eu.opsgenie.com/v1/json/amazonsns?apiKey=0123456789abcdef", "opsgenie"),
        ("https://example.service-now.com/api/sn_em_connector/em/inbound_event?token=0123456789abcdef", "servicenow"),
    ],
)
def test_the_address_of_a_provider_is_kept_out_of_yaml_and_its_key_out_of_the_message(url: str, kind: str) -> None:
    fault = the_fault(with_destinations({"kind": "https", "url": url}), "alarms.destinations[0].url")
    assert f"kind: {kind}" in fault.allowed
    assert "0123456789abcdef" not in str(fault)


def test_a_password_in_a_url_is_not_shown_again() -> None:
    url = "https://user:hunter2@hooks.example.com/x"
    fault = the_fault(with_destinations({"kind": "https", "url": url}), "alarms.destinations[0].url")
    assert "hunter2" not in str(fault)
    assert "https://hooks.example.com/x" in fault.remedy


@pytest.mark.parametrize("field", ["ssm_parameter", "secret"])
def test_an_address_in_the_place_of_where_it_is_kept_is_not_shown_again(field: str) -> None:
    written = {"kind": "pagerduty", field: "https://events.pagerduty.com/integration/0123456789abcdef/enqueue"}
    fault = the_fault(with_destinations(written), f"alarms.destinations[0].{field}")
    assert "0123456789abcdef" not in str(fault)
    assert "does not belong here" in fault.remedy


@pytest.mark.parametrize("destination", ACCEPTED, ids=lambda one: " ".join(map(str, one.values()))[:60])
def test_a_destination_that_is_named_twice_is_refused_whatever_it_hears(destination: dict[str, Any]) -> None:
    fault = the_fault(with_destinations(destination, {**destination, "min_severity": "page"}), "alarms.destinations[1]")
    assert "the same destination as entry 1" in fault.problem


def test_two_kinds_may_keep_their_address_in_the_same_place() -> None:
    assert faults(with_destinations(*({"kind": kind, "secret": "byok/hook"} for kind in PROVIDERS))) == {}


def test_a_fifth_topic_is_refused() -> None:
    topics = [{"kind": "topic", "arn": f"arn:aws:sns:eu-west-1:{OURS}:topic-{n}"} for n in range(5)]
    assert faults(with_destinations(*topics[:4])) == {}
    assert the_fault(with_destinations(*topics), "alarms.destinations").allowed == "at most 4 destinations of kind: topic"


@pytest.mark.parametrize(("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")])
@pytest.mark.parametrize("channel", [SLACK, TEAMS], ids=lambda one: one["kind"])
def test_chat_is_refused_where_aws_does_not_offer_it(region: str, partition: str, channel: dict[str, str]) -> None:
    there = {
        **LEAST,
        "region": region,
        "deployers": [f"arn:{partition}:iam::{OURS}:role/x"],
        "camunda": {"tenant_role": f"arn:{partition}:iam::444455556666:role/x"},
    }
    assert "does not exist in" in the_fault(with_destinations(channel, base=there), "alarms.destinations[0].kind").problem


@pytest.mark.parametrize("destination", ACCEPTED, ids=lambda one: " ".join(map(str, one.values()))[:60])
def test_any_one_destination_that_hears_everything_is_enough_for_production(destination: dict[str, Any]) -> None:
    assert faults(with_destinations(destination, base=PRODUCTION)) == {}


def test_production_demands_somebody_who_hears_that_a_page_was_lost() -> None:
    page = {"kind": "email", "address": "on-call@example.com", "min_severity": "page"}
    fault = the_fault(with_destinations(page, base=PRODUCTION), "alarms.destinations")
    assert "they tell when a page could not be delivered" in fault.problem
    assert faults(with_destinations(page, SLACK, base=PRODUCTION)) == {}


def test_a_page_is_heard_by_all_and_a_notice_by_those_who_ask() -> None:
    pages, everything = Email(address="a@example.com", min_severity="page"), Email(address="a@example.com")
    assert [pages.hears(Severity.PAGE), pages.hears(Severity.NOTICE)] == [True, False]
    assert [everything.hears(Severity.PAGE), everything.hears(Severity.NOTICE)] == [True, True]


def test_the_topics_of_a_severity_are_those_that_hear_it() -> None:
    ours, theirs = f"arn:aws:sns:eu-west-1:{OURS}:x", f"arn:aws:sns:eu-west-1:{OTHER}:x"
    topics = [{"kind": "topic", "arn": ours}, {"kind": "topic", "arn": theirs, "min_severity": "page"}]
    alarms = Environment.model_validate(with_destinations(*topics)).alarms
    assert alarms.topics(Severity.PAGE, "eu-west-1") == (ours, theirs)
    assert alarms.topics(Severity.NOTICE, "eu-west-1") == (ours,)
    assert alarms.topics(Severity.PAGE, "eu-west-2") == ()


def test_in_python_the_class_says_the_kind() -> None:
    built = [
        Email(address="a@example.com"),
        Https(url="https://hooks.example.com"),
        ExistingTopic(arn=f"arn:aws:sns:eu-west-1:{OURS}:x"),
        PagerDuty(secret="byok/a"),
        Slack(workspace="T07EA123LEP", channel="C07EZ1ABC23"),
    ]
    read = [Environment.model_validate(with_destinations(one.model_dump(exclude_none=True))) for one in built]
    assert [environment.alarms.destinations for environment in read] == [(one,) for one in built]


def test_what_is_wrong_is_said_in_python_too() -> None:
    with pytest.raises(ValueError, match="read from one place"):
        Opsgenie()
    with pytest.raises(ValueError, match="not the id of a channel of Teams"):
        Teams(team=TEAMS["team"], tenant=TEAMS["tenant"], channel="general")
    with pytest.raises(ValueError, match="the key in this address"):
        Https(url="https://events.pagerduty.com/integration/0123456789abcdef/enqueue")
    assert issubclass(InputError, ValueError)
