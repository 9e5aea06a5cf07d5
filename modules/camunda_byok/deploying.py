"""What the deployer of an environment does on AWS, as requests that can be tried: each action on one thing of each kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from camunda_byok import arns
from camunda_byok.environment import Environment
from camunda_byok.permissions.deploying import make_everything
from camunda_byok.permissions.permission import ANYTHING, Permission, together
from camunda_byok.permissions.scope import Scope

SAMPLES = {
    "key/*": "key/00000000-0000-0000-0000-000000000000",
    "key/mrk-*": "key/mrk-00000000000000000000000000000000",
}
"""A key in the place of all: its ARN is AWS's to give."""


@dataclass(frozen=True, kw_only=True)
class PlannedActions:
    """Actions of a deployment on the same resources."""

    purpose: str
    """What they are for, as words that follow `to`."""
    region: str
    actions: tuple[str, ...]
    """As IAM names them."""
    resources: tuple[str, ...]
    """ARNs, or `*` where IAM knows no resource for them. Of many whose names begin alike, one."""
    context: Mapping[str, str] = field(default_factory=dict[str, str])
    """Condition keys that the requests carry, without which a narrow policy does not allow them."""


def planned_actions(environment: Environment) -> tuple[PlannedActions, ...]:
    """Returns everything that whoever deploys the environment does, besides keeping Terraform's state."""
    scope = Scope(environment=environment)
    return tuple(planned for one in together(make_everything(scope)) for planned in _by_region(one, scope))


def _by_region(one: Permission, scope: Scope) -> Iterator[PlannedActions]:
    home = scope.environment.region
    by_region: dict[str, list[str]] = {}
    for resource in one.resources:
        if resource == "*":
            for names in scope.names:
                by_region[names.region] = list(ANYTHING)
        else:
            by_region.setdefault(arns.parts(resource).region or home, []).append(_sample(resource))
    for region, resources in by_region.items():
        yield PlannedActions(
            purpose=one.purpose, region=region, actions=one.actions, resources=tuple(resources), context=_context(one)
        )


def _sample(resource: str) -> str:
    before, colon, name = resource.rpartition(":")
    return f"{before}{colon}{SAMPLES.get(name, name)}".replace("*", "any").replace("?", "0")


def _context(one: Permission) -> dict[str, str]:
    """Returns the condition keys with a value each: the conditions here ask for equality alone."""
    found: dict[str, str] = {}
    for keys in one.condition.values():
        found |= {key: value if isinstance(value, str) else value[0] for key, value in keys.items()}
    return found
