"""Resources to pictures: each thing is made of its resource and of those in which the provider keeps parts of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from camunda_byok.inventory.model import Inventory, Thing
from camunda_byok.inventory.resource import Parts, Resource, Values
from camunda_byok.inventory.things import cloudtrail, cloudwatch, iam, kms, messages, s3
from camunda_byok.inventory.values import Ref, Unknown

Maker = Callable[[Resource, Parts], Thing]

MAKERS: dict[str, Maker] = {
    "aws_kms_key": kms.key,
    "aws_kms_replica_key": kms.key,
    "aws_kms_external_key": kms.key,
    "aws_kms_replica_external_key": kms.key,
    "aws_kms_alias": kms.alias,
    "aws_kms_grant": kms.grant,
    "aws_cloudtrail": cloudtrail.trail,
    "aws_s3_bucket": s3.bucket,
    "aws_cloudwatch_log_group": cloudwatch.log_group,
    "aws_cloudwatch_log_metric_filter": cloudwatch.metric_filter,
    "aws_cloudwatch_metric_alarm": cloudwatch.metric_alarm,
    "aws_cloudwatch_event_rule": messages.event_rule,
    "aws_sns_topic": messages.topic,
    "aws_sns_topic_subscription": messages.subscription,
    "aws_sqs_queue": messages.queue,
    "aws_chatbot_slack_channel_configuration": messages.chat_channel,
    "aws_chatbot_teams_channel_configuration": messages.chat_channel,
    "aws_iam_role": iam.role,
}


@dataclass(frozen=True)
class Joint:
    """How a resource that is a part names the resource that it is a part of."""

    whole: tuple[str, ...]
    """Types of the whole. The first is taken where the whole is not there."""
    by: str
    """The part's argument that names it."""
    names: tuple[str, ...]
    """The whole's attributes that may be the name, the first of them given where the whole is not there."""


KEY_TYPES = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key")
JOINTS: dict[str, Joint] = {
    **{part: Joint(("aws_s3_bucket",), "bucket", ("bucket", "id")) for part in s3.PARTS},
    "aws_kms_key_policy": Joint(KEY_TYPES, "key_id", ("key_id", "id", "arn")),
    messages.TOPIC_POLICY: Joint(("aws_sns_topic",), "arn", ("arn", "id")),
    messages.QUEUE_POLICY: Joint(("aws_sqs_queue",), "queue_url", ("url", "id")),
    messages.TARGET: Joint(("aws_cloudwatch_event_rule",), "rule", ("name", "id")),
    iam.POLICY: Joint(("aws_iam_role",), "role", ("name", "id")),
}
READ = frozenset((*MAKERS, *JOINTS))
"""Types of resources that pictures are made of, `OtherUse` apart."""
NOT_HERE = Unknown("the resource itself is not in this configuration, only a part of it is")


