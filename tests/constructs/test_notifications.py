import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from camunda_byok.bindings import AwsProvider, Construct
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import (
    Destination,
    Email,
    ExistingTopic,
    Https,
    Opsgenie,
    PagerDuty,
    ServiceNow,
    Slack,
    Sqs,
)
from camunda_byok.errors import InputError
from camunda_byok.names import Names
from camunda_byok.policies.foreign_topics import publishing_permissions, publishing_trust
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from camunda_byok.severity import Severity
from tests.synthesized import NAMES, Synthesized, a_stack, synthesized

PAGE = "arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-page"
NOTICE = "arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-notice"
QUEUES = {
    "page": "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-prod-page-undelivered",
    "notice": "arn:aws:sqs:eu-west-1:111122223333:camunda-byok-prod-notice-undelivered",
}
THEIRS = "arn:aws:sns:eu-west-1:111122223333:on-call"
FOREIGN = "arn:aws:sns:eu-west-1:777788889999:on-call"
ENDS: tuple[Destination, ...] = (
    Email(address="on-call@example.com", min_severity="page"),
    Email(address="security@example.com"),
    Https(url="https://hooks.example.com/byok"),
    Sqs(arn="arn:aws:sqs:eu-west-1:111122223333:security-events"),
    PagerDuty(ssm_parameter="/byok/pagerduty", min_severity="page"),
    Opsgenie(secret="byok/opsgenie"),
    ServiceNow(ssm_parameter="arn:aws:ssm:eu-west-1:111122223333:parameter/byok/servicenow"),
    ExistingTopic(arn=THEIRS),
    Slack(workspace="T07EA123LEP", channel="C07EZ1ABC23"),
)
EVERY_SEVERITY = pytest.mark.parametrize("severity", list(Severity), ids=lambda severity: severity.value.lower())


def with_destinations(*destinations: Destination, **settings: Any) -> Synthesized:
    stack = a_stack()
    Notifications(stack, "alarms", names=NAMES, destinations=destinations, **settings)
    return synthesized(stack)


@pytest.fixture(scope="module")
def made() -> Synthesized:
    return with_destinations(*ENDS)  # parsed JSON, which no test changes


def heard(made: Synthesized, severity: str) -> list[tuple[str, str]]:
    """Returns protocol and end point of everybody who is subscribed to the topic of a severity; tokens without their digest."""
    subscriptions = made.resources("aws_sns_topic_subscription").values()
    mine = [each for each in subscriptions if each["topic_arn"] == f"${{aws_sns_topic.alarms_{severity}.arn}}"]
    return sorted((each["protocol"], re.sub(r"_[0-9a-f]{8}\.\w+}$", "", each["endpoint"])) for each in mine)


@EVERY_SEVERITY
def test_each_severity_has_a_topic_that_is_encrypted_with_a_key_of_its_own(made: Synthesized, severity: Severity) -> None:
    name = severity.value.lower()
    topic, key = made.resource(f"aws_sns_topic.alarms_{name}"), made.resource(f"aws_kms_key.alarms_{name}_key")

    assert topic["kms_master_key_id"] == f"${{aws_kms_key.alarms_{name}_key.arn}}"
    assert topic["name"] == f"camunda-byok-prod-{name}"
    assert key["enable_key_rotation"] is True
    assert json.loads(key["policy"]) == topic_key_policy(NAMES)
    alias = made.resource(f"aws_kms_alias.alarms_{name}_key")
    assert alias["name"] == f"alias/camunda-byok-prod-{name}"
    assert alias["target_key_id"] == f"${{aws_kms_key.alarms_{name}_key.key_id}}"


@EVERY_SEVERITY
def test_rules_and_alarms_alone_publish(made: Synthesized, severity: Severity) -> None:
    policy = made.resource(f"aws_sns_topic_policy.alarms_{severity.value.lower()}")

    assert policy["arn"] == f"${{aws_sns_topic.alarms_{severity.value.lower()}.arn}}"
    assert json.loads(policy["policy"]) == topic_policy(NAMES, severity)


@EVERY_SEVERITY
def test_what_cannot_be_delivered_is_kept_for_two_weeks_apart_from_the_topic_s_key(made: Synthesized, severity: Severity) -> None:
    queue = made.resource(f"aws_sqs_queue.alarms_{severity.value.lower()}_undelivered")

    assert queue["name"] == f"camunda-byok-prod-{severity.value.lower()}-undelivered"
    assert queue["message_retention_seconds"] == 1_209_600
    assert queue["sqs_managed_sse_enabled"] is True
    assert "kms_master_key_id" not in queue
    assert json.loads(queue["policy"]) == dead_letter_queue_policy(NAMES, severity)


