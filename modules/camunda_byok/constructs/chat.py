"""Chat channels that hear of alarms."""

from collections.abc import Sequence

from camunda_byok.bindings import (
    ChatbotSlackChannelConfiguration,
    ChatbotTeamsChannelConfiguration,
    Construct,
    IamPolicy,
    IamRole,
    IamRolePolicyAttachment,
    ITerraformDependable,
    TerraformProvider,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.constructs.service_role import add_service_role
from camunda_byok.destinations import Channel, Destination, Slack, Teams, address_part
from camunda_byok.names import Names
from camunda_byok.policies.chat_policies import chat_permissions, chat_trust
from camunda_byok.policies.documents import to_json
from camunda_byok.severity import Severity


class Chat(Construct):
    """Channels of Slack and Microsoft Teams, by Amazon Q Developer in chat applications, for the topics of all regions.

    A channel's configuration is the account's and not a region's, and AWS allows one for each channel: so there is one `Chat` an
    environment, beside a `Notifications` for each region. A role of its own can read metrics and nothing else, and the same holds
    for whoever types a command in the channel. Nothing is made where no destination is a channel.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        destinations: Sequence[Destination],
        notifications: Sequence[Notifications],
        permissions_boundary: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares role, guardrail and a configuration for each channel.

        id: becomes the Terraform address of the role, `aws_iam_role.<id>`, and begins those of the channels.
        names: the environment's names, of any of its regions.
        destinations: who hears of alarms; those that are no channels are passed over.
        notifications: whose topics the channels hear, each by its `min_severity`.
        permissions_boundary: ARN of an IAM policy that limits the role whatever else permits; none unless given.
        provider: of the environment's account; the stack's own unless given. Where the service has no end point in its region,
            the AWS provider asks the one in us-west-2.
        """
        super().__init__(scope, id)
        channels = [one for one in destinations if isinstance(one, Channel)]
        if not channels:
            return
        role = add_service_role(
            self,
            "role",
            address=id,
            names=names,
            name=names.chat_role,
            description=f"Chat channels show what the alarms of {names.environment} are about",
            trust=chat_trust(),
            permissions_boundary=permissions_boundary,
            provider=provider,
        )
        policy = frozen(
            self,
            IamPolicy(
                self,
                "policy",
                provider=provider,
                name=names.chat_role,
                description="All that a chat channel may do: read metrics and alarms",
                policy=to_json(chat_permissions()),
            ),
            id,
        )
        attached = frozen(
            self,
            IamRolePolicyAttachment(self, "attached", provider=provider, role=role.name, policy_arn=policy.arn),
            id,
        )
        ready = [resource for each in notifications for resource in each.ready]
        for channel in channels:
            topics = [
                each.names.topic_arn(severity) for each in notifications for severity in Severity if channel.hears(severity)
            ]
            configuration = _configuration(
                self,
                channel,
                name=f"{names.chat_role}-{channel.digest}",
                role=role,
                guardrail=policy,
                topics=topics,
                depends_on=[attached, *ready],
                provider=provider,
            )
            frozen(self, configuration, f"{id}_{address_part(channel)}")


def _configuration(
    scope: Construct,
    channel: Channel,
    *,
    name: str,
    role: IamRole,
    guardrail: IamPolicy,
    topics: list[str],
    depends_on: list[ITerraformDependable],
    provider: TerraformProvider | None,
) -> ChatbotSlackChannelConfiguration | ChatbotTeamsChannelConfiguration:
    """Declares what Amazon Q Developer knows of a channel."""
    match channel:
        case Slack():
            return ChatbotSlackChannelConfiguration(
                scope,
                name,
                provider=provider,
                configuration_name=name,
                slack_team_id=channel.workspace,
                slack_channel_id=channel.channel,
                iam_role_arn=role.arn,
                guardrail_policy_arns=[guardrail.arn],
                sns_topic_arns=topics,
                depends_on=depends_on,
            )
        case Teams():
            return ChatbotTeamsChannelConfiguration(
                scope,
                name,
                provider=provider,
                configuration_name=name,
                team_id=channel.team,
                tenant_id=channel.tenant,
                channel_id=channel.channel,
                iam_role_arn=role.arn,
                guardrail_policy_arns=[guardrail.arn],
                sns_topic_arns=topics,
                depends_on=depends_on,
            )
