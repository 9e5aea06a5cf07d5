"""The types of an environment's fields that are text: each accepts its value or raises InputError with what to write instead."""

import re
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, Field

from camunda_byok import arns, limits, regions
from camunda_byok.errors import InputError
from camunda_byok.names import ENVIRONMENT_NAME, check_environment_name
from camunda_byok.naming import EXAMPLE_TEMPLATE, check_override, check_template
from camunda_byok.operation_tags import OPERATION_TAG_PREFIX

RESERVED = "state"
"""Begins the names of the stacks that make a bucket for Terraform's state."""
OWN_TAGS = ("environment", "managed-by")
"""Tags that every resource gets from the kit."""


def account(text: str) -> str:
    if re.fullmatch(r"[0-9]{12}", text):
        return text
    digits = re.sub(r"[\s_-]", "", text)
    raise InputError(
        value=text,
        problem="an AWS account id has twelve digits",
        allowed="twelve digits in quotes",
        remedy=f'Write "{digits}".' if re.fullmatch(r"[0-9]{12}", digits) else "Copy the account id from the AWS console.",
    )


def email(text: str) -> str:
    if len(text) <= 254 and re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}", text):
        return text
    raise InputError(
        value=text,
        problem="this does not look like an e-mail address",
        allowed="one address, such as on-call@example.com",
        remedy="Write the bare address, without a name or angle brackets.",
    )


def https_url(text: str) -> str:
    try:
        url = urlsplit(text)
        host, _ = url.hostname, url.port
    except ValueError:
        url, host = urlsplit(""), None
    if url.username is not None or url.password is not None:
        bare = urlunsplit(url._replace(netloc=url.netloc.rpartition("@")[2]))
        raise InputError(
            value=urlunsplit(url._replace(netloc=f"...@{url.netloc.rpartition('@')[2]}")),
            problem="a user name or password in a URL would be stored in Terraform's state and in SNS for all to read",
            allowed="an https URL without credentials",
            remedy=f"Write {bare} and let the receiver check SNS's signature instead.",
        )
    if url.scheme == "https" and host and re.fullmatch(r"[!-~]+", text) and not url.fragment:
        return text
    raise InputError(
        value=text,
        problem="SNS would send alarms in the clear" if url.scheme == "http" else "this is not an https URL",
        allowed="such as https://hooks.example.com/byok",
        remedy="Write a URL that begins with https://.",
    )


KEYED_URLS = {"pagerduty.com": "pagerduty", "opsgenie.com": "opsgenie", "service-now.com": "servicenow"}
"""Providers whose addresses hold a key or a password, and the kind of destination that keeps it out of YAML."""


def public_https_url(text: str) -> str:
    host = urlsplit(https_url(text)).hostname or ""
    for domain, kind in KEYED_URLS.items():
        if host == domain or host.endswith(f".{domain}"):
            raise InputError(
                value=f"https://{host}/...",
                problem="the key in this address would stand in YAML for all to read",
                allowed=f"kind: {kind} with ssm_parameter or secret",
                remedy="Put it into a parameter of SSM or a secret of Secrets Manager, and name that. "
                "If the key was committed already, make a new one.",
            )
    return text


def ssm_parameter(text: str) -> str:
    """Accepts the name of an SSM parameter, or its ARN. Source: SSM API, PutParameter, Name."""
    arn = arns.parse(text)
    name = text
    if arn:
        name = arn.resource.removeprefix("parameter") if arn.service == "ssm" else ""
        name = name if name.count("/") > 1 else name.removeprefix("/")
    levels = name.removeprefix("/").split("/")
    if (
        re.fullmatch(r"[A-Za-z0-9_.-]+|(?:/[A-Za-z0-9_.-]+)+", name)
        and len(levels) <= limits.SSM_LEVELS
        and len(name) <= limits.SSM_NAME_LENGTH
        and not levels[0].lower().startswith(("aws", "ssm"))
    ):
        return text
    raise InputError(
        value=_without_key(text),
        problem="no parameter of SSM can be called this",
        allowed="letters, digits and _ . -, with a slash before each level if there are several; not beginning with aws or ssm",
        remedy="Write the name of the parameter, such as /byok/pagerduty, or its ARN. The address itself does not belong here.",
    )


def secret(text: str) -> str:
    """Accepts the name of a secret, or its ARN. Source: Secrets Manager API, CreateSecret, Name."""
    arn = arns.parse(text)
    name = text
    if arn:
        name = arn.resource.removeprefix("secret:") if arn.service == "secretsmanager" else ""
    if re.fullmatch(r"[A-Za-z0-9/_+=.@-]{1,512}", name):
        return text
    raise InputError(
        value=_without_key(text),
        problem="no secret of Secrets Manager can be called this",
        allowed="1 to 512 letters, digits and / _ + = . @ -",
        remedy="Write the name of the secret, such as byok/pagerduty, or its ARN. The address itself does not belong here.",
    )


