"""Chat channels as Amazon Q Developer in chat applications knows them.

Never run against AWS: no emulator has this service.
"""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.destinations import Channel, Slack
from camunda_byok.inventory.model import ChatChannel
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, region_of, unreadable

REGIONS = ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1")
"""Where the service has an end point. Source: AWS general reference, endpoints of Amazon Q Developer in chat applications."""
OTHERWISE = "us-west-2"
"""The one that the AWS provider asks from every other region."""


def read_chat_channel(declared: ChatChannel, channel: Channel, reading: Reading) -> ChatChannel | None:
    """Returns the channel's configuration, or None where there is none."""
    region = region_of(declared) if region_of(declared) in REGIONS else OTHERWISE
    if isinstance(channel, Slack):
        said = reading.ask(
            "chatbot:DescribeSlackChannelConfigurations",
            region,
            lambda chat: pages(chat, "describe_slack_channel_configurations", "SlackChannelConfigurations"),
        )
        ours = {"SlackTeamId": channel.workspace, "SlackChannelId": channel.channel}
    else:
        said = reading.ask(
            "chatbot:ListMicrosoftTeamsChannelConfigurations",
            region,
            lambda chat: pages(chat, "list_microsoft_teams_channel_configurations", "TeamChannelConfigurations"),
        )
        ours = {"TeamId": channel.team, "TenantId": channel.tenant, "ChannelId": channel.channel}
    if isinstance(said, Unknown):
        return unreadable(declared, said)
    found = [] if isinstance(said, Absence) else [each for each in said if _matches(each, ours)]
    return replace(declared, topics=tuple(sorted(found[0].get("SnsTopicArns", [])))) if found else None


def _matches(said: dict[str, Any], ours: dict[str, str]) -> bool:
    return all(said.get(field) == value for field, value in ours.items())
