"""Something is otherwise than it is declared, and no other rule is about it.

Why it matters: Somebody changed by hand what the next deployment changes back, or what it does not see at all. A role of the
plumbing that got another policy may do more than it is for; a queue with a key of its own refuses what nobody may encrypt for it.

What to do: Deploy again, or declare what was meant. What is attached to a role Terraform does not see: detach it by hand.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Key, Queue, Role
from camunda_byok.inventory.values import Ref, Unknown, why_unknown
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
REMEDY = "Deploy again, or declare what was meant."


def check(case: Case) -> Iterator[Fault]:
    if case.source is not Source.LIVE:
        return
    for was, key in case.both(Key):
        yield from _different(key.address, "description", was.description, key.description, Weight.NOTE)
    for was, queue in case.both(Queue):
        yield from _different(queue.address, "key", was.key, queue.key)
    for was, role in case.both(Role):
        yield from _different(role.address, "permissions boundary", was.permissions_boundary, role.permissions_boundary)
        yield from _more_policies(was, role)


def _different(address: str, what: str, was: object, now: object, weight: Weight | None = None) -> Iterator[Fault]:
    if was == now or isinstance(was, Ref | Unknown):
        return
    unknown = isinstance(now, Ref | Unknown)
    yield Fault(
        address=address,
        summary=f"Whether its {what} is as declared cannot be told." if unknown else f"Its {what} is otherwise than declared.",
        details=() if unknown else (f"It is {now or 'none'}; declared is {was or 'none'}.",),
        cannot_tell=why_unknown(now) if unknown else "",
        remedy=REMEDY,
        weight=weight,
    )


def _more_policies(was: Role, role: Role) -> Iterator[Fault]:
    """Gives what a role may do besides. That it may do less has a rule of its own, which also says what cannot be told."""
    more = [policy for policy in role.policies if policy not in was.policies and not isinstance(policy, Ref | Unknown)]
    if len(role.policies) > len(was.policies) and more:
        yield Fault(
            address=role.address,
            summary="The role has policies that nobody declared.",
            details=tuple(f"{policy}." for policy in more[:3]),
            remedy="Detach them: aws iam list-attached-role-policies, aws iam detach-role-policy",
        )
