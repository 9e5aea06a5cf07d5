"""Who hears of alarms: whether each destination can be reached from the environment's region, and none is told twice."""

from collections import Counter
from collections.abc import Iterator

from camunda_byok import arns, limits
from camunda_byok.errors import InputError
from camunda_byok.names import partition_of
from camunda_byok.relations.given import Fault, Loc, arns_at, list_at, region_in, value_at
from camunda_byok.relations.partition import wrong_partition

DESTINATIONS: Loc = ("alarms", "destinations")
RECEIVER = ("address", "url", "arn", "ssm_parameter", "secret", "workspace", "team", "channel")
"""Fields that say which receiver a destination is. Whoever names one twice, even with another severity, tells it twice."""


def of_destinations(data: object) -> Iterator[Fault]:
    """Yields the faults between each destination and the environment's region, and between the destinations."""
    topics: Counter[str] = Counter()
    seen: dict[object, int] = {}
    for index in range(len(list_at(data, DESTINATIONS))):
        place = (*DESTINATIONS, index)
        kind = value_at(data, (*place, "kind"), str)
        for where, text, arn in arns_at(data, *((*place, name) for name in ("arn", "ssm_parameter", "secret"))):
            yield from _in_reach(data, where, text, arn, kind)
            if kind == "topic":
                topics[arn.region] += 1
        if kind in ("slack", "teams") and (region := region_in(data)) and partition_of(region) != "aws":
            yield (
                (*place, "kind"),
                InputError(
                    value=kind,
                    problem=f"Amazon Q Developer in chat applications, which tells it, does not exist in {partition_of(region)}",
                    allowed="another kind of destination",
                    remedy="Subscribe a receiver that passes the messages on, with kind: https or sqs.",
                ),
            )
        receiver = tuple(value_at(data, (*place, name), str) for name in ("kind", *RECEIVER))
        if any(receiver[1:]) and seen.setdefault(receiver, index) != index:
            yield (
                place,
                InputError(
                    value=next(name for name in receiver[1:] if name),
                    problem=f"entry {index + 1} of the list is the same destination as entry {seen[receiver] + 1}",
                    remedy="Take one of the two away, or write the one that is missing.",
                ),
            )
    most = max(topics.values(), default=0)
    if most > limits.EXISTING_TOPICS:
        yield (
            DESTINATIONS,
            InputError(
                value=f"{most} topics of one region",
                problem="an EventBridge rule and a CloudWatch alarm cannot reach so many beside the environment's own topic",
                allowed=f"at most {limits.EXISTING_TOPICS} destinations of kind: topic",
                remedy="Subscribe the other receivers to one of the topics.",
            ),
        )


def _in_reach(data: object, place: Loc, text: str, arn: arns.Arn, kind: str | None) -> Iterator[Fault]:
    """Judges an ARN of a destination: SNS delivers to a queue of any region, Terraform reads in the environment's, and a topic is
    told by the rules and alarms of its own."""
    region, second = region_in(data), value_at(data, ("second_region",), str)
    if kind == "sqs" or not region or arn.region == region or (kind == "topic" and arn.region == second):
        yield from wrong_partition(data, place, text, arn)
        return
    problem, remedy = (
        f"this is kept in {arn.region}, and Terraform reads it in {region}",
        f"Keep the address in {region} as well.",
    )
    if kind == "topic":
        problem = f"the topic is in {arn.region}, and rules and alarms reach topics of their own region only"
        remedy = "Name a topic of the environment's region, or subscribe the receiver itself."
    yield place, InputError(value=text, problem=problem, allowed=f"an ARN of {region}", remedy=remedy)