def test_nothing_of_one_severity_is_part_of_the_other() -> None:
    made = with_destinations()
    page, notice = (json.dumps({address: made.resource(address) for address in made.addresses if word in address})
                    for word in ("_page", "_notice"))  # fmt: skip

    assert "notice" not in page
    assert "page" not in notice
    assert len(made.addresses) == 2 * 5


def test_everybody_hears_the_severities_that_they_ask_for(made: Synthesized) -> None:
    both = [
        ("email", "security@example.com"),
        ("https", "${data.aws_secretsmanager_secret_version.alarms_opsgenie_secret_byok_opsgenie"),
        ("https", "${data.aws_ssm_parameter.alarms_servicenow_ssm_arn_aws_ssm_eu_west_1_111122223333_parameter_byok_servicenow"),
        ("https", "https://hooks.example.com/byok"),
        ("sqs", "arn:aws:sqs:eu-west-1:111122223333:security-events"),
    ]
    pages = [("email", "on-call@example.com"), ("https", "${data.aws_ssm_parameter.alarms_pagerduty_ssm__byok_pagerduty")]

    assert heard(made, "notice") == sorted(both)
    assert heard(made, "page") == sorted([*both, *pages])


def test_every_subscription_leaves_what_it_cannot_deliver_in_the_queue_of_its_topic(made: Synthesized) -> None:
    subscriptions = made.resources("aws_sns_topic_subscription").values()

    for each in subscriptions:
        severity = each["topic_arn"].removeprefix("${aws_sns_topic.alarms_").removesuffix(".arn}")
        assert json.loads(each["redrive_policy"]) == {"deadLetterTargetArn": QUEUES[severity]}
        assert f"aws_sqs_queue.alarms_{severity}_undelivered" in each["depends_on"]
    assert len(subscriptions) == 5 + 7  # two hear pages only


def test_an_address_that_holds_a_key_is_read_from_where_it_is_kept(made: Synthesized) -> None:
    parameters = made.json["data"]["aws_ssm_parameter"].values()
    (secret,) = made.json["data"]["aws_secretsmanager_secret_version"].values()

    assert sorted(each["name"] for each in parameters) == [
        "/byok/pagerduty",
        "arn:aws:ssm:eu-west-1:111122223333:parameter/byok/servicenow",
    ]
    assert all(each["with_decryption"] is True for each in parameters)
    assert secret["secret_id"] == "byok/opsgenie"


def test_a_receiver_that_confirms_by_itself_is_waited_for_and_no_other(made: Synthesized) -> None:
    waited = {
        address: (each.get("endpoint_auto_confirms"), each.get("confirmation_timeout_in_minutes"))
        for address, each in made.resources("aws_sns_topic_subscription").items()
    }

    for address, (confirms, minutes) in waited.items():
        if "_pagerduty_" in address or "_servicenow_" in address:
            assert (confirms, minutes) == (True, 10)
        else:
            assert (confirms, minutes) == (False if "_https_" in address or "_opsgenie_" in address else None, None)


def test_a_chat_channel_is_not_subscribed_here(made: Synthesized) -> None:
    assert "C07EZ1ABC23" not in json.dumps(made.json)


def test_nobody_hears_where_nobody_is_named() -> None:
    assert with_destinations().resources("aws_sns_topic_subscription") == {}


@pytest.mark.parametrize("left_out", range(len(ENDS)))
def test_a_destination_more_or_less_leaves_the_others_where_they_are(made: Synthesized, left_out: int) -> None:
    fewer = with_destinations(*(one for index, one in enumerate(ENDS) if index != left_out)).addresses

    assert set(fewer) <= set(made.addresses)
    assert (len(made.addresses) - len(fewer)) in (0, 1, 2, 3)


def test_hearing_more_leaves_what_was_heard_before_where_it_is() -> None:
    pages = with_destinations(Email(address="on-call@example.com", min_severity="page")).addresses
    everything = with_destinations(Email(address="on-call@example.com")).addresses

    assert len(set(everything) - set(pages)) == 1
    assert set(pages) < set(everything)


@pytest.mark.parametrize(
    "alike",
    [
        [Email(address=f"on{sign}call@example.com") for sign in "-._"],
        [Https(url=f"https://hooks.example.com/a{sign}b") for sign in "/?"],
        [Sqs(arn=f"arn:aws:sqs:eu-west-1:111122223333:on{sign}call") for sign in "-_"],
        [PagerDuty(ssm_parameter="/byok/a"), PagerDuty(secret="/byok/a"), Opsgenie(secret="/byok/a")],
    ],
)
def test_destinations_that_look_alike_are_all_subscribed(alike: Sequence[Destination]) -> None:
    made = with_destinations(*alike).resources("aws_sns_topic_subscription")

    assert len(made) == 2 * len(alike)
    assert len({each["endpoint"] for each in made.values()}) == len(alike)


