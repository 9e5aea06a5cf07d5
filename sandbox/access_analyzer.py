"""A fake IAM Access Analyzer, which MiniStack lacks: it analyses nothing and answers what a test has set.

Without an answer that was set, it has no analyzer, and refuses to validate or check: "no findings" would be a lie.
"""

import json
import re
from typing import Any

import ministack.app as app
import ministack.core.iam_actions as iam_actions
import ministack.core.router as router
from ministack.core.responses import get_account_id, get_region

NAME = "access-analyzer"
OPERATIONS = {
    ("GET", "/analyzer"): "ListAnalyzers",
    ("POST", "/finding"): "ListFindings",
    ("POST", "/findingv2"): "ListFindingsV2",
    ("POST", "/policy/validation"): "ValidatePolicy",
    ("POST", "/policy/check-no-public-access"): "CheckNoPublicAccess",
    ("POST", "/policy/check-access-not-granted"): "CheckAccessNotGranted",
    ("POST", "/policy/check-no-new-access"): "CheckNoNewAccess",
}
ABOUT_POLICIES = ("ValidatePolicy", "CheckNoPublicAccess", "CheckAccessNotGranted", "CheckNoNewAccess")
FINDINGS = ("ListFindings", "ListFindingsV2")
NO_ANALYZER = {"analyzers": []}

answers: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
"""The pages of an answer, by account, region and operation."""


async def handle_request(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
    operation = OPERATIONS.get((method, re.sub("/+$", "", path)))
    if operation is None:
        return refused(404, "ResourceNotFoundException", f"This fake has no {method} {path}.")
    request: dict[str, Any] = json.loads(body or b"{}")
    pages = answers.get((get_account_id(), get_region(), operation))
    if operation in ABOUT_POLICIES and not is_policy(request.get("policyDocument") or request.get("newPolicyDocument")):
        return refused(400, "ValidationException", "The policy document is not valid JSON.")
    if operation in FINDINGS and request.get("analyzerArn") not in analyzer_arns():
        return refused(404, "ResourceNotFoundException", "The analyzer does not exist.")
    if operation == "ListAnalyzers" and pages is None:
        pages = [NO_ANALYZER]
    if operation in FINDINGS and pages is None:
        pages = [{"findings": []}]
    if pages is None:
        return refused(400, "ValidationException", f"This fake has no answer to {operation}: a test must set one.")
    token = request.get("nextToken") or (query_params.get("nextToken") or ["0"])[0]
    number = int(token)
    more = {"nextToken": str(number + 1)} if number + 1 < len(pages) else {}
    return 200, {"Content-Type": "application/json"}, json.dumps({**pages[number], **more}).encode()


def analyzer_arns() -> list[str]:
    pages = answers.get((get_account_id(), get_region(), "ListAnalyzers")) or [NO_ANALYZER]
    return [analyzer["arn"] for page in pages for analyzer in page["analyzers"]]


def is_policy(text: Any) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (TypeError, ValueError):
        return False


def refused(status: int, code: str, message: str) -> Any:
    headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
    return status, headers, json.dumps({"message": message}).encode()


def apply() -> None:
    router.SERVICE_PATTERNS[NAME] = {}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[NAME] = NAME
    iam_actions._BOTOCORE_SERVICE_MAP[NAME] = ["accessanalyzer"]
    app.SERVICE_HANDLERS[NAME] = handle_request
