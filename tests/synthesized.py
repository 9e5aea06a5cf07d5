"""What Terraform would be given: stacks synthesized with all validations, as parsed JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cdktf

import main
from camunda_byok.bindings import AwsProvider, Construct, TerraformStack
from camunda_byok.constructs.access_log_bucket import AccessLogBucket
from camunda_byok.constructs.log_bucket import LogBucket
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.environment import Environment
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT

NAMES = Names(environment="prod", account=CUSTOMER_ACCOUNT, region="eu-west-1")
GUARDIANS = Guardians(
    deployers=(DEPLOYER.arn,),
    administrators=(ADMINISTRATOR.arn,),
    auditors=(AUDITOR.arn,),
    break_glass=(BREAK_GLASS.arn,),
)
MINIMAL: dict[str, Any] = {
    "name": "dev",
    "account": CUSTOMER_ACCOUNT,
    "region": "eu-west-1",
    "deployers": [DEPLOYER.arn],
    "camunda": {"tenant_role": TENANT.arn},
}


@dataclass(frozen=True)
class Synthesized:
    """One stack's Terraform JSON."""

    json: Mapping[str, Any]

    def resources(self, kind: str) -> dict[str, Any]:
        return self.json.get("resource", {}).get(kind, {})

    def only(self, kind: str) -> dict[str, Any]:
        """Returns the one resource of a type."""
        (made,) = self.resources(kind).values()
        return made

    def resource(self, address: str) -> dict[str, Any]:
        kind, name = address.split(".")
        return self.resources(kind)[name]

    @property
    def addresses(self) -> list[str]:
        made = [f"{kind}.{name}" for kind, some in self.json.get("resource", {}).items() for name in some]
        read = [f"data.{kind}.{name}" for kind, some in self.json.get("data", {}).items() for name in some]
        return sorted(made) + sorted(read)


def a_stack(name: str = "theirs") -> TerraformStack:
    """Returns somebody else's stack: an application of its own, a provider, and nothing of an environment."""
    stack = TerraformStack(cdktf.Testing.app(), name)
    AwsProvider(stack, "aws", region="eu-west-1")
    return stack


def synthesized(stack: TerraformStack) -> Synthesized:
    return Synthesized(json.loads(str(cdktf.Testing.synth(stack, True))))


_made: dict[str, dict[str, Synthesized]] = {}


def stacks_of(environment: Environment) -> dict[str, Synthesized]:
    """Returns the stacks that main.py makes of an environment, by their kind. No test changes what it is given."""
    settings = environment.model_dump_json() + environment.trail_owner.model_dump_json()
    if settings not in _made:
        _made[settings] = _stacks_of(environment)
    return _made[settings]


def _stacks_of(environment: Environment) -> dict[str, Synthesized]:
    app = cdktf.Testing.app()
    main.add_stacks(app, environment)
    made = [child for child in app.node.children if isinstance(child, TerraformStack)]
    return {str(stack.node.id).removeprefix(f"{environment.name}-"): synthesized(stack) for stack in made}


def environment(**fields: Any) -> Environment:
    """Returns the smallest environment, with these fields besides."""
    return Environment.model_validate({**MINIMAL, **fields})


def a_trail_key(scope: Construct, id: str = "trail_key") -> TrailKey:
    return TrailKey(scope, id, names=NAMES, guardians=GUARDIANS)


def a_log_bucket(scope: Construct, **settings: Any) -> LogBucket:
    access_logs = AccessLogBucket(scope, "access_log_bucket", names=NAMES)
    return LogBucket(scope, "log_bucket", names=NAMES, key=a_trail_key(scope), access_logs=access_logs, **settings)
