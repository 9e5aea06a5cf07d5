"""The types of an environment's fields that are text: each accepts its value or raises InputError with what to write instead."""

import re
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, Field

from camunda_byok import arns, limits, regions
from camunda_byok.errors import InputError
from camunda_byok.names import ENVIRONMENT_NAME, check_environment_name

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


def line(text: str) -> str:
    if text.strip() and text.isprintable():
        return text
    raise InputError(
        value=text,
        problem="this is to be read by people and is empty or not one line of text",
        allowed="one line of text",
        remedy="Write it in words, on one line.",
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


def tag_key(text: str) -> str:
    if text.lower().startswith("aws:"):
        raise InputError(value=text, problem="tags that begin with aws: are AWS's own", remedy="Choose another name for the tag.")
    if text.lower() in OWN_TAGS:
        raise InputError(
            value=text,
            problem="the kit gives this tag its value itself",
            remedy="Take the tag away, or choose another name for it.",
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
TenantRoleArn = Annotated[str, AfterValidator(arns.tenant_role), Field(examples=[arns.EXAMPLE_TENANT])]
KeyArn = Annotated[str, AfterValidator(arns.key), Field(examples=[arns.EXAMPLE_KEY])]
KeyAlias = Annotated[str, AfterValidator(arns.alias), Field(examples=[arns.EXAMPLE_ALIAS])]
TopicArn = Annotated[str, AfterValidator(arns.topic), Field(examples=[arns.EXAMPLE_TOPIC])]
QueueArn = Annotated[str, AfterValidator(arns.queue), Field(examples=[arns.EXAMPLE_QUEUE])]
EmailAddress = Annotated[str, AfterValidator(email), Field(examples=["on-call@example.com"])]
HttpsUrl = Annotated[str, AfterValidator(https_url), Field(examples=["https://hooks.example.com/byok"])]
BucketName = Annotated[str, AfterValidator(bucket), Field(examples=["example-terraform-state"])]
StatePrefix = Annotated[str, AfterValidator(prefix), Field(examples=["terraform/camunda-byok"])]
Line = Annotated[str, AfterValidator(line)]
Identifier = Annotated[str, AfterValidator(identifier)]
Tags = Annotated[
    dict[Annotated[str, AfterValidator(tag_key)], Annotated[str, AfterValidator(tag_value)]],
    AfterValidator(tags),
]
