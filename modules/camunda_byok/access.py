"""As whom Terraform and commands act: the roles that an environment names, and the switch between deploying and planning."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from camunda_byok.environment import Environment, S3State
from camunda_byok.errors import InputError

NAMED_BY = "BYOK_ACCESS"
"""The environment variable that chooses. A pipeline for pull requests sets it to `plan`."""


class Access(Enum):
    """What Terraform is run for."""

    DEPLOY = "deploy"
    PLAN = "plan"


@dataclass(frozen=True, kw_only=True)
class AssumedRole:
    """A role with what AWS has to be told when it is assumed."""

    arn: str
    external_id: str | None = None
    session_name: str
    """Stands in CloudTrail's records beside the role, so that a reader knows what it was assumed for."""


def access(environ: Mapping[str, str]) -> Access:
    """Returns what is chosen: deploying, unless the variable says otherwise. Raises InputError for a value that says neither.

    An empty variable counts as absent, as with Terraform's own.
    """
    given = environ.get(NAMED_BY) or Access.DEPLOY.value
    try:
        return Access(given)
    except ValueError:
        raise InputError(
            field=NAMED_BY,
            value=given,
            problem="this environment variable does not say as whom Terraform is to act",
            allowed=" or ".join(one.value for one in Access),
            remedy=f"Set {NAMED_BY} to plan in a pipeline that may only read, and unset it to deploy.",
        ) from None


def provider_role(environment: Environment, chosen: Access) -> AssumedRole | None:
    """Returns the role that makes, changes and reads AWS resources; None stands for whoever runs Terraform."""
    given = environment.access
    return _role({Access.DEPLOY: given.deploy_role, Access.PLAN: given.plan_role}[chosen], chosen.value, given.external_id)


def state_role(environment: Environment, chosen: Access) -> AssumedRole | None:
    """Returns the role that reads, writes and locks the state in S3; None stands for whoever runs Terraform."""
    state = environment.state
    own = {Access.DEPLOY: state.role, Access.PLAN: state.plan_role}[chosen] if isinstance(state, S3State) else None
    return _role(own, chosen.value) or provider_role(environment, chosen)


def reading_role(environment: Environment) -> AssumedRole | None:
    """Returns the role that commands which only read act as; None stands for whoever runs them."""
    return _role(environment.access.plan_role, "read", environment.access.external_id)


def operating_role(environment: Environment) -> AssumedRole | None:
    """Returns the role that commands which change something act as; None stands for whoever runs them."""
    return _role(environment.access.operate_role, "operate", environment.access.external_id)


def deploying_role(environment: Environment) -> AssumedRole | None:
    """Returns the role that deploys, for commands that look at what it could do; None stands for whoever runs them."""
    return _role(environment.access.deploy_role, "preflight", environment.access.external_id)


def given_role(environment: Environment, arn: str, purpose: str) -> AssumedRole:
    """Returns a role that somebody names for one command. purpose: ends the session's name, such as `freeze`."""
    return AssumedRole(arn=arn, external_id=environment.access.external_id, session_name=f"camunda-byok-{purpose}")


def _role(arn: str | None, purpose: str, external_id: str | None = None) -> AssumedRole | None:
    if arn is None:
        return None
    return AssumedRole(arn=arn, external_id=external_id, session_name=f"camunda-byok-{purpose}")
