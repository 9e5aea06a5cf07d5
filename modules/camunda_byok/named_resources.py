"""Everything that an environment makes and AWS knows by a name: known before anything is deployed."""

from collections.abc import Iterator
from dataclasses import dataclass

from camunda_byok.alarms import EVENT_ALARMS, LOG_ALARMS
from camunda_byok.environment import Environment
from camunda_byok.naming import RESOURCES, Origin

NOT_MADE = ("chat_role", "forward_role")
"""Have a name already, and are made by nothing yet."""


@dataclass(frozen=True, kw_only=True)
class NamedResource:
    """One resource, as it will be called."""

    stack: str
    """The stack that holds it, such as `prod-trail`."""
    type: str
    """Terraform's type, such as `aws_s3_bucket`."""
    name: str
    arn: str | None
    """None for a metric filter, which has none."""
    region: str
    """For a role and a bucket's name too, which are known in every region: of the stack that makes it."""
    origin: Origin
    field: str
    """The field of `naming` that gives or would give it a name of its own."""


def named_resources(environment: Environment) -> tuple[NamedResource, ...]:
    """Returns every resource with a name, in the order in which stacks are deployed.

    What AWS names itself (a key's id, a subscription's ARN) is not among them, nor what stands inside a resource, as a role's
    inline policy does.
    """
    return (*_resources(environment), *_alarms(environment))


def _resources(environment: Environment) -> Iterator[NamedResource]:
    names = environment.names
    for field, resource in RESOURCES.items():
        if field in NOT_MADE or (field == "key_alias" and not environment.managed_key):
            continue
        yield NamedResource(
            stack=f"{environment.name}-{resource.stack}",
            type=resource.kind.type,
            name=names.of(field),
            arn=names.arn_of(field),
            region=names.region,
            origin=names.convention.of(field)[1],
            field=field,
        )


def _alarms(environment: Environment) -> Iterator[NamedResource]:
    names = environment.names
    made: list[tuple[str, str, str | None]] = [
        ("aws_cloudwatch_event_rule", alarm.id, names.rule_arn(alarm.id)) for alarm in EVENT_ALARMS
    ]
    for alarm in LOG_ALARMS:
        made.append(("aws_cloudwatch_log_metric_filter", alarm.id, None))
        made.append(("aws_cloudwatch_metric_alarm", alarm.id, names.alarm_arn(alarm.id)))
    for type, id, arn in made:
        yield NamedResource(
            stack=f"{environment.name}-alarms",
            type=type,
            name=names.rule(id),
            arn=arn,
            region=names.region,
            origin=names.convention.of_alarm(id)[1],
            field=f"alarms.{id}",
        )
