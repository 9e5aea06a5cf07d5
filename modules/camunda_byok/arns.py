"""ARNs as people write them into configuration: what is accepted for a person, a role, a key, a trail, a topic, a queue.

Each function takes the text of one ARN and returns it, or raises InputError with what to write instead. Whether an ARN fits the
environment's account and region is for the environment to say.
"""

import re
from dataclasses import dataclass

from camunda_byok.errors import InputError

_NAME = r"[A-Za-z0-9+=,.@_-]{1,64}"
_PATH = r"(?:[A-Za-z0-9+=,.@_-]+/)*"
_SSO = "role/aws-reserved/sso.amazonaws.com/"

ROLE = re.compile(rf"role/{_PATH}{_NAME}")
ROLE_OR_USER = re.compile(rf"(?:role|user)/{_PATH}{_NAME}")
SSO_ROLE_PATTERN = re.compile(
    rf"{re.escape(_SSO)}(?:[a-z0-9*?-]+/)?AWSReservedSSO_[A-Za-z0-9+=,.@_-][A-Za-z0-9+=,.@_*?-]*",
)
"""A wildcard beneath the path in which only IAM Identity Center makes roles, and only after the permission set's first letter."""
KEY = re.compile(r"key/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
TRAIL = re.compile(r"trail/(?!.*[._-]{2})[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]")
ALIAS = re.compile(r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}")
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}")
POLICY = re.compile(rf"policy/{_PATH}[A-Za-z0-9+=,.@_-]{{1,128}}")
QUEUE = re.compile(r"[A-Za-z0-9_-]{1,80}")

EXAMPLE_PERSON = "arn:aws:iam::111122223333:role/platform/key-administrator"
EXAMPLE_SSO = f"arn:aws:iam::111122223333:{_SSO}eu-west-1/AWSReservedSSO_KeyAdmin_*"
EXAMPLE_ROLE = "arn:aws:iam::111122223333:role/platform/byok-deployer"
EXAMPLE_TENANT = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"
EXAMPLE_KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
EXAMPLE_TRAIL = "arn:aws:cloudtrail:eu-west-1:777788889999:trail/organization"
EXAMPLE_READER = "arn:aws:iam::555566667777:role/audit/log-reader"
EXAMPLE_ALIAS = "alias/camunda-saas-byok"
EXAMPLE_TOPIC = "arn:aws:sns:eu-west-1:111122223333:on-call"
EXAMPLE_POLICY = "arn:aws:iam::111122223333:policy/acme/boundary"
EXAMPLE_QUEUE = "arn:aws:sqs:eu-west-1:111122223333:security-events"


@dataclass(frozen=True, kw_only=True)
class Arn:
    """The parts of an ARN, between its colons."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse(text: str) -> Arn | None:
    """Returns the parts of an ARN, or None where the text has not the shape of one."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not re.fullmatch(r"aws[a-z-]*", parts[1]):
        return None
    return Arn(partition=parts[1], service=parts[2], region=parts[3], account=parts[4], resource=parts[5])


def parts(arn: str) -> Arn:
    """Returns the parts of what is known to be an ARN. Raises InputError where it is none."""
    found = parse(arn)
    if found is None:
        raise InputError(value=arn, problem="this is not an ARN", allowed=f"such as {EXAMPLE_ROLE}", remedy=_copy_whole(arn))
    return found


def person(text: str) -> str:
    """Accepts a role or a user with its path, or roles of IAM Identity Center by a wildcard."""
    arn = _iam(text, "people and deployers are named by the ARN of an IAM role or user", EXAMPLE_PERSON)
    if ROLE_OR_USER.fullmatch(arn.resource) or SSO_ROLE_PATTERN.fullmatch(arn.resource):
        return text
    allowed = "the ARN of a role or user, path included"
    if "*" in arn.resource or "?" in arn.resource:
        raise InputError(
            value=text,
            problem="a wildcard would also name roles that somebody may yet create",
            allowed=f"{allowed}; a wildcard only in {_SSO}[REGION/]AWSReservedSSO_PERMISSION-SET_*",
            remedy=f"Write each role out. For IAM Identity Center write {EXAMPLE_SSO}.",
        )
    raise _not_a_principal(text, arn, allowed, EXAMPLE_PERSON)


