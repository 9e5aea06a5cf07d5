"""Everything that an environment makes and AWS knows by a name: known before anything is deployed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from camunda_byok import arns
from camunda_byok.alarms import ALARMS, Alarm, EventAlarm, LogAlarm, SilenceAlarm
from camunda_byok.destinations import Channel, ExistingTopic
from camunda_byok.environment import Environment
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.naming import RESOURCES, Origin
from camunda_byok.regions import IAM_HOME_REGIONS
from camunda_byok.severity import Severity
from camunda_byok.trail_settings import OwnTrail
from camunda_byok.watching import watched_in


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
    regions = [environment.names, *([environment.second_names] if environment.second_names else [])]
    return (
        *_state_bucket(environment),
        *(alias for names in regions for alias in _key_aliases(environment, names)),
        *_trail(environment),
        *(made for names in regions for made in _notifications(environment, names)),
        *_chat(environment),
        *(made for names in regions for made in _alarms(environment, names)),
    )


def _named(environment: Environment, names: Names, field: str) -> NamedResource:
    resource = RESOURCES[field]
    return NamedResource(
        stack=f"{environment.name}-{resource.stack}",
        type=resource.kind.type,
        name=names.of(field),
        arn=names.arn_of(field),
        region=names.region,
        origin=names.convention.of(field)[1],
        field=field,
    )


def _state_bucket(environment: Environment) -> Iterator[NamedResource]:
    if state := environment.made_state_bucket:
        yield NamedResource(
            stack=f"state-{environment.name}",
            type="aws_s3_bucket",
            name=state.bucket,
            arn=f"arn:{environment.names.partition}:s3:::{state.bucket}",
            region=state.region,
            origin=Origin.OVERRIDE,
            field="state.bucket",
        )


def _key_aliases(environment: Environment, names: Names) -> Iterator[NamedResource]:
    for generation in environment.key_generations:
        key = generation.in_region(names.region)
        if key.alias is None:
            continue
        made = replace(_named(environment, names, "key_alias"), name=key.alias, arn=names.arn("kms", key.alias))
        field = "alias" if names.region == environment.region else "second_alias"
        of = "key.predecessor" if generation.role == "predecessor" else "key"
        yield replace(made, origin=Origin.OVERRIDE, field=f"{of}.{field}") if key.alias_taken_over else made


def _trail(environment: Environment) -> Iterator[NamedResource]:
    if not environment.own_trail:
        return
    of_others = () if isinstance(environment.own_trail, OwnTrail) else ("log_bucket", "access_log_bucket")
    for field, resource in RESOURCES.items():
        if resource.stack == "trail" and field not in of_others:
            yield _named(environment, environment.names, field)


def _notifications(environment: Environment, names: Names) -> Iterator[NamedResource]:
    for severity in Severity:
        for part in ("topic", "topic_key_alias", "dead_letter_queue"):
            yield _named(environment, names, f"{severity.value.lower()}_{part}")
    topics = [one.arn for one in environment.alarms.heard_in(names.region) if isinstance(one, ExistingTopic)]
    if any(arns.parts(topic).account != names.account for topic in topics):
        yield _named(environment, names, "publishing_role")


def _chat(environment: Environment) -> Iterator[NamedResource]:
    channels = [one for one in environment.alarms.destinations if isinstance(one, Channel)]
    if not channels:
        return
    role = _named(environment, environment.names, "chat_role")
    yield role
    yield replace(role, type="aws_iam_policy", arn=environment.names.iam_arn(f"policy/{role.name}"))
    for channel in channels:
        yield replace(
            role, type=f"aws_chatbot_{channel.kind}_channel_configuration", name=f"{role.name}-{channel.digest}", arn=None
        )


def _alarms(environment: Environment, names: Names) -> Iterator[NamedResource]:
    unknown = KeyReference(arn="", key_id="")
    keys = {each.generation: unknown for each in environment.key_generations}
    watched = watched_in(environment, names, keys=keys, topic_keys=dict.fromkeys(Severity, unknown), trail_key=unknown)
    home = names.in_region(IAM_HOME_REGIONS[names.partition])
    for alarm in ALARMS:
        if alarm.why_not(watched):
            continue
        if isinstance(alarm, EventAlarm) and alarm.event.global_service and home != names:
            yield _named(environment, names, "forward_role")
            yield _of_alarm(environment, home, alarm, "aws_cloudwatch_event_rule")
        if isinstance(alarm, EventAlarm | SilenceAlarm):
            yield _of_alarm(environment, names, alarm, "aws_cloudwatch_event_rule")
        if isinstance(alarm, LogAlarm):
            yield _of_alarm(environment, names, alarm, "aws_cloudwatch_log_metric_filter")
        if not isinstance(alarm, EventAlarm):
            yield _of_alarm(environment, names, alarm, "aws_cloudwatch_metric_alarm")


def _of_alarm(environment: Environment, names: Names, alarm: Alarm, type: str) -> NamedResource:
    by_type = {
        "aws_cloudwatch_event_rule": names.rule_arn(alarm.id),
        "aws_cloudwatch_metric_alarm": names.alarm_arn(alarm.id),
    }
    return NamedResource(
        stack=f"{environment.name}-alarms",
        type=type,
        name=names.rule(alarm.id),
        arn=by_type.get(type),
        region=names.region,
        origin=names.convention.of_alarm(alarm.id)[1],
        field=f"alarms.{alarm.id}",
    )
