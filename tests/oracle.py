"""An independent judge of policies: MiniStack's evaluator, asked with a request of our own making.

The emulator makes a caller's ARN of the session, where AWS takes the role's; here the request says it, so that fault plays no
part. KMS is asked as AWS asks it: a Deny anywhere wins; a statement that names the account delegates to the caller's IAM.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ministack.core.iam_evaluator as evaluator

from camunda_byok.policies.documents import Document, statement

ABSENT = "absent"
"""As `principal_arn`: a request that carries no `aws:PrincipalArn`."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks: a principal with an ARN, or an AWS service. `iam` are the actions that its own IAM policy allows."""

    name: str
    arn: str = ""
    service: str = ""
    principal_arn: str = ""
    """What the request says in `aws:PrincipalArn`, where that is not `arn`."""
    iam: tuple[str, ...] = ("*",)

    @property
    def account(self) -> str:
        return self.arn.split(":")[4] if self.arn else ""


@dataclass(frozen=True)
class Request:
    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.action, *(f"{key}={value}" for key, value in self.context.items())])


def allows(policy: Document, caller: Caller, request: Request, *, owner: str) -> bool:
    """Whether a resource of the account `owner` with this policy answers the request, as a key does: by its policy alone or
    together with the caller's IAM."""
    named = [made for made in policy["Statement"] if _names(made["Principal"], caller)]
    by_policy = _decision(named, caller, request)
    if by_policy == "Deny":
        return False
    if caller.service:
        return by_policy == "Allow"
    directly = [made for made in named if not _names_account(made["Principal"])]
    if caller.account == owner and _decision(directly, caller, request) == "Allow":
        return True
    by_iam = _decision([statement("Iam", "Allow", "*", caller.iam)] if caller.iam else [], caller, request)
    return by_policy == "Allow" and by_iam == "Allow"


def denies(policy: Document, caller: Caller, request: Request) -> bool:
    """Whether a policy of the organization forbids the request. Such a policy allows nothing and names nobody but everybody."""
    return _decision(policy["Statement"], caller, request) == "Deny"


def _names(principal: Any, caller: Caller) -> bool:
    if principal == "*":
        return True
    if caller.service:
        return evaluator._service_principal_matches(principal, caller.service)
    return evaluator._principal_matches({"AWS": principal.get("AWS", [])}, caller.arn)


def _names_account(principal: Any) -> bool:
    return isinstance(principal, dict) and str(principal.get("AWS", "")).endswith(":root")


def _decision(statements: list[dict[str, Any]], caller: Caller, request: Request) -> str:
    arn: Any = None if caller.principal_arn == ABSENT or caller.service else caller.principal_arn or caller.arn
    context = evaluator.EvalContext(
        principal_arn=arn,
        principal_type="",
        principal_account=caller.account,
        action=request.action,
        resource_arn=request.resource,
        region=request.context.get("aws:RequestedRegion", "eu-west-1"),
        secure_transport=request.context.get("aws:SecureTransport", "true") == "true",
        service_context={key.lower(): value for key, value in request.context.items()},
    )
    return evaluator.evaluate(context, [evaluator.parse_policy_document({"Statement": statements})]).decision