def _without_key(text: str) -> str:
    """Returns the text as it may be shown: an address was perhaps written where its keeping place should be, key and all."""
    return f"{text.partition(':')[0]}:..." if "://" in text else text


def slack_workspace(text: str) -> str:
    return _copied(
        r"T[0-9A-Z]{1,254}", text, "a workspace of Slack", "it begins with T and stands in the workspace's web address"
    )


def slack_channel(text: str) -> str:
    return _copied(r"[CG][0-9A-Z]{1,254}", text, "a channel of Slack", "it begins with C and ends the channel's link")


def uuid(text: str) -> str:
    return _copied(
        r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", text, "a team or tenant", "it stands in the channel's link"
    )


def teams_channel(text: str) -> str:
    part = r"[a-zA-Z0-9_=+/.,-]*"
    return _copied(
        rf"(?=.{{1,255}}$){part}%3[aA]{part}%40{part}",
        text,
        "a channel of Teams",
        "it stands in the channel's link, with %3a and %40",
    )


def _copied(pattern: str, text: str, what: str, where: str) -> str:
    """Accepts an id that AWS gives a pattern. Source: AWS Chatbot API, Create...ChannelConfiguration."""
    if re.fullmatch(pattern, text):
        return text
    raise InputError(
        value=text, problem=f"this is not the id of {what}", allowed=f"the id: {where}", remedy="Copy the id, not the name."
    )


def bucket(text: str) -> str:
    if re.fullmatch(r"(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", text) and ".." not in text:
        return text
    raise InputError(
        value=text,
        problem="no S3 bucket can have this name",
        allowed="3 to 63 lower-case letters, digits, hyphens and dots",
        remedy="Write the bare name of a bucket that exists, without s3:// and without a path.",
    )