def tenant_role(text: str) -> str:
    """Accepts a role, with its path if it has one, and nothing else: Camunda names it in the Console."""
    return _one_role(
        text,
        EXAMPLE_TENANT,
        rule="Camunda's tenant role is named by the ARN of an IAM role",
        wildcard="a wildcard would let other clusters of Camunda, and whatever role is made there, use the key",
        remedy="Copy the tenant role ARN from the cluster's page in the Camunda Console.",
    )


def role(text: str) -> str:
    """Accepts one role, with its path if it has one: only a role can be assumed, and Terraform has to know which."""
    return _one_role(
        text,
        EXAMPLE_ROLE,
        rule="a role to be assumed is named by its ARN",
        wildcard="a wildcard names no role that could be assumed",
        remedy=f"Write it like {EXAMPLE_ROLE}.",
    )


def key(text: str) -> str:
    """Accepts a key's own ARN: an alias could be pointed at another key, and Camunda takes no alias either."""
    arn = _of("kms", text, "a key is named by its own ARN", EXAMPLE_KEY)
    if KEY.fullmatch(arn.resource):
        return text
    alias = arn.resource.startswith("alias/")
    raise InputError(
        value=text,
        problem="an alias can be pointed at another key at any time" if alias else "this does not name a KMS key",
        allowed=f"a key ARN, such as {EXAMPLE_KEY}",
        remedy=f"Find the key's ARN with: aws kms describe-key --key-id {arn.resource}"
        if alias
        else "Copy the key ARN from the KMS console or from aws kms describe-key.",
    )


def reader_role(text: str) -> str:
    """Accepts one role with its path: it is named as a principal or assumed, so no wildcard can stand for it."""
    return _one_role(
        text,
        EXAMPLE_READER,
        rule="a role is named by the ARN of an IAM role",
        wildcard="AWS takes no wildcard in the name of a role that is let in from another account",
        remedy="Write each role out.",
    )


def trail(text: str) -> str:
    """Accepts a trail's ARN, and no event data store's: no rule hears of what CloudTrail Lake records."""
    arn = _of("cloudtrail", text, "a trail is named by its ARN", EXAMPLE_TRAIL)
    if TRAIL.fullmatch(arn.resource):
        return text
    lake = arn.resource.startswith("eventdatastore/")
    raise InputError(
        value=text,
        problem="this is an event data store, and alarms rest on a trail" if lake else "this does not name a trail",
        allowed=f"the ARN of a trail, such as {EXAMPLE_TRAIL}",
        remedy="Find the trail's ARN with: aws cloudtrail describe-trails",
    )


def alias(text: str) -> str:
    """Accepts an alias's name, not its ARN; those that begin with alias/aws/ are AWS's own."""
    if ALIAS.fullmatch(text):
        return text
    tail = text.rpartition(":")[2]
    raise InputError(
        value=text,
        problem="this is not the name of an alias of yours",
        allowed=f"such as {EXAMPLE_ALIAS}",
        remedy=f"Write {tail}." if ALIAS.fullmatch(tail) else "Find it with: aws kms list-aliases --key-id KEY-ID",
    )


def key_id(arn: str) -> str:
    """Returns the key id at the end of a key's ARN."""
    return arn.rpartition("/")[2]


def is_multi_region(arn: str) -> bool:
    """Whether a key's ARN is that of a multi-Region key: AWS begins the ids of those, and of no others, with `mrk-`.

    Source: AWS KMS developer guide, "Multi-Region keys in AWS KMS".
    """
    return key_id(arn).startswith("mrk-")


def topic(text: str) -> str:
    """Accepts an SNS standard topic: EventBridge does not support FIFO topics."""
    arn = _of("sns", text, "a topic is named by its SNS ARN", EXAMPLE_TOPIC)
    if TOPIC.fullmatch(arn.resource):
        return text
    raise InputError(
        value=text,
        problem="this names a subscription" if ":" in arn.resource else "this is not the name of an SNS standard topic",
        allowed=f"the ARN of a topic, such as {EXAMPLE_TOPIC}",
        remedy="Write the ARN of the topic itself.",
    )


