"""What is needed of IAM: to make the roles of CloudTrail, EventBridge and the chat, to hand them on, to see who is named."""

from camunda_byok.permissions.alarms import has_chat
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope

ROLES = "aws_iam_role"
PASSED_TO = {
    "log_delivery_role": "cloudtrail.amazonaws.com",
    "forward_role": "events.amazonaws.com",
    "publishing_role": "events.amazonaws.com",
    "chat_role": "chatbot.amazonaws.com",
}
"""The service that takes each role, by the role's field in `naming`."""
OF_DESTINATIONS = {"publishing_role", "chat_role"}
READ_ROLES = ("iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies")


def make_roles(scope: Scope) -> tuple[Permission, ...]:
    """To make the environment's roles and hand each to its service. Nothing where it makes none."""
    roles = scope.arns(ROLES)
    if not roles:
        return ()
    attaching = ("iam:AttachRolePolicy", "iam:DetachRolePolicy") if has_chat(scope) else ()
    # Whoever takes a destination out of the YAML removes its role; the others stay as long as their stacks.
    fields = {role.field for role in scope.named(ROLES)}
    removing = ("iam:DeleteRole", "iam:DeleteRolePolicy", "iam:ListInstanceProfilesForRole") if fields & OF_DESTINATIONS else ()
    boundary = (
        ("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary") if scope.environment.permissions_boundary else ()
    )
    return (
        Permission(
            sid="Roles",
            purpose="make the roles of AWS's services and compare them with what is declared",
            actions=(
                "iam:CreateRole",
                *READ_ROLES,
                "iam:ListRoleTags",
                "iam:PutRolePolicy",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRoleDescription",
                *removing,
                *attaching,
                *boundary,
            ),
            resources=roles,
        ),
        *_passing(scope),
    )


def _passing(scope: Scope) -> tuple[Permission, ...]:
    by_service: dict[str, list[str]] = {}
    for role in scope.named(ROLES):
        if role.arn:
            by_service.setdefault(PASSED_TO[role.field], []).append(role.arn)
    return tuple(
        Permission(
            sid=f"RolesTo{service.partition('.')[0].capitalize()}",
            purpose=f"hand roles to {service}",
            actions=("iam:PassRole",),
            resources=tuple(dict.fromkeys(arns)),
            condition={"StringEquals": {"iam:PassedToService": service}},
        )
        for service, arns in by_service.items()
    )
