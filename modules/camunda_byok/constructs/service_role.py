"""Roles that a service of AWS acts as."""

from camunda_byok.bindings import Construct, IamRole, IamRolePolicy, TerraformProvider
from camunda_byok.constructs.addresses import frozen
from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, to_json


def add_service_role(
    scope: Construct,
    id: str,
    *,
    address: str,
    names: Names,
    name: str,
    description: str,
    trust: Document,
    permissions_boundary: str | None,
    provider: TerraformProvider | None = None,
) -> IamRole:
    """Adds `aws_iam_role.<address>`, on the path and within the boundary that every role of the environment has."""
    role = IamRole(
        scope,
        id,
        provider=provider,
        name=name,
        path=names.role_path,
        permissions_boundary=permissions_boundary,
        description=description,
        assume_role_policy=to_json(trust),
    )
    return frozen(scope, role, address)


def permit(
    scope: Construct,
    id: str,
    role: IamRole,
    *,
    address: str,
    name: str,
    permissions: Document,
    provider: TerraformProvider | None = None,
) -> IamRolePolicy:
    """Adds `aws_iam_role_policy.<address>`: what the role may do, for whatever is of no use before it may to depend on."""
    policy = IamRolePolicy(scope, id, provider=provider, name=name, role=role.name, policy=to_json(permissions))
    return frozen(scope, policy, address)