def queue(text: str) -> str:
    """Accepts an SQS standard queue: a standard topic cannot deliver to a FIFO queue."""
    arn = _of("sqs", text, "a queue is named by its SQS ARN", EXAMPLE_QUEUE)
    if QUEUE.fullmatch(arn.resource):
        return text
    raise InputError(
        value=text,
        problem="a standard SNS topic cannot deliver to a FIFO queue"
        if arn.resource.endswith(".fifo")
        else "this is not the name of an SQS queue",
        allowed=f"the ARN of a standard queue, such as {EXAMPLE_QUEUE}",
        remedy="Write the ARN of a standard queue.",
    )


def policy(text: str) -> str:
    """Accepts a managed policy of IAM, of AWS or of an account, which `{account}` may stand for."""
    arn = parse(text)
    if arn and arn.service == "iam" and not arn.region and re.fullmatch(r"[0-9]{12}|aws|\{account\}", arn.account):
        if POLICY.fullmatch(arn.resource):
            return text
        problem = "this does not name a managed policy"
    else:
        problem = "a permissions boundary is named by the ARN of an IAM policy"
    raise InputError(value=text, problem=problem, allowed=f"such as {EXAMPLE_POLICY}", remedy=_copy_whole(text))


def _one_role(text: str, example: str, *, rule: str, wildcard: str, remedy: str) -> str:
    """Accepts the ARN of one role, path included.

    rule: the problem of what is no ARN of IAM. wildcard: that of an ARN with one, with its remedy.
    """
    arn = _iam(text, rule, example)
    if ROLE.fullmatch(arn.resource):
        return text
    allowed = "the ARN of one role, path included"
    if "*" in arn.resource or "?" in arn.resource:
        raise InputError(value=text, problem=wildcard, allowed=allowed, remedy=remedy)
    raise _not_a_principal(text, arn, allowed, example)


def _iam(text: str, rule: str, example: str) -> Arn:
    """Returns the parts of an IAM or STS ARN that names an account."""
    arn = parse(text)
    if arn and arn.service == "sts" and arn.resource.startswith(("assumed-role/", "federated-user/")):
        kind, name = arn.resource.split("/")[:2]
        role = f"arn:{arn.partition}:iam::{arn.account}:role/{name}"
        raise InputError(
            value=text,
            problem="this is a session, which ends within hours, not the one who has it",
            allowed=example,
            remedy=f"Write the role: {role} (with its path, which the session does not show)."
            if kind == "assumed-role"
            else "Write the IAM role or user that the session was made from.",
        )
    if arn and arn.service == "iam" and not arn.region and re.fullmatch(r"[0-9]{12}", arn.account):
        return arn
    raise InputError(value=text, problem=rule, allowed=f"such as {example}", remedy=_copy_whole(text))


def _of(service: str, text: str, rule: str, example: str) -> Arn:
    """Returns the parts of an ARN of a service that has regions and accounts."""
    arn = parse(text)
    if arn and arn.service == service and arn.region and re.fullmatch(r"[0-9]{12}", arn.account):
        return arn
    raise InputError(value=text, problem=rule, allowed=f"such as {example}", remedy=_copy_whole(text))


def _copy_whole(text: str) -> str:
    if text != text.strip():
        return "Take the blanks before and after it away."
    return "Copy the whole ARN from AWS."


def _not_a_principal(text: str, arn: Arn, allowed: str, example: str) -> InputError:
    kind = arn.resource.split("/")[0]
    problems = {
        "root": "this is the whole account, not one role",
        "user": "this is a user, and Camunda's clusters use a role"
        if example == EXAMPLE_TENANT
        else "this is a user, not a role",
        "group": "a group of IAM cannot be named in a policy",
        "instance-profile": "an instance profile is not its role",
        "policy": "a policy is not a role",
    }
    return InputError(
        value=text,
        problem=problems.get(kind, "this does not name a role"),
        allowed=allowed,
        remedy=f"Write it like {example}.",
    )