def test_results_are_text_and_not_tokens_but_for_the_key() -> None:
    existing = [ExistingTopic(arn=THEIRS), ExistingTopic(arn=FOREIGN, min_severity="page")]
    made = Notifications(a_stack(), "alarms", names=NAMES, destinations=existing)

    assert made.topic_arns(Severity.PAGE) == (PAGE, THEIRS, FOREIGN)
    assert made.topic_arns(Severity.NOTICE) == (NOTICE, THEIRS)
    assert {severity.value.lower(): made.dead_letter_queue_arn(severity) for severity in Severity} == QUEUES
    assert made.names == NAMES
    assert len({made.key(severity).arn for severity in Severity}) == 2


def test_a_topic_of_another_region_is_left_to_the_notifications_there() -> None:
    there = "arn:aws:sns:eu-west-2:111122223333:on-call"
    destinations = [ExistingTopic(arn=THEIRS), ExistingTopic(arn=there)]

    assert Notifications(a_stack(), "alarms", names=NAMES, destinations=destinations).topic_arns(Severity.PAGE) == (PAGE, THEIRS)


def test_a_topic_of_another_account_is_told_by_a_role_and_one_of_our_own_is_not() -> None:
    stack = a_stack()
    notifications = Notifications(
        stack, "alarms", names=NAMES, destinations=[ExistingTopic(arn=THEIRS), ExistingTopic(arn=FOREIGN)]
    )
    made = synthesized(stack)
    role, permissions = made.resource("aws_iam_role.alarms_publish"), made.resource("aws_iam_role_policy.alarms_publish")

    assert notifications.publishing_role_arn(PAGE) is None
    assert notifications.publishing_role_arn(THEIRS) is None
    assert notifications.publishing_role_arn(FOREIGN) == f"arn:aws:iam::111122223333:role/{role['name']}"
    assert json.loads(role["assume_role_policy"]) == publishing_trust()
    assert json.loads(permissions["policy"]) == publishing_permissions(NAMES, [FOREIGN])
    assert permissions["role"] == "${aws_iam_role.alarms_publish.name}"


def test_no_role_is_made_where_every_topic_is_of_the_account() -> None:
    assert with_destinations(ExistingTopic(arn=THEIRS)).resources("aws_iam_role") == {}


def test_more_topics_than_a_rule_can_have_targets_are_refused() -> None:
    topics = [ExistingTopic(arn=f"arn:aws:sns:eu-west-1:111122223333:on-call-{number}") for number in range(5)]
    with_destinations(*topics[:4])

    with pytest.raises(InputError, match="so many targets"):
        with_destinations(*topics)


def test_a_second_region_has_everything_again_by_its_own_provider() -> None:
    stack = a_stack()
    names = Names(environment="prod", account="111122223333", region="eu-west-2")
    second = AwsProvider(stack, "second", region=names.region, alias="second")
    foreign = ExistingTopic(arn=FOREIGN.replace("eu-west-1", "eu-west-2"))
    Notifications(stack, "alarms", names=NAMES, destinations=ENDS)
    Notifications(stack, "second_alarms", names=names, destinations=[*ENDS, foreign], provider=second)
    made = synthesized(stack)

    for kind, some in made.json["resource"].items():
        for name, each in some.items():
            assert each.get("provider") == ("aws.second" if name.startswith("second_") else None), f"{kind}.{name}"
    first = {address.split(".")[1] for address in made.addresses if not address.startswith("data.")}
    assert {f"second_{name}" for name in first if name.startswith("alarms")} < first
    # Kept once, in the first region: nobody has to copy a key to another.
    assert all("provider" not in each for some in made.json["data"].values() for each in some.values())


def test_moving_the_construct_leaves_every_address(made: Synthesized) -> None:
    stack = a_stack()
    Notifications(Construct(stack, "somewhere"), "alarms", names=NAMES, destinations=ENDS)

    assert synthesized(stack).addresses == made.addresses


def test_two_sets_of_topics_at_one_address_are_refused() -> None:
    stack = a_stack()
    Notifications(stack, "alarms", names=NAMES)

    with pytest.raises(InputError, match="already has"):
        Notifications(Construct(stack, "inner"), "alarms", names=NAMES)
