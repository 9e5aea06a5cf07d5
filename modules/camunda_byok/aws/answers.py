"""What AWS answered, as a value: the answer, that there is no such thing, or why nobody can say.

A denial, a service that does not answer and a throttled call are never taken for an absence. What makes every further call
pointless (no credentials, expired ones) is raised as an InputError, since it is the surroundings that are wrong.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from camunda_byok.errors import InputError, printable
from camunda_byok.inventory.values import Unknown

T = TypeVar("T")

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "403", "Forbidden"})
THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "PriorRequestNotComplete",
        "SlowDown",
    }
)
"""Source: the codes that botocore tries again as throttling (botocore/retries/standard.py). SQS says RequestThrottled."""
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
NOBODY = frozenset(
    {"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken"}
)
NOT_THERE = frozenset(
    {
        "NotFoundException",
        "NotFound",
        "NoSuchEntity",
        "ResourceNotFoundException",
        "ResourceNotFound",
        "NoSuchBucket",
        "404",
        "TrailNotFoundException",
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
        "NoSuchBucketPolicy",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "ObjectLockConfigurationNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
        "OwnershipControlsNotFoundError",
        "NoSuchTagSet",
    }
)
"""Error codes by which a service says that something is not there. Each is about the thing that was asked for."""
LONGEST_SAYING = 300
"""Characters of a service's own words that are shown."""

_NOT_AUTHORIZED = re.compile(r"^User: \S+ is not authorized to perform: \S+ (on resource: \S+ )?(because )?")
"""What IAM says before it gives its reason: who asked for what, which whoever reads it knows."""


class Absence:
    """There is no such thing: a service said so."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absence()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A call as people speak of it, for the reason of an `Unknown`."""

    action: str
    """Service and operation as IAM names them, such as `kms:GetKeyPolicy`."""
    region: str


def answer(call: Callable[[], T], asked: Asked) -> T | Absence | Unknown:
    """Returns what the call returns, `ABSENT`, or `Unknown` with the reason. Raises InputError where no call can succeed."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) in NOT_THERE:
            return ABSENT
        raise_if_surroundings(error)
        return Unknown(why(error, asked))
    except BotoCoreError as error:
        raise_if_surroundings(error)
        return Unknown(why(error, asked))


def code_of(error: ClientError) -> str:
    """Returns the error code that the service gave, such as `AccessDeniedException`."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition("#")[2]


def request_id_of(response: Mapping[str, Any]) -> str:
    """Returns the id by which AWS Support finds a request, of an answer or of an error's response; empty where there is none."""
    return str(response.get("ResponseMetadata", {}).get("RequestId", ""))


def why(error: ClientError | BotoCoreError, asked: Asked) -> str:
    """Returns why a call failed, completing "cannot tell, because ..."."""
    where = f"{asked.action} in {asked.region}"
    if isinstance(error, ClientError):
        code, said = code_of(error), printable(str(error.response.get("Error", {}).get("Message", "")), LONGEST_SAYING)
        if code in DENIED:
            return f"{asked.action} is denied ({_NOT_AUTHORIZED.sub('', said) or code})"
        if code in THROTTLED:
            return f"{where} was throttled until the retries were used up"
        return f"{where} failed with {code or 'an error'}{': ' + said if said else ''}"
    if isinstance(error, ReadTimeoutError | ConnectTimeoutError):
        return f"{where} did not answer in time"
    if isinstance(error, EndpointConnectionError | ConnectionError | HTTPClientError):
        return f"{where} could not be reached"
    return f"{where} failed: {printable(str(error), LONGEST_SAYING)}"


def raise_if_surroundings(error: ClientError | BotoCoreError) -> None:
    """Raises InputError where no further call can succeed: there are no credentials, or AWS no longer takes them."""
    if isinstance(error, ClientError):
        code = code_of(error)
        if code in EXPIRED:
            raise _wrong_credentials(
                "the AWS credentials have expired", "Sign in again, then run the same command again."
            ) from error
        if code in NOBODY:
            raise _wrong_credentials(
                f"AWS does not know the credentials ({code})", "Sign in again, or choose another profile by AWS_PROFILE."
            ) from error
        return
    if isinstance(error, UnauthorizedSSOTokenError | TokenRetrievalError | SSOError):
        raise _wrong_credentials("the AWS sign-in has expired", "Run aws sso login, then the same command again.") from error
    if isinstance(error, NoCredentialsError | PartialCredentialsError | CredentialRetrievalError):
        raise no_credentials() from error


def no_credentials() -> InputError:
    """Returns the error of who has no credentials at all."""
    return _wrong_credentials("there are no AWS credentials", "Sign in, or set AWS_PROFILE or the variables that AWS SDKs read.")


def _wrong_credentials(problem: str, remedy: str) -> InputError:
    return InputError(field="AWS credentials", problem=problem, remedy=remedy)


def pages(client: Any, operation: str, key: str, **parameters: Any) -> list[Any]:
    """Returns all items of an operation that answers in pages.

    operation: as boto3 names it, such as `list_grants`. key: where the items stand in a page, such as `Grants`.
    """
    if not client.can_paginate(operation):
        return list(getattr(client, operation)(**parameters).get(key, []))
    found: list[Any] = []
    for page in client.get_paginator(operation).paginate(**parameters):
        items: Iterable[Any] = page.get(key, [])
        found.extend(items)
    return found
