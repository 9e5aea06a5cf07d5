"""Somebody may assume a role of the plumbing who could not before.

Why it matters: The roles that deliver to the log group, forward events and publish to topics are trusted because only AWS
services hold them. Whoever else may assume one can write into the log or raise and drown alarms.

What to do: Let the role be assumed by its service alone, for the account's own resources.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Role
from camunda_byok.rules.case import Case
from camunda_byok.rules.resource_policies import widened
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return widened(
        case,
        Role,
        lambda role: role.trust,
        service="sts",
        among=watching(case).roles,
        what="the role",
        look="aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument",
    )
