"""The organization's policies that reach keys: read where the credentials permit, or given as files."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from camunda_byok.authorization import statements
from camunda_byok.aws.answers import ABSENT, Absence, Asked, answer, code_of, pages
from camunda_byok.aws.clients import Clients
from camunda_byok.deploying import planned_actions
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed
from camunda_byok.organisation_reach import OrganisationDocument, Place, Reach, reach_to_deployer, reach_to_tenant

KINDS = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
MOST_LEVELS = 8
"""Organizational units nest five deep: a chain that is longer has no end. Source: AWS Organizations User Guide, "Quotas"."""
NONE_USED = "AWSOrganizationsNotInUseException"
CUT_OFF = "camunda-not-cut-off"
DEPLOYER = "deployer-not-stopped"


def organisation_checks(
    environment: Environment, clients: Clients, issuer: str | Unknown, given: Sequence[OrganisationDocument]
) -> Iterator[CheckResult]:
    """Whether the organization's policies cut Camunda off from the key, or stop who deploys.

    given: policies that somebody has as files, in the place of reading them. All that reach the account.
    """
    organization = _organization(environment, clients)
    if organization is ABSENT and not given:
        yield passed(CUT_OFF, "The account belongs to no organization, so no policy of one reaches the key.")
        return
    known = organization if isinstance(organization, str) else environment.organization.id if environment.organization else ""
    found = list(given) if given else _documents(environment, clients)
    if isinstance(found, Unknown):
        yield cannot_tell(CUT_OFF, found.reason, _ask(environment))
        return
    source = f"{len(found)} policies that were given" if given else f"{len(found)} policies that reach the account"
    for region in filter(None, (environment.region, environment.second_region)):
        place = Place(account=environment.account, region=region, partition=environment.names.partition, organization=known)
        yield _camunda(reach_to_tenant(found, environment.camunda.tenant_role, place), source, environment, region)
        if isinstance(issuer, str):
            actions = [action for group in planned_actions(environment) for action in group.actions]
            yield _deployer(reach_to_deployer(found, issuer, actions, place), source, region)


def _ask(environment: Environment) -> str:
    account = environment.camunda.tenant_role.split(":")[4]
    return (
        "Ask the owners of the organization whether a resource control policy denies kms:* to principals outside of it, and for "
        f"an exemption of account {account} (byok organisation {environment.name} prints it); or give their policies: "
        "--organisation-policies FILE."
    )


def _camunda(reach: Reach, source: str, environment: Environment, region: str) -> CheckResult:
    if reach.denied:
        return failed(
            CUT_OFF,
            f"The organization cuts Camunda off from keys in {region}, however right their policy is.",
            _ask(environment),
            details=(*reach.denied, *reach.doubts),
        )
    if reach.doubts:
        return cannot_tell(
            CUT_OFF, f"policies of the organization may deny Camunda keys in {region}", _ask(environment), details=reach.doubts
        )
    return passed(CUT_OFF, f"No policy of the organization denies Camunda keys in {region} ({source}).")


def _deployer(reach: Reach, source: str, region: str) -> CheckResult:
    ask = "Ask the owners of the organization to except the deployers of keys."
    if reach.denied:
        return failed(DEPLOYER, f"The organization stops who deploys in {region}.", ask, details=(*reach.denied, *reach.doubts))
    if reach.doubts:
        return cannot_tell(DEPLOYER, f"policies of the organization may stop who deploys in {region}", ask, details=reach.doubts)
    return passed(DEPLOYER, f"No policy of the organization stops who deploys in {region} ({source}).")


def _organization(environment: Environment, clients: Clients) -> str | Absence | Unknown:
    def ask() -> str | Absence:
        try:
            return str(clients("organizations", environment.region).describe_organization()["Organization"]["Id"])
        except ClientError as error:
            if code_of(error) == NONE_USED:
                return ABSENT
            raise

    return answer(ask, Asked(action="organizations:DescribeOrganization", region=environment.region))


def _documents(environment: Environment, clients: Clients) -> list[OrganisationDocument] | Unknown:
    """Returns every policy from the account up to the root, or why they could not all be read."""
    organizations = clients("organizations", environment.region)

    def ask(action: str, call: Any) -> Any:
        found = answer(call, Asked(action=f"organizations:{action}", region=environment.region))
        return Unknown(f"{action} of the organization finds nothing") if isinstance(found, Absence) else found

    targets = [environment.account]
    for _ in range(MOST_LEVELS):
        parents = ask("ListParents", lambda: pages(organizations, "list_parents", "Parents", ChildId=targets[-1]))
        if isinstance(parents, Unknown):
            return parents
        if not parents:
            break
        targets.append(parents[0]["Id"])
        if parents[0]["Type"] == "ROOT":
            break
    found: list[OrganisationDocument] = []
    for target in targets:
        for kind in KINDS:
            summaries = ask(
                "ListPoliciesForTarget",
                lambda target=target, kind=kind: pages(
                    organizations, "list_policies_for_target", "Policies", TargetId=target, Filter=kind
                ),
            )
            if isinstance(summaries, Unknown):
                return summaries
            for summary in summaries:
                content = ask(
                    "DescribePolicy", lambda id=summary["Id"]: organizations.describe_policy(PolicyId=id)["Policy"]["Content"]
                )
                if isinstance(content, Unknown):
                    return content
                try:
                    document = json.loads(content)
                    statements.read(document)
                except ValueError as fault:  # an InputError is one
                    return Unknown(f"the policy {summary['Name']} of the organization cannot be read: {fault}")
                found.append(OrganisationDocument(name=summary["Name"], document=document, target=target))
    return found
