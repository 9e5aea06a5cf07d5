"""IAM's simulation, as `byok preflight` asks it, finds the deployer's policy sufficient, and what is taken out of it missing."""

import json

import pytest

from camunda_byok.environment import Environment
from camunda_byok.operations.checks import CheckResult, Verdict
from camunda_byok.operations.preflight.permissions import permitted
from camunda_byok.permissions.catalog import policies_for, policy_for
from camunda_byok.policies.documents import Document
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER
from tests.emulated import Emulated
from tests.permissions.page import environment
from tests.permissions.test_commands import without

TWO_REGIONS = environment(second_region="eu-west-2")


def simulated(emulated: Emulated, of: Environment, *policies: Document) -> CheckResult:
    iam = emulated.root(CUSTOMER_ACCOUNT)("iam", of.region)
    emulated.world.permit(DEPLOYER, policies[0])
    for number, policy in enumerate(policies[1:], 2):
        iam.put_role_policy(RoleName=DEPLOYER.role, PolicyName=f"part-{number}", PolicyDocument=json.dumps(policy))
    return permitted(of, emulated.root(), DEPLOYER.arn)


def test_a_deployer_with_his_policy_may_do_everything_that_a_deployment_does(emulated: Emulated) -> None:
    found = simulated(emulated, TWO_REGIONS, *policies_for(TWO_REGIONS, "deployer"))
    assert found.verdict is Verdict.PASSED, found


@pytest.mark.parametrize("action", ["kms:PutKeyPolicy", "iam:PassRole", "kms:ReplicateKey", "events:PutRule", "sns:Subscribe"])
def test_what_a_deployer_lacks_is_found(action: str, emulated: Emulated) -> None:
    found = simulated(emulated, TWO_REGIONS, without(policy_for(TWO_REGIONS, "deployer"), {action}))
    assert found.verdict is Verdict.FAILED
    assert {line.split()[0] for line in found.details} == {action}
