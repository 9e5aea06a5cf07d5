"""As whom a command acts in an environment, made sure of before anything else is asked."""

from dataclasses import dataclass, replace

from camunda_byok import arns
from camunda_byok.access import AssumedRole, deploying_role, given_role, operating_role, reading_role
from camunda_byok.aws.clients import Clients, clients_as
from camunda_byok.aws.identity import Identity, in_account, who_am_i
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError

MYSELF = "me"
"""Given in the place of a role by who wants to act as himself although the environment names one."""


@dataclass(frozen=True, kw_only=True)
class Acting:
    """Somebody in the account of an environment."""

    environment: Environment
    clients: Clients
    identity: Identity


def reading(environment: Environment, *, role: str = "") -> Acting:
    """Returns whom a command that only reads acts as: the role that is given, `access.plan_role`, or who runs it.

    Raises InputError where there are no credentials, the role cannot be assumed, or the account is another one.
    """
    return _acting(environment, _chosen(environment, role, "read", reading_role(environment)))


def deploying(environment: Environment, *, role: str = "") -> Acting:
    """Returns who would deploy: the role that is given, `access.deploy_role`, or who runs the command. It only reads.

    Raises as `reading` does.
    """
    return _acting(environment, _chosen(environment, role, "preflight", deploying_role(environment)))


def changing(environment: Environment, *, role: str = "", purpose: str) -> Acting:
    """Returns whom a command that changes something acts as: the role that is given, `access.operate_role`, or who runs it.

    purpose: the command's name, which ends the session's name in CloudTrail. Raises as `reading` does.
    """
    return _acting(environment, _chosen(environment, role, purpose, operating_role(environment)))


def myself(environment: Environment, *, role: str = "", purpose: str) -> Acting:
    """Returns whom a command of break-glass acts as: the role that is given, or who runs it. Raises as `reading` does."""
    return _acting(environment, _chosen(environment, role, purpose, None))


def _chosen(environment: Environment, role: str, purpose: str, otherwise: AssumedRole | None) -> AssumedRole | None:
    if not role:
        return otherwise
    if role == MYSELF:
        return None
    try:
        return given_role(environment, arns.role(role), purpose)
    except InputError as fault:
        raise replace(fault, field="--role") from None


def _acting(environment: Environment, role: AssumedRole | None) -> Acting:
    clients = clients_as(role, region=environment.region)
    identity = in_account(who_am_i(clients, environment.region), environment.account)
    return Acting(environment=environment, clients=clients, identity=identity)
