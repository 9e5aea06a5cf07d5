"""Clients on which chosen operations fail as they do on AWS. The request of a failing call is never sent."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from botocore.awsrequest import AWSResponse

from camunda_byok.aws.clients import Clients

DENIED = {
    "iam": "AccessDenied",
    "s3": "AccessDenied",
    "sns": "AuthorizationError",
    "cloudwatch": "AccessDenied",
    "sts": "AccessDenied",
}
"""The code of a denial, of services that do not answer `AccessDeniedException`."""


class Faulty:
    """Clients of which some operations fail; the others go through. It changes the clients that it is given.

    Operations are written as boto3's model names them, and may have wildcards: `kms:ListGrants`, `s3:Get*`, `*:*`. They are
    operations, not IAM actions: S3's ListObjectsV2 is `s3:ListObjectsV2`.

    deny: refused by IAM. Default: nothing.
    expired: the session's credentials are at their end. Default: nothing.
    throttle: how many calls of an operation are throttled before the next goes through; each attempt of boto3 is a call.
    fail: the error code with which an operation fails, such as `{"kms:DescribeKey": "NotFoundException"}`.
    hang: seconds that an operation waits before it goes through.
    """

    def __init__(
        self,
        clients: Clients,
        *,
        deny: Iterable[str] = (),
        expired: Iterable[str] = (),
        throttle: Mapping[str, int] | None = None,
        fail: Mapping[str, str] | None = None,
        hang: Mapping[str, float] | None = None,
    ) -> None:
        self._clients = clients
        self._deny, self._expired = tuple(deny), tuple(expired)
        self._left, self._fail, self._hang = dict(throttle or {}), dict(fail or {}), dict(hang or {})
        self._made: dict[tuple[str, str], Any] = {}
        self.calls: list[str] = []
        """Every operation that was asked for, in order."""

    def __call__(self, service: str, region: str) -> Any:
        if (service, region) not in self._made:
            client = self._clients(service, region)
            client.meta.events.register_first("before-send", self._sent(service, client))
            self._made[service, region] = client
        return self._made[service, region]

    def _sent(self, service: str, client: Any) -> Callable[..., Any]:
        def answer(request: Any, event_name: str, **_: Any) -> Any:
            operation = f"{service}:{event_name.rpartition('.')[2]}"
            self.calls.append(operation)
            for pattern, seconds in self._hang.items():
                if fnmatchcase(operation, pattern):
                    time.sleep(seconds)
            if code := self._code(service, operation):
                return refusal(client, request.url, code, operation)
            return None

        return answer

    def _code(self, service: str, operation: str) -> str | None:
        if named(operation, self._expired):
            return "ExpiredTokenException" if DENIED.get(service) is None else "ExpiredToken"
        if named(operation, self._deny):
            return DENIED.get(service, "AccessDeniedException")
        for pattern, left in self._left.items():
            if left and fnmatchcase(operation, pattern):
                self._left[pattern] -= 1
                return "ThrottlingException" if DENIED.get(service) is None else "Throttling"
        return next((code for pattern, code in self._fail.items() if fnmatchcase(operation, pattern)), None)


def named(operation: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(operation, pattern) for pattern in patterns)


def refusal(client: Any, url: str, code: str, operation: str) -> Any:
    """An answer over the wire in the service's protocol, so that boto3 parses, retries and raises it as one from AWS."""
    message = (
        f"is not authorized to perform: {operation}" if "Denied" in code or code == "AuthorizationError" else f"{code} of a test"
    )
    protocol = client.meta.service_model.resolved_protocol
    headers, body = written(protocol, code, message)
    status = 403 if code in ("AccessDenied", "AuthorizationError", "ExpiredToken") else 400
    return AWSResponse(url, status, headers, Body(body))


def written(protocol: str, code: str, message: str) -> tuple[Any, bytes]:
    if protocol in ("query", "rest-xml", "ec2"):
        error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        text = error if protocol == "rest-xml" else f"<ErrorResponse>{error}</ErrorResponse>"
        return {"content-type": "text/xml"}, text.encode()
    headers = {"content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code}
    return headers, json.dumps({"__type": code, "message": message}).encode()


class Body:
    """What botocore reads an answer's body from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterable[bytes]:
        yield self._content

    def read(self, *_: Any) -> bytes:
        content, self._content = self._content, b""
        return content
