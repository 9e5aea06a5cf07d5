"""SimulatePrincipalPolicy of roles that have a path, of several resources, and with a context: MiniStack answers `implicitDeny`.

It simulates IAM policies alone, as AWS does without a resource policy. One that is given is refused: nothing here would ask it.
"""

from typing import Any

import ministack.services.iam as iam
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region

DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny"}


def simulate(p: Any) -> Any:
    def given(name: str) -> list[str]:
        return [value for number in range(1, 101) if (value := iam._p(p, f"{name}.member.{number}"))]

    source = iam._p(p, "PolicySourceArn")
    kind, _, name = source.partition(":")[2].rpartition(":")[2].partition("/")
    found = {"role": iam._roles, "user": iam._users}.get(kind)
    entity = found.get(name.rpartition("/")[2]) if found is not None else None
    if not entity or entity["Arn"] != source:
        return iam._error(404, "NoSuchEntity", f"There is no {source}.", ns="iam")
    if iam._p(p, "ResourcePolicy"):
        return iam._error(400, "InvalidInput", "The emulator simulates no resource policy.", ns="iam")
    gather = iam_evaluator._gather_role_policies if kind == "role" else iam_evaluator._gather_user_policies
    policies = gather(name.rpartition("/")[2], get_account_id())
    context = {
        iam._p(p, f"ContextEntries.member.{number}.ContextKeyName").lower(): one_or_all(
            given(f"ContextEntries.member.{number}.ContextKeyValues")
        )
        for number in range(1, 101)
        if iam._p(p, f"ContextEntries.member.{number}.ContextKeyName")
    }
    results = "".join(
        f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource}</EvalResourceName>"
        f"<EvalDecision>{decided(source, kind, action, resource, context, policies)}</EvalDecision>"
        "<MatchedStatements></MatchedStatements><MissingContextValues></MissingContextValues></member>"
        for action in given("ActionNames")
        for resource in given("ResourceArns") or ["*"]
    )
    answer = f"<EvaluationResults>{results}</EvaluationResults><IsTruncated>false</IsTruncated>"
    body = f"<SimulatePrincipalPolicyResult>{answer}</SimulatePrincipalPolicyResult>"
    return iam._xml(200, "SimulatePrincipalPolicyResponse", body, ns="iam")


def one_or_all(values: list[str]) -> str | list[str]:
    """The evaluator takes a list for a key of several values, which StringEquals alone never matches."""
    return values[0] if len(values) == 1 else values


def decided(source: str, kind: str, action: str, resource: str, context: dict[str, Any], policies: Any) -> str:
    about = iam_evaluator.EvalContext(
        principal_arn=source,
        principal_type="AssumedRole" if kind == "role" else "User",
        principal_account=get_account_id(),
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=context,
    )
    return DECISIONS.get(iam_evaluator.evaluate(about, policies).decision, "implicitDeny")


def apply() -> None:
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = simulate
