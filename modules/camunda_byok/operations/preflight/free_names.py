"""Whether the names of everything that is going to be made are free, or are this environment's own already."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError

from camunda_byok.aws.answers import ABSENT, DENIED, Absence, Asked, answer, code_of
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.named_resources import NamedResource, named_resources
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed

Tags = Mapping[str, str]
NOT_AUTHORIZED = "is not authorized to perform"
"""Said of a denial within one's own account; of another account's bucket S3 says no more than "Access Denied". Source: Amazon S3
user guide, "Troubleshoot access denied (403 Forbidden) errors"."""


class Standing(Enum):
    """What a name stands for today."""

    FREE = "free"
    OWN = "this environment's own"
    TAKEN = "somebody else's"


@dataclass(frozen=True, kw_only=True)
class Names:
    """What was found for the names of one type."""

    results: tuple[CheckResult, ...]
    own: int
    """How many things are the environment's own already."""


def names_free(environment: Environment, clients: Clients) -> Names:
    """Returns a result for each type of thing. What exists under the environment's tags is its own: no first deployment then."""
    of_type: dict[str, list[NamedResource]] = {}
    adopted = _taken_over(environment)
    for resource in named_resources(environment):
        if resource.type in LOOKS and resource.name not in adopted:
            of_type.setdefault(resource.type, []).append(resource)
    jobs = {
        resource: lambda resource=resource: _standing(resource, environment, clients)
        for some in of_type.values()
        for resource in some
    }
    found = together(jobs)
    results = tuple(_result(type, {one: found[one] for one in some}) for type, some in of_type.items())
    return Names(results=results, own=sum(standing is Standing.OWN for standing in found.values()))


def _taken_over(environment: Environment) -> set[str]:
    """Returns the aliases that the environment takes over and does not make."""
    key = environment.key
    return {str(alias) for name in ("alias", "second_alias") if (alias := getattr(key, name, None))}


def _result(type: str, found: Mapping[NamedResource, Standing | Unknown]) -> CheckResult:
    what = WORDS[type]
    taken = [one.name for one, standing in found.items() if standing is Standing.TAKEN]
    unknown = {one.name: standing.reason for one, standing in found.items() if isinstance(standing, Unknown)}
    own = [one.name for one, standing in found.items() if standing is Standing.OWN]
    if taken:
        be = "is" if len(taken) == 1 else "are"
        return failed(
            "names-free",
            f"Of what the environment would make, {_counted(taken, what)} {be} there already and somebody else's.",
            "Give the environment other names (naming, see docs/naming.md), or remove what is there, if it is nobody's.",
            details=taken,
        )
    if unknown:
        return cannot_tell(
            "names-free",
            f"{_counted(unknown, what)} could not be looked for: {next(iter(unknown.values()))}",
            "Act as the deployer of docs/permissions.md.",
            details=unknown,
        )
    if own:
        return passed("names-free", f"{_counted(own, what)} of {len(found)}: this environment's own already.", details=own)
    return passed("names-free", f"{_counted(found, what)}: all names are free.")


def _counted(some: Iterable[Any], what: tuple[str, str]) -> str:
    number = len(list(some))
    return f"{number} {what[0] if number == 1 else what[1]}"


def _standing(resource: NamedResource, environment: Environment, clients: Clients) -> Standing | Unknown:
    tags = LOOKS[resource.type](resource, clients)
    if isinstance(tags, Absence):
        return Standing.FREE
    if isinstance(tags, Unknown | Standing):
        return tags
    own = tags.get("environment") == environment.name and tags.get("managed-by") == "camunda-byok"
    return Standing.OWN if own else Standing.TAKEN


Look = Callable[[NamedResource, Clients], "Tags | Standing | Absence | Unknown"]
"""Returns the tags of what has the name, `ABSENT` where nothing has it, or why nobody can say."""


def _alias(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    kms = clients("kms", resource.region)
    key = answer(
        lambda: str(kms.describe_key(KeyId=resource.name)["KeyMetadata"]["Arn"]),
        Asked(action="kms:DescribeKey", region=resource.region),
    )
    if not isinstance(key, str):
        return key
    return answer(
        lambda: {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=key)["Tags"]},
        Asked(action="kms:ListResourceTags", region=resource.region),
    )


def _bucket(resource: NamedResource, clients: Clients) -> Tags | Standing | Absence | Unknown:
    """A bucket's name is one for all accounts. S3 says 403 of one that is another's or may not be looked at."""
    s3 = clients("s3", resource.region)

    def is_refused() -> bool:
        try:
            s3.head_bucket(Bucket=resource.name)
        except ClientError as error:
            if code_of(error) == "403":
                return True
            raise
        return False

    refused = answer(is_refused, Asked(action="s3:ListBucket", region=resource.region))
    if isinstance(refused, Absence | Unknown):
        return refused

    def tags() -> Tags | Standing:
        try:
            return {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket=resource.name)["TagSet"]}
        except ClientError as error:
            if refused and code_of(error) in DENIED and NOT_AUTHORIZED not in str(error):
                return Standing.TAKEN
            raise

    found = answer(tags, Asked(action="s3:GetBucketTagging", region=resource.region))
    if isinstance(found, Unknown) and refused:
        return Unknown(f"{found.reason}, and s3:ListBucket is denied too (S3 says no more than 403)")
    return {} if isinstance(found, Absence) else found


