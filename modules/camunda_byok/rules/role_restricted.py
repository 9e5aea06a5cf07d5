"""The policies of a role of the plumbing allow less than before.

Why it matters: The role is there and is assumed, and what it is for is refused: CloudTrail cannot write to the log group, so
metric filters count nothing, or an event from another region is not passed on. Nothing turns red.

What to do: Give the role back what it is for: `logs:CreateLogStream` and `logs:PutLogEvents`, `events:PutEvents`, or
`sns:Publish`.
"""

from collections.abc import Iterator
from typing import Any

from camunda_byok.authorization.comparison import compare, who_can
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Role
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.rules.case import Case
from camunda_byok.rules.resource_policies import document_of
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import role_users, watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).roles
    for before, after in case.kept(Role):
        if after.address not in ours or before.policies == after.policies or not known(after.account):
            continue
        was, now = _together(before), _together(after)
        if isinstance(was, Unknown) or (role_users(case.before, before) and not role_users(case.after, after)):
            continue
        if isinstance(now, Unknown):
            yield Fault(
                address=after.address,
                summary="What the role may do is not known yet.",
                cannot_tell=now.reason,
                remedy="Afterwards: aws iam list-role-policies --role-name ROLE",
            )
            continue
        compared = compare(was, now, owner=after.account, service="logs")
        lost = sorted({action for made in compared.lost for action in made.actions})
        if lost:
            allowed = {action for row in who_can(now, owner=after.account, service="logs").rows for action in row.actions}
            yield Fault(
                address=after.address,
                summary=f"The role may no longer do all that it could: {', '.join(lost)}.",
                details=tuple(f"{made.witness}." for made in compared.lost[:3]),
                remedy="Give the role back what it is for.",
                weight=None if set(lost) <= allowed else Weight.BLOCK,
            )


def _together(role: Role) -> dict[str, Any] | Unknown:
    """Returns one policy that says what all of a role's do."""
    statements: list[Any] = []
    for policy in role.policies:
        document = document_of(policy)
        if isinstance(document, Unknown):
            return document
        said = (document or {}).get("Statement", [])
        statements += said if isinstance(said, list) else [said]
    return {"Version": "2012-10-17", "Statement": statements}
