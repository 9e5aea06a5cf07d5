"""Whether AWS would take the policies of the keys: their size, the people in them, and what Access Analyzer says."""

import json
from collections.abc import Iterator
from typing import Any

from camunda_byok import arns
from camunda_byok.authorization.wildcards import Pattern
from camunda_byok.aws.answers import Absence, Asked, answer, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment
from camunda_byok.guarding import guardians_of
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import KEY_POLICY_BYTES
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed

Policies = dict[str, dict[str, object]]
"""The policies by the keys' addresses."""
ASK_ANALYZER = "Allow access-analyzer:ValidatePolicy and access-analyzer:CheckNoPublicAccess. Neither needs an analyzer."


def policy_sizes(policies: Policies) -> Iterator[CheckResult]:
    """Whether each policy is small enough for KMS."""
    for address, policy in policies.items():
        size = len(json.dumps(policy, separators=(",", ":")).encode())
        if size <= KEY_POLICY_BYTES:
            yield passed("policy-size", f"The policy of {address} has {size} bytes of {KEY_POLICY_BYTES}.")
        else:
            yield failed(
                "policy-size",
                f"The policy of {address} has {size} bytes, and KMS takes {KEY_POLICY_BYTES}.",
                "Name fewer roles and users: let people share a role.",
            )


def validated(environment: Environment, clients: Clients, policies: Policies) -> Iterator[CheckResult]:
    """What Access Analyzer says of each policy: whether its grammar and its words are right, and whether it is public."""
    region = environment.region
    analyzer = clients("accessanalyzer", region)
    for address, policy in policies.items():
        text = json.dumps(policy)
        findings: Any = answer(
            lambda text=text: pages(analyzer, "validate_policy", "findings", policyDocument=text, policyType="RESOURCE_POLICY"),
            Asked(action="access-analyzer:ValidatePolicy", region=region),
        )
        yield _validation(address, findings)
        public: Any = answer(
            lambda text=text: analyzer.check_no_public_access(policyDocument=text, resourceType="AWS::KMS::Key"),
            Asked(action="access-analyzer:CheckNoPublicAccess", region=region),
        )
        yield _public(address, public)


def _validation(address: str, findings: list[dict[str, Any]] | Absence | Unknown) -> CheckResult:
    if not isinstance(findings, list):
        return cannot_tell("policy-valid", _reason(findings), ASK_ANALYZER)
    lines = [f"{one['findingType']} {one['issueCode']}: {one['findingDetails']}" for one in findings]
    if any(one["findingType"] in ("ERROR", "SECURITY_WARNING") for one in findings):
        return failed(
            "policy-valid",
            f"Access Analyzer finds faults in the policy of {address}.",
            "Change in the environment's file what the findings are about, or report them: the kit wrote this policy.",
            details=lines,
        )
    return passed("policy-valid", f"Access Analyzer finds no fault in the policy of {address}.", details=lines)


def _public(address: str, said: dict[str, Any] | Absence | Unknown) -> CheckResult:
    if not isinstance(said, dict):
        return cannot_tell("policy-not-public", _reason(said), ASK_ANALYZER)
    if said.get("result") == "PASS":
        return passed(
            "policy-not-public", f"Access Analyzer finds that the policy of {address} lets nobody in whom it does not name."
        )
    return failed(
        "policy-not-public",
        f"Access Analyzer finds that the policy of {address} is public: {said.get('message', 'it says no more')}",
        "Report it: the kit wrote this policy.",
        details=[str(reason.get("description", "")) for reason in said.get("reasons", [])],
    )


def _reason(value: Absence | Unknown) -> str:
    return value.reason if isinstance(value, Unknown) else "Access Analyzer says that there is no such thing"


def people(environment: Environment) -> tuple[str, ...]:
    """Returns everybody of the account whom the policies name."""
    guardians = guardians_of(environment)
    return tuple(dict.fromkeys([*guardians.policy_writers, *guardians.log_readers]))


def person_exists(arn: str, environment: Environment, clients: Clients) -> CheckResult:
    """Whether a role or user exists whom the policies name. AWS takes a name of nobody, and whoever makes that role gets in."""
    iam = clients("iam", environment.region)
    kind, _, path = arns.parts(arn).resource.partition("/")
    name = path.rsplit("/", 1)[-1]
    found: Any
    if "*" in path or "?" in path:
        prefix = f"/{path.split('*', 1)[0].split('?', 1)[0].rpartition('/')[0]}/"
        found = answer(
            lambda: [role["Arn"] for role in pages(iam, "list_roles", "Roles", PathPrefix=prefix)],
            Asked(action="iam:ListRoles", region=environment.region),
        )
    elif kind == "user":
        found = answer(
            lambda: [iam.get_user(UserName=name)["User"]["Arn"]], Asked(action="iam:GetUser", region=environment.region)
        )
    else:
        found = answer(
            lambda: [iam.get_role(RoleName=name)["Role"]["Arn"]], Asked(action="iam:GetRole", region=environment.region)
        )
    if isinstance(found, Unknown):
        return cannot_tell("people-exist", found.reason, f"Ask an administrator of IAM whether {arn} exists.")
    there: list[str] = [] if isinstance(found, Absence) else found
    if any(Pattern(arn).matches(one) for one in there):
        return passed("people-exist", f"{arn} exists.")
    return failed(
        "people-exist",
        f"{arn} is named in the environment's file and does not exist.",
        "Correct the name and its path, or make the role first: whoever could make it later would get what it may.",
        details=[f"There is {one}." for one in there[:3]],
    )
