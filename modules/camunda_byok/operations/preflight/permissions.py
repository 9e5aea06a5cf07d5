"""Whether IAM lets who deploys do everything that a deployment does: asked of IAM's own simulation, which does nothing."""

from typing import Any

from camunda_byok.aws.answers import Absence, Asked, answer, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import together
from camunda_byok.deploying import PlannedActions, planned_actions
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed

ASK = "Allow iam:SimulatePrincipalPolicy on the deployer's role, or compare his policy with docs/permissions.md."


def permitted(environment: Environment, clients: Clients, issuer: str | Unknown) -> CheckResult:
    """Whether every action of a deployment is permitted to who deploys. The simulation knows IAM's policies and SCPs."""
    if isinstance(issuer, Unknown):
        return cannot_tell("permissions", issuer.reason, "Let the deployer read his own role: iam:GetRole on it.")
    planned, who = planned_actions(environment), issuer
    jobs = {
        (at, arn): lambda group=group, arn=arn: _simulated(group, arn, environment, clients, who)
        for at, group in enumerate(planned)
        for arn in group.resources
    }
    results = together(jobs).values()
    unknown = [one for one in results if isinstance(one, Unknown)]
    denied = [line for one in results if not isinstance(one, Unknown) for line in one[0]]
    open_ = [line for one in results if not isinstance(one, Unknown) for line in one[1]]
    if denied:
        return failed(
            "permissions",
            f"IAM does not permit {len(denied)} of the actions of a deployment to {issuer}.",
            "Give the deployer the policy of docs/permissions.md.",
            details=denied,
        )
    if unknown:
        return cannot_tell("permissions", unknown[0].reason, ASK)
    if open_:
        return cannot_tell("permissions", "IAM's simulation lacks values of conditions", ASK, details=open_)
    number = sum(len(group.actions) * len(group.resources) for group in planned)
    return passed("permissions", f"IAM permits everything that a deployment does: {number} actions were simulated.")


def _simulated(
    group: PlannedActions, arn: str, environment: Environment, clients: Clients, issuer: str
) -> tuple[list[str], list[str]] | Unknown:
    """Returns the actions that are denied, and those that hang on what the simulation does not know."""
    context = {"aws:RequestedRegion": group.region, **group.context}
    found: Any = answer(
        lambda: pages(
            clients("iam", environment.region),
            "simulate_principal_policy",
            "EvaluationResults",
            PolicySourceArn=issuer,
            ActionNames=list(group.actions),
            ResourceArns=[arn],
            ContextEntries=[
                {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"} for key, value in context.items()
            ],
        ),
        Asked(action="iam:SimulatePrincipalPolicy", region=environment.region),
    )
    if isinstance(found, Absence | Unknown):
        return found if isinstance(found, Unknown) else Unknown(f"IAM says that {issuer} does not exist")
    missing = sorted(set(group.actions) - {one["EvalActionName"] for one in found})
    if missing:
        return Unknown(f"IAM's simulation says nothing of {', '.join(missing)}")
    denied: list[str] = []
    open_: list[str] = []
    for one in found:
        if one["EvalDecision"] == "allowed":
            continue
        by_organization = not one.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True)
        lacking = one.get("MissingContextValues", [])
        if lacking and one["EvalDecision"] == "implicitDeny" and not by_organization:
            open_.append(f"{one['EvalActionName']} on {arn} hangs on {', '.join(lacking)}")
        else:
            by = ", by the organization" if by_organization else ", by a Deny" if one["EvalDecision"] == "explicitDeny" else ""
            denied.append(f"{one['EvalActionName']} on {arn}{by}")
    return denied, open_
