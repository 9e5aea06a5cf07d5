"""Clients that answer without AWS: what each operation answers is said by the test and held against botocore's service model.

Other than botocore's Stubber they may be asked from several threads, in any order.
"""

from collections.abc import Callable, Mapping
from typing import Any

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

SESSION: Any = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b")
"""One for all tests: it reads the description of each service once."""
REQUEST = {"ResponseMetadata": {"RequestId": "1", "HTTPStatusCode": 200}}
Said = Mapping[str, Any] | Exception | Callable[[dict[str, Any]], Mapping[str, Any]]
"""A response, an error to raise, or what makes a response of the request's parameters."""


def refused(code: str = "AccessDeniedException", message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "Operation")


class Answering:
    """The clients of somebody. answers: by service and operation, such as `kms.DescribeKey`; what is not said is refused."""

    def __init__(self, answers: Mapping[str, Said]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        """Region, `service.Operation` and parameters of every call."""
        self._made: dict[tuple[str, str], Any] = {}

    def __call__(self, service: str, region: str) -> Any:
        if (service, region) not in self._made:
            client = SESSION.client(service, region_name=region)
            client.meta.events.register("before-parameter-build.*.*", _remember)
            client.meta.events.register("before-call.*.*", lambda **call: self._answer(service, region, **call))
            self._made[service, region] = client
        return self._made[service, region]

    def _answer(self, service: str, region: str, *, model: Any, context: dict[str, Any], **_: Any) -> Any:
        operation = f"{service}.{model.name}"
        self.asked.append((region, operation, context["asked"]))
        said = self.answers.get(operation, refused())
        if isinstance(said, Exception):
            raise said
        response = said(context["asked"]) if callable(said) else said
        validate_parameters(dict(response), model.output_shape)
        headers: Any = {}
        return AWSResponse("", 200, headers, b""), {**REQUEST, **response}


def _remember(*, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["asked"] = dict(params)
