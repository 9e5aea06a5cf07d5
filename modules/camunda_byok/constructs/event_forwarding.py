"""Events of a service that is one for all regions, passed on to the region of the key."""

from camunda_byok.bindings import (
    CloudwatchEventRule,
    CloudwatchEventTarget,
    Construct,
    TerraformProvider,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.service_role import add_service_role, permit
from camunda_byok.names import Names
from camunda_byok.policies.event_forwarding import forwarding_permissions, forwarding_trust


class EventForwarding(Construct):
    """A rule in one region that puts the events it matches on the default bus of another.

    IAM is one for all regions and its calls become events in one of them only; a rule's target, on the other hand, must be in the
    rule's own region, unless it is an event bus. What cannot be passed on is tried for 24 hours and then lost: no queue stands
    behind this rule.

    Results: `rule_arn`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        source_region: str,
        alarm: str,
        pattern: str,
        permissions_boundary: str | None = None,
        provider: TerraformProvider,
    ) -> None:
        """Declares rule, target and role.

        id: becomes the Terraform address, `aws_cloudwatch_event_rule.<id>`. Changing it makes them anew.
        names: the environment's names; the events arrive in its region.
        source_region: where the events come to be. Rules of the same name there and here belong together.
        alarm: the alarm of the catalog that the events are for; the rule has its name.
        pattern: which events are passed on, as JSON.
        permissions_boundary: ARN of an IAM policy that limits the role; none unless given.
        provider: makes the rule in `source_region`.
        """
        super().__init__(scope, id)
        source = names.in_region(source_region)
        self.rule_arn = source.rule_arn(alarm)
        role = add_service_role(
            self,
            "role",
            address=id,
            names=names,
            name=names.forward_role,
            description=f"EventBridge passes events from {source_region} on to {names.region}",
            trust=forwarding_trust(names, rule_arns=(self.rule_arn,)),
            permissions_boundary=permissions_boundary,
        )
        permissions = permit(self, "permissions", role, address=id, name="put-events", permissions=forwarding_permissions(names))
        rule = frozen(
            self,
            CloudwatchEventRule(
                self,
                "rule",
                name=source.rule(alarm),
                description=f"Passes events on to {names.region}, where the alarm is",
                event_pattern=pattern,
                provider=provider,
            ),
            id,
        )
        frozen(
            self,
            CloudwatchEventTarget(
                self,
                "target",
                rule=rule.name,
                target_id="region-of-the-key",
                arn=names.arn("events", "event-bus/default"),
                role_arn=role.arn,
                depends_on=[permissions],
                provider=provider,
            ),
            id,
        )
