"""How a KMS key fares, as KMS says it."""

from collections.abc import Iterator, Mapping
from functools import partial
from json import loads
from typing import Any

from camunda_byok import arns
from camunda_byok.aws.answers import ABSENT, Absence, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.live_kinds import LIFE, KeyLife, address
from camunda_byok.inventory.model import Document
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked, field
from camunda_byok.live.rotations import rotation_status, rotations

DEFAULT_POLICY = "default"
TOO_OLD = Unknown("the installed botocore has no kms:GetKeyLastUsage; a newer boto3 has it")
NO_SUCH_POLICY = Unknown("the policy was removed while it was read")


def key_life(of: str, arn: str, clients: Clients) -> Question:
    """Asks how a key fares. of: the key's address. arn: its own ARN, whose region is asked."""
    region = arns.parts(arn).region
    kms = clients("kms", region)
    # A botocore that is older than this call has no such method.
    last_usage = getattr(kms, "get_key_last_usage", None)
    return Question(
        calls={
            "description": asked("kms:DescribeKey", region, lambda: kms.describe_key(KeyId=arn)["KeyMetadata"]),
            "rotation": asked("kms:GetKeyRotationStatus", region, partial(rotation_status, kms, arn)),
            "rotations": asked("kms:ListKeyRotations", region, partial(rotations, kms, arn)),
            "policies": partial(_further_policies, kms, arn, region),
            "usage": asked("kms:GetKeyLastUsage", region, lambda: last_usage(KeyId=arn)) if last_usage else lambda: TOO_OLD,
            "tags": asked("kms:ListResourceTags", region, lambda: pages(kms, "list_resource_tags", "Tags", KeyId=arn)),
        },
        make=partial(_made, of, arn),
    )


def _further_policies(kms: Any, arn: str, region: str) -> Mapping[str, Document] | Absence | Unknown:
    names = asked("kms:ListKeyPolicies", region, lambda: pages(kms, "list_key_policies", "PolicyNames", KeyId=arn))()
    if isinstance(names, Unknown | Absence):
        return names
    return {name: _policy(kms, arn, name, region) for name in names if name != DEFAULT_POLICY}


def _policy(kms: Any, arn: str, name: str, region: str) -> Document:
    said = asked("kms:GetKeyPolicy", region, lambda: kms.get_key_policy(KeyId=arn, PolicyName=name)["Policy"])()
    return NO_SUCH_POLICY if isinstance(said, Absence) else said if isinstance(said, Unknown) else loads(said)


def _made(of: str, arn: str, said: Mapping[str, Answer]) -> Iterator[KeyLife]:
    description, rotation, usage = said["description"], said["rotation"], said["usage"]
    if description is ABSENT:
        return  # the picture of what is declared says that the key is gone
    here = arns.parts(arn)
    done: list[dict[str, Any]] | Unknown = field(said["rotations"], absent=[])
    last = done if isinstance(done, Unknown) else done[-1] if done else {}
    yield KeyLife(
        address=address(of, LIFE),
        of=of,
        account=here.account,
        region=here.region,
        arn=arn,
        state=field(description, "KeyState", absent=Unknown("kms:DescribeKey does not say it")),
        created=field(description, "CreationDate"),
        deletion=field(description, "DeletionDate"),
        origin=field(description, "Origin", absent=Unknown("kms:DescribeKey does not say it")),
        material_expires=field(description, "ValidTo"),
        last_rotation=field(last, "RotationDate"),
        last_rotation_kind=field(last, "RotationType"),
        rotates=field(rotation, "KeyRotationEnabled", absent=False),
        rotation_period_days=field(rotation, "RotationPeriodInDays"),
        next_rotation=field(rotation, "NextRotationDate"),
        rotating_since=field(rotation, "OnDemandRotationStartDate"),
        on_demand_rotations=done if isinstance(done, Unknown) else sum(each.get("RotationType") == "ON_DEMAND" for each in done),
        further_policies=field(said["policies"], absent={}),
        last_used=field(usage, "KeyLastUsage", "Timestamp"),
        last_use=field(usage, "KeyLastUsage", "Operation"),
        tracked_since=field(usage, "TrackingStartDate"),
        tags=_tags(said["tags"]),
        primary_region=field(description, "MultiRegionConfiguration", "PrimaryKey", "Region"),
        replica_regions=_replicas(description),
    )


def _tags(tags: Answer) -> Mapping[str, str] | Unknown:
    return tags if isinstance(tags, Unknown) else {each["TagKey"]: each["TagValue"] for each in field(tags, absent=[])}


def _replicas(description: Answer) -> tuple[str, ...] | Unknown:
    replicas = field(description, "MultiRegionConfiguration", "ReplicaKeys", absent=[])
    return replicas if isinstance(replicas, Unknown) else tuple(sorted(each["Region"] for each in replicas))
