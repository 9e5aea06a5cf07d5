"""Clients of which chosen operations answer what a test says, in the shape that botocore's model gives the answer."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from camunda_byok.aws.clients import Clients

Answer = Mapping[str, Any] | ClientError | Callable[[dict[str, Any]], "Mapping[str, Any] | ClientError"]


class Answering:
    """Answers some operations itself, such as those that no emulator knows; the others go through.

    answers: by operation, such as `iam:SimulatePrincipalPolicy`: what it answers, or a function of the request's parameters.
    """

    def __init__(self, clients: Clients, answers: Mapping[str, Answer]) -> None:
        self._clients, self._answers = clients, dict(answers)
        self._made: dict[tuple[str, str], Any] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        """Every request that was answered here: operation and parameters."""

    def __call__(self, service: str, region: str) -> Any:
        if (service, region) not in self._made:
            client = self._clients(service, region)
            events = client.meta.events
            events.register_first("before-parameter-build", _remember)
            events.register_first("before-call", lambda **given: self._answered(service, **given))
            self._made[service, region] = client
        return self._made[service, region]

    def _answered(self, service: str, *, model: Any, context: dict[str, Any], **_: Any) -> Any:
        operation = f"{service}:{model.name}"
        if operation not in self._answers:
            return None
        given = context["parameters of the test"]
        self.asked.append((operation, given))
        answer = self._answers[operation]
        said = answer(given) if callable(answer) else answer
        if isinstance(said, ClientError):
            return AWSResponse("", 400, HTTPHeaders(), None), said.response
        faults = ParamValidator().validate(dict(said), model.output_shape)
        assert not faults.has_errors(), faults.generate_report()
        return AWSResponse("", 200, HTTPHeaders(), None), {**said, "ResponseMetadata": {"HTTPStatusCode": 200}}


def _remember(*, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["parameters of the test"] = dict(params)


def error(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message or f"{code} of a test"}}, "test")
