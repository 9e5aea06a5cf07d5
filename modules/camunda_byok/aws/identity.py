"""Who runs a command on AWS, and whether that is somebody of the environment's account."""

import re
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from camunda_byok.aws.answers import Asked, raise_if_surroundings, why
from camunda_byok.aws.clients import Clients
from camunda_byok.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who makes the calls."""

    account: str
    arn: str
    """As AWS says it: of an assumed role the session's, without the role's path."""

    @property
    def role_name(self) -> str | None:
        """Name of the role that was assumed, without its path, which a session's ARN does not have; None for anybody else."""
        found = re.fullmatch(r"arn:[^:]+:sts::\d+:assumed-role/([^/]+)/.+", self.arn)
        return found[1] if found else None


def who_am_i(clients: Clients, region: str) -> Identity:
    """Returns who makes the calls. Raises InputError where AWS cannot be asked: nothing else would work either."""
    try:
        said = clients("sts", region).get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        raise_if_surroundings(error)
        raise InputError(
            field="AWS credentials",
            problem=why(error, Asked(action="sts:GetCallerIdentity", region=region)),
            remedy="See that AWS can be reached from here, and that the role may be assumed by you.",
        ) from error
    return Identity(account=said["Account"], arn=said["Arn"])


def in_account(identity: Identity, account: str) -> Identity:
    """Returns the identity, or raises InputError where it is not of the account: names would mean other things there."""
    if identity.account == account:
        return identity
    raise InputError(
        field="account",
        value=identity.account,
        problem=f"the AWS credentials are of another account ({identity.arn})",
        allowed=account,
        remedy="Choose a profile of the environment's account, or say in access.plan_role or --role as whom to act.",
    )
