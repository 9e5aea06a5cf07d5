"""The people and roles that an environment names: of which account, who may also be what, how many."""

from collections.abc import Iterator

from camunda_byok import limits
from camunda_byok.errors import InputError
from camunda_byok.relations.given import Fault, Loc, account_in, arns_at, list_at, value_at
from camunda_byok.relations.partition import wrong_partition
from camunda_byok.relations.trails import ARCHIVE_READERS

OF_KEY: tuple[Loc, ...] = (("deployers",), ("key", "administrators"), ("key", "auditors"), ("key", "break_glass"))
"""Lists of the people whom the key policy names."""
PEOPLE: tuple[Loc, ...] = (*OF_KEY, ("organization", "administrators"))
ACCESS: tuple[Loc, ...] = (("access", "deploy_role"), ("access", "plan_role"), ("access", "operate_role"))
"""The roles that are assumed."""
MIGHTY: tuple[Loc, ...] = (("deployers",), ("key", "administrators"), ("key", "break_glass"))
"""Lists of people who can change the key: whoever only plans is in none of them."""
TENANT_ROLES: tuple[Loc, ...] = (
    ("camunda", "tenant_role"),
    ("key", "successor", "tenant_role"),
    ("key", "predecessor", "tenant_role"),
)
"""Camunda's roles: the cluster's, and that of a cluster which takes over or was taken over from."""


def of_people(data: object) -> Iterator[Fault]:
    """Yields the faults between people, and between them and the account."""
    yield from _people(data)
    yield from _access(data)
    yield from _too_many_people(data)
    yield from _tenant_role(data)
    for place in (*PEOPLE, ARCHIVE_READERS):
        yield from _mentioned_twice(data, place)


def _people(data: object) -> Iterator[Fault]:
    account = account_in(data)
    for place, text, arn in arns_at(data, *PEOPLE, *ACCESS):
        if account and arn.account != account:
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"this is of account {arn.account}, and only people of the key's account can be named",
                    allowed=f"a role or user of account {account}",
                    remedy="Name a role of the key's account, which people of other accounts may assume.",
                ),
            )
        else:
            yield from wrong_partition(data, place, text, arn)


def _access(data: object) -> Iterator[Fault]:
    deploy, plan, operate = (value_at(data, place, str) for place in ACCESS)
    deployers = list_at(data, ("deployers",))
    if deploy and deployers and deploy not in deployers:
        yield (
            ("access", "deploy_role"),
            InputError(
                value=deploy,
                problem="this role is none of the deployers, so AWS would refuse to let it make the key or change its policy",
                allowed="one of deployers, word for word",
                remedy="Add it to deployers, or name one of them here.",
            ),
        )
    administrators, break_glass = list_at(data, ("key", "administrators")), list_at(data, ("key", "break_glass"))
    if operate and (operate in break_glass or (administrators and operate not in administrators)):
        yield (
            ("access", "operate_role"),
            InputError(
                value=operate,
                problem="this role is of break-glass, which no command takes by itself"
                if operate in break_glass
                else "this role is none of the key's administrators",
                allowed="one of key.administrators, word for word",
                remedy="Name one of them here; who freezes or ends a key says --role.",
            ),
        )
    mighty = [".".join(map(str, place)) for place in MIGHTY if plan in list_at(data, place)]
    if plan and (mighty or plan in (deploy, operate)):
        yield (
            ("access", "plan_role"),
            InputError(
                value=plan,
                problem=f"this role is also among {mighty[0]}" if mighty else "this role changes things as well",
                allowed="a role that only reads",
                remedy="Make a role of its own for planning: whoever opens a pull request acts through it.",
            ),
        )
    if value_at(data, ("access", "external_id"), str) and not (deploy or plan or operate):
        yield (
            ("access", "external_id"),
            InputError(
                problem="an external id is sent when a role is assumed, and no role is named here",
                remedy="Name deploy_role, plan_role or operate_role, or take the external id away.",
            ),
        )


def _too_many_people(data: object) -> Iterator[Fault]:
    """All of them are named in event patterns, whose length EventBridge limits."""
    named = list(arns_at(data, *OF_KEY))
    deployers = {text for _, text, _ in arns_at(data, ("deployers",))}
    names = {text: (arn.resource.rsplit("/", 1)[-1], 3 if arn.resource.startswith("user/") else 1) for _, text, arn in named}
    of_deployers = sum(len(text) + limits.PERSON_COST for text in deployers)
    of_people = sum((len(name) + limits.PERSON_COST) * times for name, times in names.values())
    if of_deployers > limits.DEPLOYERS_LENGTH:
        yield ("deployers",), _too_long("deployers", of_deployers, limits.DEPLOYERS_LENGTH)
    elif of_people > limits.PEOPLE_LENGTH:
        place, _, _ = named[-1]
        yield place[:-1], _too_long("roles and users in the key policy", of_people, limits.PEOPLE_LENGTH)


def _too_long(who: str, length: int, most: int) -> InputError:
    return InputError(
        value=f"{length} characters, as the alarms' event patterns need them",
        problem=f"there are more {who} than the alarms can name",
        allowed=f"at most {most} characters",
        remedy="Name fewer of them: people can share a role that they assume.",
    )


def _tenant_role(data: object) -> Iterator[Fault]:
    account = account_in(data)
    for place, text, arn in arns_at(data, *TENANT_ROLES):
        if arn.account == account:
            yield (
                place,
                InputError(
                    value=text,
                    problem="this is of the environment's own account, and Camunda's clusters run in Camunda's",
                    allowed="a role of another account",
                    remedy="Copy the tenant role ARN from the cluster's page in the Camunda Console.",
                ),
            )
        else:
            yield from wrong_partition(data, place, text, arn)


def _mentioned_twice(data: object, place: Loc) -> Iterator[Fault]:
    entries = list_at(data, place)
    for index, entry in enumerate(entries):
        if entry in entries[:index]:
            yield (
                (*place, index),
                InputError(
                    value=str(entry),
                    problem=f"entry {index + 1} of the list is the same as entry {entries.index(entry) + 1}",
                    remedy="Take one of the two away, or write the one that is missing.",
                ),
            )