class _Side:
    """The resources of one time, by address, and of which whole each part is."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        self.resources = resources
        self.wholes: dict[str, str] = {}
        """Address of the whole by that of its part."""
        self.parts: dict[str, list[Resource]] = {}
        """Parts by the address of their whole."""
        self.orphans: list[Resource] = []
        """Parts whose whole is not there."""
        parts = sorted((each for each in resources.values() if each.type in JOINTS), key=lambda each: each.address)
        if not parts:
            return
        named = self._names({type for part in parts for type in JOINTS[part.type].whole})
        for part in parts:
            whole = self._whole(part, JOINTS[part.type], named)
            if whole is None:
                self.orphans.append(part)
            else:
                self.wholes[part.address] = whole
                self.parts.setdefault(whole, []).append(part)

    def _names(self, types: set[str]) -> dict[tuple[str, str], list[Resource]]:
        found: dict[tuple[str, str], list[Resource]] = {}
        attributes = {type: joint.names for joint in JOINTS.values() for type in joint.whole}
        for resource in self.resources.values():
            if resource.type in types:
                given = resource.values.given
                for name in {given.get(attribute) for attribute in attributes[resource.type]}:
                    if isinstance(name, str):
                        found.setdefault((resource.type, name), []).append(resource)
        return found

    def _whole(self, part: Resource, joint: Joint, named: Mapping[tuple[str, str], list[Resource]]) -> str | None:
        name = part.values.given.get(joint.by)
        if isinstance(name, Ref):
            named_by = self.resources.get(name.address)
            if named_by and named_by.type in JOINTS:  # as in `bucket = aws_s3_bucket_versioning.logs.bucket`, for the order
                return self._whole(named_by, JOINTS[named_by.type], named)
            return named_by and named_by.address
        if not isinstance(name, str):
            return None
        candidates = [each for type in joint.whole for each in named.get((type, name), [])]
        # The same name may be taken in every region and account.
        beside = [each for each in candidates if each.provider == part.provider] or candidates
        if len(beside) > 1:
            beside = [each for each in beside if not _are_apart(each, part)]
        return beside[0].address if len(beside) == 1 else None


def _are_apart(one: Resource, other: Resource) -> bool:
    """Whether two resources are known to be in different places."""
    places = ((one.account, other.account), (one.region, other.region))
    return any(isinstance(first, str) and isinstance(second, str) and first != second for first, second in places)


def picture(resources: Iterable[Resource]) -> Inventory:
    """Returns the picture of one time alone."""
    return pictures({}, {each.address: each for each in resources})[1]


def pictures(before: Mapping[str, Resource], after: Mapping[str, Resource]) -> tuple[Inventory, Inventory]:
    """Returns the pictures of two times.

    A part whose whole is at neither time there (somebody else's bucket, of which only the policy is managed) makes a thing of
    which nothing but this part is known, at the address of the first of its parts.
    """
    first, second = _Side(before), _Side(after)
    absent_first, absent_second = _absent_wholes(first, second)
    return _made(first, absent_first, {}), _made(second, absent_second, first.parts)


def _made(side: _Side, absent: Iterable[Resource], earlier: Mapping[str, list[Resource]]) -> Inventory:
    things: dict[str, Thing] = {}
    for whole in (*side.resources.values(), *absent):
        maker = MAKERS.get(whole.type)
        if maker:
            parts = side.parts.get(whole.address, [])
            removed = frozenset(each.type for each in earlier.get(whole.address, ())) - {each.type for each in parts}
            things[whole.address] = maker(whole, Parts(parts, removed))
    return Inventory(things)


def _absent_wholes(*sides: _Side) -> tuple[list[Resource], list[Resource]]:
    """Returns for each side the wholes that are there by a part alone, and gives the side their parts."""
    joined = {part for side in sides for part in side.wholes}
    orphans = [[each for each in side.orphans if each.address not in joined] for side in sides]
    addresses: dict[tuple[object, ...], str] = {}
    for part in sorted((each for some in orphans for each in some), key=lambda each: each.address):
        addresses.setdefault(_identity(part), part.address)
    # A part that one side lacks: the whole is there all the same, somewhere else.
    first, second = (
        {addresses[_identity(each)]: _absent_whole(each, addresses[_identity(each)]) for each in some} for some in orphans
    )
    for side, some in zip(sides, orphans, strict=True):
        for part in some:
            side.parts.setdefault(addresses[_identity(part)], []).append(part)
    return list({**second, **first}.values()), list({**first, **second}.values())


def _identity(part: Resource) -> tuple[object, ...]:
    joint = JOINTS[part.type]
    name = part.values.given.get(joint.by)
    return (joint.whole, part.provider, name if isinstance(name, str) else str(name) if isinstance(name, Ref) else part.address)


def _absent_whole(part: Resource, address: str) -> Resource:
    joint = JOINTS[part.type]
    name = part.values.given.get(joint.by)
    given = {joint.names[0]: name} if name is not None else {}
    return replace(part, address=address, type=joint.whole[0], values=Values(given, NOT_HERE), prevent_destroy=NOT_HERE)