def _trail(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    trails = clients("cloudtrail", resource.region)
    found = answer(
        lambda: trails.describe_trails(trailNameList=[resource.name])["trailList"],
        Asked(action="cloudtrail:DescribeTrails", region=resource.region),
    )
    if isinstance(found, Absence | Unknown) or not found:
        return found if isinstance(found, Unknown) else ABSENT
    arn = found[0]["TrailARN"]
    return answer(
        lambda: {
            tag["Key"]: tag.get("Value", "")
            for one in trails.list_tags(ResourceIdList=[arn])["ResourceTagList"]
            for tag in one.get("TagsList", [])
        },
        Asked(action="cloudtrail:ListTags", region=resource.region),
    )


def _log_group(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    logs = clients("logs", resource.region)
    found = answer(
        lambda: [one["logGroupName"] for one in logs.describe_log_groups(logGroupNamePrefix=resource.name)["logGroups"]],
        Asked(action="logs:DescribeLogGroups", region=resource.region),
    )
    if isinstance(found, Absence | Unknown):
        return found
    if resource.name not in found:
        return ABSENT
    return answer(
        lambda: logs.list_tags_for_resource(resourceArn=resource.arn)["tags"],
        Asked(action="logs:ListTagsForResource", region=resource.region),
    )


def _role(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    iam = clients("iam", resource.region)
    return answer(
        lambda: {tag["Key"]: tag["Value"] for tag in iam.get_role(RoleName=resource.name)["Role"].get("Tags", [])},
        Asked(action="iam:GetRole", region=resource.region),
    )


def _topic(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    sns = clients("sns", resource.region)
    there = answer(
        lambda: sns.get_topic_attributes(TopicArn=resource.arn), Asked(action="sns:GetTopicAttributes", region=resource.region)
    )
    if isinstance(there, Absence | Unknown):
        return there
    return answer(
        lambda: {tag["Key"]: tag["Value"] for tag in sns.list_tags_for_resource(ResourceArn=resource.arn)["Tags"]},
        Asked(action="sns:ListTagsForResource", region=resource.region),
    )


def _queue(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    sqs = clients("sqs", resource.region)
    url = answer(
        lambda: str(sqs.get_queue_url(QueueName=resource.name)["QueueUrl"]),
        Asked(action="sqs:GetQueueUrl", region=resource.region),
    )
    if not isinstance(url, str):
        return url
    return answer(
        lambda: sqs.list_queue_tags(QueueUrl=url).get("Tags", {}), Asked(action="sqs:ListQueueTags", region=resource.region)
    )


def _rule(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    events = clients("events", resource.region)
    there = answer(lambda: events.describe_rule(Name=resource.name), Asked(action="events:DescribeRule", region=resource.region))
    if isinstance(there, Absence | Unknown):
        return there
    return answer(
        lambda: {tag["Key"]: tag["Value"] for tag in events.list_tags_for_resource(ResourceARN=there["Arn"])["Tags"]},
        Asked(action="events:ListTagsForResource", region=resource.region),
    )


def _metric_alarm(resource: NamedResource, clients: Clients) -> Tags | Absence | Unknown:
    cloudwatch = clients("cloudwatch", resource.region)
    found = answer(
        lambda: cloudwatch.describe_alarms(AlarmNames=[resource.name]).get("MetricAlarms", []),
        Asked(action="cloudwatch:DescribeAlarms", region=resource.region),
    )
    if isinstance(found, Absence | Unknown) or not found:
        return found if isinstance(found, Unknown) else ABSENT
    return answer(
        lambda: {tag["Key"]: tag["Value"] for tag in cloudwatch.list_tags_for_resource(ResourceARN=resource.arn)["Tags"]},
        Asked(action="cloudwatch:ListTagsForResource", region=resource.region),
    )


LOOKS: dict[str, Look] = {
    "aws_kms_alias": _alias,
    "aws_cloudtrail": _trail,
    "aws_s3_bucket": _bucket,
    "aws_cloudwatch_log_group": _log_group,
    "aws_iam_role": _role,
    "aws_sns_topic": _topic,
    "aws_sqs_queue": _queue,
    "aws_cloudwatch_event_rule": _rule,
    "aws_cloudwatch_metric_alarm": _metric_alarm,
}
WORDS = {
    "aws_kms_alias": ("alias", "aliases"),
    "aws_cloudtrail": ("trail", "trails"),
    "aws_s3_bucket": ("bucket", "buckets"),
    "aws_cloudwatch_log_group": ("log group", "log groups"),
    "aws_iam_role": ("role", "roles"),
    "aws_sns_topic": ("topic", "topics"),
    "aws_sqs_queue": ("queue", "queues"),
    "aws_cloudwatch_event_rule": ("rule", "rules"),
    "aws_cloudwatch_metric_alarm": ("metric alarm", "metric alarms"),
}
