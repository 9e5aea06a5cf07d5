"""The role that reaches topics of other accounts."""

from collections.abc import Sequence

from camunda_byok.bindings import Construct, TerraformProvider
from camunda_byok.constructs.service_role import add_service_role, permit
from camunda_byok.names import Names
from camunda_byok.policies.foreign_topics import publishing_permissions, publishing_trust


class PublishingRole(Construct):
    """The role with which EventBridge publishes to topics of other accounts, which it cannot do as itself.

    Its name and ARN are the `Names`'. Result: `ready`, which targets depend on.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        topic_arns: Sequence[str],
        permissions_boundary: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Declares the role.

        id: becomes the Terraform address, `aws_iam_role.<id>`. Changing it replaces the role: no event
            reaches the topics meanwhile.
        names: the environment's names in the topics' region; the role is named after both.
        topic_arns: the topics, of accounts other than the environment's.
        permissions_boundary: ARN of an IAM policy that limits the role whatever else permits; none unless given.
        provider: of the environment's account; the stack's own unless given.
        """
        super().__init__(scope, id)
        role = add_service_role(
            self,
            "role",
            address=id,
            names=names,
            name=names.publishing_role,
            description=f"EventBridge tells topics of other accounts of the alarms of {names.environment}",
            trust=publishing_trust(),
            permissions_boundary=permissions_boundary,
            provider=provider,
        )
        permissions = permit(
            self,
            "permissions",
            role,
            address=id,
            name="publish",
            permissions=publishing_permissions(names, topic_arns),
            provider=provider,
        )
        self.ready = (permissions,)
