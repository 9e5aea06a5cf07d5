"""Plans of configurations that this kit did not make, which are in `foreign/`: whoever reads plans reads them as they come."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ForeignPlan:
    """A plan of a folder of `foreign/`."""

    name: str
    """Names the plan and its file."""
    folder: str
    """The folder in `foreign/`."""
    what: str
    """What is planned, as a sentence."""
    told: str
    """What a reviewer must be told of it, as a sentence."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Terraform's variables for the plan."""
    is_deployed: bool = False
    """Whether the configuration, with its variables' defaults, is deployed before."""
    arguments: tuple[str, ...] = ()
    """More arguments of `terraform plan`."""
    stack: str = "foreign"


FOREIGN_PLANS = (
    ForeignPlan(
        name="foreign_modules",
        folder="modules_in_modules",
        what="Modules in modules, count and for_each, aliased providers and sensitive values are made for the first time.",
        told="Keys without rotation, of which one role may do everything, and trails of one region that are neither signed nor "
        "encrypted; never the value that is sensitive.",
    ),
    ForeignPlan(
        name="foreign_hostile_strings",
        folder="hostile_strings",
        what="Strings that want to be markup, commands or control characters are made for the first time.",
        told="A new key; whatever is shown of the strings is shown as text.",
    ),
    ForeignPlan(
        name="foreign_parameter",
        folder="parameter_alone",
        what="A parameter of SSM is made, and nothing else.",
        told="Nothing.",
    ),
    ForeignPlan(
        name="foreign_published_policy",
        folder="published_policy",
        what="A key with the policy that Camunda publishes is made in a module.",
        told="Administrators of the account's IAM can use the key and end it.",
    ),
    ForeignPlan(
        name="foreign_published_policy_kept",
        folder="published_policy",
        what="A deployed key with the policy that Camunda publishes is planned once more, and nothing was changed.",
        told="Nothing.",
        is_deployed=True,
    ),
    ForeignPlan(
        name="foreign_another_role",
        folder="published_policy",
        what="A deployed key's policy names another role of Camunda's account.",
        told="The cluster's role loses the key, and another role of Camunda's account gets it.",
        variables={"tenant_role": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-9999"},
        is_deployed=True,
    ),
    ForeignPlan(
        name="foreign_destroyed",
        folder="published_policy",
        what="A deployed key with the policy that Camunda publishes is to be destroyed, with its module.",
        told="The key will be scheduled for deletion; after the waiting period all that the cluster encrypted is lost.",
        is_deployed=True,
        arguments=("-destroy",),
    ),
)