def prefix(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*", text):
        return text
    raise InputError(
        value=text,
        problem="this cannot begin the names of state objects",
        allowed="letters, digits, hyphens, dots and underscores, with single slashes between them",
        remedy="Write it without a slash at either end, such as terraform/camunda-byok.",
    )


def folder(text: str) -> str:
    if text.strip() and text.isprintable() and not text.startswith("~"):
        return text
    raise InputError(
        value=text,
        problem="this is no path of a folder",
        allowed="one line of text that does not begin with ~, which no shell replaces here",
        remedy="Write the whole path, or one that begins where the command is run.",
    )


def external_id(text: str) -> str:
    least, most = limits.EXTERNAL_ID_LENGTH
    if least <= len(text) <= most and re.fullmatch(r"[A-Za-z0-9_+=,.@:/-]+", text):
        return text
    raise InputError(
        value=text,
        problem="STS takes no external id like this",
        allowed=f"{least} to {most} letters, digits and _ + = , . @ : / -",
        remedy="Copy it from the role's trust policy, where it stands as sts:ExternalId.",
    )


def log_prefix(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*", text) and len(text) <= limits.LOG_PREFIX_LENGTH:
        return text
    raise InputError(
        value=text,
        problem="this cannot begin the names of log objects",
        allowed=f"at most {limits.LOG_PREFIX_LENGTH} letters, digits, hyphens, dots and underscores, with single slashes between",
        remedy="Write what stands before /AWSLogs/ in the names of the trail's objects, without a slash at either end.",
    )


def log_group(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_./#-]{1,512}", text):
        return text
    raise InputError(
        value=text,
        problem="this is an ARN, not a name" if text.startswith("arn:") else "no CloudWatch log group can have this name",
        allowed="1 to 512 letters, digits and . - _ / #",
        remedy="Write the bare name of the log group, such as /aws/cloudtrail.",
    )


def organization(text: str) -> str:
    if re.fullmatch(r"o-[a-z0-9]{10,32}", text):
        return text
    raise InputError(
        value=text,
        problem="this is not the id of an AWS organization",
        allowed="o- and 10 to 32 lower-case letters and digits, such as o-exampleorgid",
        remedy="Find it with: aws organizations describe-organization",
    )


def host_name(text: str) -> str:
    label = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    if len(text) <= 253 and re.fullmatch(rf"(?:{label}\.)+[A-Za-z]{{2,63}}(?::[0-9]{{1,5}})?", text):
        return text
    raise InputError(
        value=text,
        problem="this is not the name of a host",
        allowed="a bare host name, such as terraform.example.com",
        remedy="Write it without https:// and without a path.",
    )


def not_reserved(name: str) -> str:
    """Keeps `cdktf deploy 'state-*'` and `cdktf deploy '<environment>-*'` apart."""
    if name != RESERVED and not name.startswith(f"{RESERVED}-"):
        return name
    raise InputError(
        value=name,
        problem="the stacks of state buckets are called state-<environment>, and one deploy pattern would take both",
        allowed="a name that is not state and does not begin with state-",
        remedy="Choose another short name, such as prod.",
    )


def line(text: str) -> str:
    if text.strip() and text.isprintable():
        return text
    raise InputError(
        value=text,
        problem="this is to be read by people and is empty or not one line of text",
        allowed="one line of text",
        remedy="Write it in words, on one line.",
    )


def runbooks(text: str) -> str:
    """Accepts what a message may say: EventBridge's templates give a meaning to quotes, backslashes, `<` and `>`."""
    if re.fullmatch(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+", text) and len(text) <= limits.RUNBOOKS_LENGTH and text[-1] != "/":
        return text
    raise InputError(
        value=text,
        problem="no message can say this",
        allowed=f"at most {limits.RUNBOOKS_LENGTH} characters of a path or an https address, without a slash at the end",
        remedy="Write where the runbooks are, such as https://wiki.example.com/byok.",
    )


def identifier(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        return text
    raise InputError(
        value=text,
        problem="this is not an identifier",
        allowed="1 to 64 letters, digits, hyphens and underscores",
        remedy="Copy the identifier without blanks.",
    )


def at_least_one(people: tuple[str, ...]) -> tuple[str, ...]:
    if people:
        return people
    raise InputError(
        problem="the list is empty, and AWS refuses to make a key that nobody could administer",
        allowed="at least one role or user",
        remedy="Name the role that runs Terraform, with its path.",
    )


def at_least_one_administrator(people: tuple[str, ...]) -> tuple[str, ...]:
    if people:
        return people
    raise InputError(
        problem="the list is empty, and nobody could ever change the named roles again",
        allowed="at least one role or user",
        remedy="Name the role that looks after the account's IAM, with its path.",
    )


def role_path(text: str) -> str:
    problem = limits.ROLE_PATH.problem(text)
    if not problem:
        return text
    bare = "/".join(part for part in text.split("/") if part)
    raise InputError(
        value=text,
        problem=f"this {problem}",
        allowed=f"{limits.ROLE_PATH.allowed} ({limits.ROLE_PATH.source})",
        remedy=f"Write /{bare}/." if bare and not limits.ROLE_PATH.problem(f"/{bare}/") else "Write a path such as /acme/byok/.",
    )


def other_tag_key(text: str) -> str:
    """Accepts the key of a tag that is not the environment's to give, or the beginning of one."""
    if text.lower().startswith("aws:"):
        raise InputError(
            value=text,
            problem="tags that begin with aws: are AWS's own",
            remedy="Take it away: Terraform leaves them alone, and nobody can set them.",
        )
    return _tag_text(text, "key", 1, limits.TAG_KEY_LENGTH)


def tag_key(text: str) -> str:
    if text.lower().startswith("aws:"):
        raise InputError(value=text, problem="tags that begin with aws: are AWS's own", remedy="Choose another name for the tag.")
    if text.lower() in OWN_TAGS:
        raise InputError(
            value=text,
            problem="the kit gives this tag its value itself",
            remedy="Take the tag away, or choose another name for it.",
        )
    if text.startswith(OPERATION_TAG_PREFIX):
        raise InputError(
            value=text,
            problem=f"tags that begin with {OPERATION_TAG_PREFIX} are set by commands, and Terraform leaves them alone",
            remedy="Choose another name for the tag.",
        )
    return _tag_text(text, "key", 1, limits.TAG_KEY_LENGTH)


def tag_value(text: str) -> str:
    return _tag_text(text, "value", 0, limits.TAG_VALUE_LENGTH)


def _tag_text(text: str, what: str, least: int, most: int) -> str:
    if least <= len(text) <= most and all(sign.isalnum() or sign in " _.:/=+-@" for sign in text):
        return text
    raise InputError(
        value=text,
        problem=f"AWS does not take this as a tag's {what}",
        allowed=f"{least} to {most} letters, digits, blanks and _ . : / = + - @",
        remedy=f"Shorten or respell the tag's {what}.",
    )


def tags(given: dict[str, str]) -> dict[str, str]:
    if len(given) <= limits.TAGS:
        return given
    raise InputError(
        value=f"{len(given)} tags",
        problem="these are more tags than fit beside those that the kit and AWS add",
        allowed=f"at most {limits.TAGS} tags",
        remedy="Take tags away.",
    )


EnvironmentName = Annotated[
    str,
    AfterValidator(check_environment_name),
    AfterValidator(not_reserved),
    Field(examples=["prod"], json_schema_extra={"pattern": f"^{ENVIRONMENT_NAME.pattern}$"}),
]
AccountId = Annotated[
    str,
    AfterValidator(account),
    Field(examples=["111122223333"], json_schema_extra={"pattern": "^[0-9]{12}$"}),
]
RegionName = Annotated[
    str,
    AfterValidator(regions.region),
    Field(examples=["eu-west-1"], json_schema_extra={"enum": list(regions.ALL_REGIONS)}),
]
PersonArn = Annotated[str, AfterValidator(arns.person), Field(examples=[arns.EXAMPLE_PERSON, arns.EXAMPLE_SSO])]
RoleArn = Annotated[str, AfterValidator(arns.role), Field(examples=[arns.EXAMPLE_ROLE])]
TenantRoleArn = Annotated[str, AfterValidator(arns.tenant_role), Field(examples=[arns.EXAMPLE_TENANT])]
KeyArn = Annotated[str, AfterValidator(arns.key), Field(examples=[arns.EXAMPLE_KEY])]
TrailArn = Annotated[str, AfterValidator(arns.trail), Field(examples=[arns.EXAMPLE_TRAIL])]
ReaderRoleArn = Annotated[str, AfterValidator(arns.reader_role), Field(examples=[arns.EXAMPLE_READER])]
KeyAlias = Annotated[str, AfterValidator(arns.alias), Field(examples=[arns.EXAMPLE_ALIAS])]
TopicArn = Annotated[str, AfterValidator(arns.topic), Field(examples=[arns.EXAMPLE_TOPIC])]
QueueArn = Annotated[str, AfterValidator(arns.queue), Field(examples=[arns.EXAMPLE_QUEUE])]
EmailAddress = Annotated[str, AfterValidator(email), Field(examples=["on-call@example.com"])]
HttpsUrl = Annotated[str, AfterValidator(public_https_url), Field(examples=["https://hooks.example.com/byok"])]
SsmParameter = Annotated[str, AfterValidator(ssm_parameter), Field(examples=["/byok/pagerduty"])]
Secret = Annotated[str, AfterValidator(secret), Field(examples=["byok/pagerduty"])]
SlackWorkspace = Annotated[str, AfterValidator(slack_workspace), Field(examples=["T07EA123LEP"])]
SlackChannel = Annotated[str, AfterValidator(slack_channel), Field(examples=["C07EZ1ABC23"])]
Uuid = Annotated[str, AfterValidator(uuid), Field(examples=["1a2b3c4d-1234-4abc-8def-1234567890ab"])]
TeamsChannel = Annotated[str, AfterValidator(teams_channel), Field(examples=["19%3Ab6ef35dc342d56ba5654e6fc%40thread.tacv2"])]
NameTemplate = Annotated[str, AfterValidator(check_template), Field(examples=[EXAMPLE_TEMPLATE])]
GivenName = Annotated[str, AfterValidator(check_override)]
RolePath = Annotated[str, AfterValidator(role_path), Field(examples=["/acme/byok/"])]
PolicyArn = Annotated[str, AfterValidator(arns.policy), Field(examples=[arns.EXAMPLE_POLICY])]
OtherTagKey = Annotated[str, AfterValidator(other_tag_key)]
BucketName = Annotated[str, AfterValidator(bucket), Field(examples=["example-terraform-state"])]
StatePrefix = Annotated[str, AfterValidator(prefix), Field(examples=["terraform/camunda-byok"])]
Folder = Annotated[str, AfterValidator(folder), Field(examples=["evidence"])]
ExternalId = Annotated[str, AfterValidator(external_id), Field(examples=["camunda-byok"])]
HostName = Annotated[str, AfterValidator(host_name), Field(examples=["terraform.example.com"])]
LogPrefix = Annotated[str, AfterValidator(log_prefix), Field(examples=["security/trails"])]
LogGroupName = Annotated[str, AfterValidator(log_group), Field(examples=["/aws/cloudtrail"])]
OrganizationId = Annotated[
    str,
    AfterValidator(organization),
    Field(examples=["o-exampleorgid"], json_schema_extra={"pattern": "^o-[a-z0-9]{10,32}$"}),
]
Line = Annotated[str, AfterValidator(line)]
Runbooks = Annotated[str, AfterValidator(runbooks), Field(examples=["https://wiki.example.com/byok"])]
Identifier = Annotated[str, AfterValidator(identifier)]
Tags = Annotated[
    dict[Annotated[str, AfterValidator(tag_key)], Annotated[str, AfterValidator(tag_value)]],
    AfterValidator(tags),
]
