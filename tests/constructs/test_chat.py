import json
from collections.abc import Sequence

import pytest

from camunda_byok.bindings import AwsProvider, Construct
from camunda_byok.constructs.chat import Chat
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import Destination, Email, Slack, Teams
from camunda_byok.names import Names
from camunda_byok.policies.chat_policies import chat_permissions, chat_trust
from tests.synthesized import NAMES, Synthesized, a_stack, synthesized

SLACK = Slack(workspace="T07EA123LEP", channel="C07EZ1ABC23")
TEAMS = Teams(
    team="1a2b3c4d-1234-4abc-8def-1234567890ab",
    tenant="2b3c4d5e-1234-4abc-8def-1234567890ab",
    channel="19%3Ab6ef35dc342d56ba5654e6fc%40thread.tacv2",
    min_severity="page",
)
SECOND = Names(environment="prod", account="111122223333", region="eu-west-2")
TOPIC = "arn:aws:sns:{}:111122223333:camunda-byok-prod-{}".format


def with_channels(destinations: Sequence[Destination], *, regions: Sequence[Names] = (NAMES,), below: str = "") -> Synthesized:
    stack = a_stack()
    scope = Construct(stack, below) if below else stack
    notifications = [
        Notifications(
            scope,
            f"alarms_{names.region}",
            names=names,
            destinations=destinations,
            provider=None if names == NAMES else AwsProvider(stack, names.region, region=names.region, alias=names.region),
        )
        for names in regions
    ]
    Chat(scope, "chat", names=NAMES, destinations=destinations, notifications=notifications)
    return synthesized(stack)


@pytest.fixture(scope="module")
def made() -> Synthesized:
    return with_channels([SLACK, TEAMS, Email(address="a@example.com")])  # parsed JSON, which no test changes


def test_each_channel_hears_the_topics_of_its_severities(made: Synthesized) -> None:
    slack = made.only("aws_chatbot_slack_channel_configuration")
    teams = made.only("aws_chatbot_teams_channel_configuration")

    assert (slack["slack_team_id"], slack["slack_channel_id"]) == ("T07EA123LEP", "C07EZ1ABC23")
    assert (teams["team_id"], teams["tenant_id"], teams["channel_id"]) == (TEAMS.team, TEAMS.tenant, TEAMS.channel)
    assert slack["sns_topic_arns"] == [TOPIC("eu-west-1", "page"), TOPIC("eu-west-1", "notice")]
    assert teams["sns_topic_arns"] == [TOPIC("eu-west-1", "page")]
    assert slack["configuration_name"] != teams["configuration_name"]
    for each in (slack, teams):
        assert each["configuration_name"].startswith("camunda-byok-prod-chat-")
        assert len(each["configuration_name"]) <= 128
        assert "aws_sns_topic_policy.alarms_eu-west-1_page" in each["depends_on"]


def test_a_channel_is_configured_once_for_the_topics_of_every_region() -> None:
    slack = with_channels([SLACK], regions=(NAMES, SECOND)).only("aws_chatbot_slack_channel_configuration")

    assert slack["sns_topic_arns"] == [
        TOPIC(region, severity) for region in ("eu-west-1", "eu-west-2") for severity in ("page", "notice")
    ]


def test_a_channel_can_do_nothing_but_read_metrics(made: Synthesized) -> None:
    role, policy = made.only("aws_iam_role"), made.only("aws_iam_policy")
    attached = made.only("aws_iam_role_policy_attachment")

    assert json.loads(role["assume_role_policy"]) == chat_trust()
    assert json.loads(policy["policy"]) == chat_permissions()
    assert (attached["role"], attached["policy_arn"]) == ("${aws_iam_role.chat.name}", "${aws_iam_policy.chat.arn}")
    assert role["name"] == policy["name"] == "camunda-byok-prod-chat-eu-west-1"
    for kind in ("slack", "teams"):
        channel = made.only(f"aws_chatbot_{kind}_channel_configuration")
        assert channel["iam_role_arn"] == "${aws_iam_role.chat.arn}"
        # Without a guardrail AWS puts AdministratorAccess in its place.
        assert channel["guardrail_policy_arns"] == ["${aws_iam_policy.chat.arn}"]


def test_nothing_is_made_where_no_destination_is_a_channel() -> None:
    made = with_channels([Email(address="a@example.com")])

    assert not [address for address in made.addresses if "chat" in address]


def test_a_channel_more_leaves_the_others_where_they_are(made: Synthesized) -> None:
    fewer = with_channels([TEAMS, Email(address="a@example.com")])

    assert set(made.addresses) - set(fewer.addresses) == {
        f"aws_chatbot_slack_channel_configuration.chat_slack_T07EA123LEP_C07EZ1ABC23_{SLACK.digest}"
    }
    assert set(fewer.addresses) < set(made.addresses)


def test_moving_the_constructs_leaves_every_address(made: Synthesized) -> None:
    moved = with_channels([SLACK, TEAMS, Email(address="a@example.com")], below="somewhere")

    assert moved.addresses == made.addresses
