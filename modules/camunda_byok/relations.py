"""What the fields of an environment must be to each other, read from the values as given.

It reads them before they are known to be right, and passes over what is not there or not of its type: so one slip does not hide
another, and whoever fixes a file sees everything at once.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from camunda_byok import arns, limits
from camunda_byok.errors import InputError
from camunda_byok.names import partition_of
from camunda_byok.regions import ALL_REGIONS

Loc = tuple[str | int, ...]
Fault = tuple[Loc, InputError]
_Value = TypeVar("_Value")

PEOPLE: tuple[Loc, ...] = (("deployers",), ("key", "administrators"), ("key", "auditors"), ("key", "break_glass"))
DESTINATIONS: tuple[Loc, ...] = (("alarms", "topics"), ("alarms", "emails"), ("alarms", "https"), ("alarms", "sqs"))


def between_fields(data: object) -> Iterator[Fault]:
    """Yields each fault between fields, with the place of the field that is to be changed."""
    yield from _people(data)
    yield from _too_many_people(data)
    yield from _tenant_role(data)
    yield from _key(data)
    yield from _destinations(data)
    yield from _lock(data)
    for place in (*PEOPLE, *DESTINATIONS):
        yield from _mentioned_twice(data, place)
    if _at(data, ("production",), bool):
        yield from _production(data)


def _people(data: object) -> Iterator[Fault]:
    account = _account(data)
    for place, text, arn in _arns(data, *PEOPLE):
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
            yield from _partition(data, place, text, arn)


def _too_many_people(data: object) -> Iterator[Fault]:
    """All of them are named in event patterns, whose length EventBridge limits."""
    named = list(_arns(data, *PEOPLE))
    deployers = {text for _, text, _ in _arns(data, ("deployers",))}
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
    account = _account(data)
    for place, text, arn in _arns(data, ("camunda", "tenant_role")):
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
            yield from _partition(data, place, text, arn)


def _key(data: object) -> Iterator[Fault]:
    account, region = _account(data), _region(data)
    for place, text, arn in _arns(data, ("key", "arn")):
        if account and region and (arn.account, arn.region) != (account, region):
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"the key is in account {arn.account} and region {arn.region}, the environment elsewhere",
                    allowed=f"a key of account {account} in {region}",
                    remedy="Give the environment the key's account and region: AWS reports what happens to a key only there.",
                ),
            )
        else:
            yield from _partition(data, place, text, arn)


def _destinations(data: object) -> Iterator[Fault]:
    region = _region(data)
    for place, text, arn in _arns(data, ("alarms", "topics")):
        if region and arn.region != region:
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"the topic is in {arn.region}, and rules and alarms reach topics of their own region only",
                    allowed=f"a topic in {region}",
                    remedy="Name a topic of the environment's region, or subscribe the receiver itself.",
                ),
            )
    for place, text, arn in _arns(data, ("alarms", "sqs")):
        yield from _partition(data, place, text, arn)
    count = len(_list(data, ("alarms", "topics")))
    if count > limits.EXISTING_TOPICS:
        yield (
            ("alarms", "topics"),
            InputError(
                value=f"{count} topics",
                problem="an EventBridge rule and a CloudWatch alarm cannot reach so many beside the environment's own topic",
                allowed=f"at most {limits.EXISTING_TOPICS} topics",
                remedy="Subscribe the other receivers to one of the topics.",
            ),
        )


def _lock(data: object) -> Iterator[Fault]:
    kept = _at(data, ("trail", "retention_days"), int, limits.TRAIL_RETENTION.default)
    locked = _at(data, ("trail", "object_lock", "days"), int, limits.OBJECT_LOCK.default)
    has_lock = _at(data, ("trail", "object_lock"), object, True) not in (None, False)
    if has_lock and kept is not None and locked is not None and locked > kept:
        given = _at(data, ("trail", "object_lock", "days"), int) is not None
        yield (
            ("trail", "object_lock", "days") if given else ("trail", "retention_days"),
            InputError(
                value=str(locked if given else kept),
                problem=f"objects would be locked for {locked} days and removed after {kept}, which S3 cannot do",
                allowed=f"at most {kept} days of lock" if given else f"at least {locked} days, for which objects are locked",
                remedy="Keep the objects at least as long as they are locked.",
            ),
        )


def _production(data: object) -> Iterator[Fault]:
    because = "production: true demands it"
    managed = _at(data, ("key", "arn"), str) is None
    window = _at(data, ("key", "deletion_window_days"), int, limits.DELETION_WINDOW.default)
    if managed and window is not None and window != limits.PRODUCTION_DELETION_WINDOW:
        yield (
            ("key", "deletion_window_days"),
            InputError(
                value=str(window),
                problem="production needs the longest time in which a deletion can be noticed and cancelled",
                allowed=f"{limits.PRODUCTION_DELETION_WINDOW} days ({because})",
                remedy=f"Write {limits.PRODUCTION_DELETION_WINDOW}, or leave the field out.",
            ),
        )
    if managed and not _list(data, ("key", "break_glass")):
        yield (
            ("key", "break_glass"),
            InputError(
                problem="nobody could disable the key of production in an emergency",
                allowed=f"at least one role or user ({because})",
                remedy="Name a role that only two people together can assume.",
            ),
        )
    if _at(data, ("trail", "object_lock"), object, True) in (None, False):
        yield (
            ("trail", "object_lock"),
            InputError(
                value="false",
                problem="whoever may delete objects could remove production's record",
                allowed=f"a lock ({because})",
                remedy=f"Leave the field out: logs are then locked in governance mode for {limits.OBJECT_LOCK.default} days.",
            ),
        )
    if not any(_list(data, place) for place in DESTINATIONS):
        yield (
            ("alarms",),
            InputError(
                problem="nobody would hear production's alarms",
                allowed=f"at least one of topics, emails, https and sqs ({because})",
                remedy="Name who is to hear of an alarm, such as emails: [on-call@example.com].",
            ),
        )


def _mentioned_twice(data: object, place: Loc) -> Iterator[Fault]:
    entries = _list(data, place)
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


def _partition(data: object, place: Loc, text: str, arn: arns.Arn) -> Iterator[Fault]:
    region = _region(data)
    if region and arn.partition != partition_of(region):
        yield (
            place,
            InputError(
                value=text,
                problem=f"this is in partition {arn.partition}, and {region} is in {partition_of(region)}: they know nothing of "
                "each other",
                allowed=f"an ARN that begins with arn:{partition_of(region)}:",
                remedy="Check the region and the ARN: one of the two is wrong.",
            ),
        )


def _arns(data: object, *places: Loc) -> Iterator[tuple[Loc, str, arns.Arn]]:
    """Yields place, text and parts of everything that has the shape of an ARN at these places, alone or in a list."""
    for place in places:
        value = _at(data, place, object)
        found = [(place, value)] if isinstance(value, str) else [((*place, i), v) for i, v in enumerate(_list(data, place))]
        for where, text in found:
            arn = arns.parse(text) if isinstance(text, str) else None
            if isinstance(text, str) and arn and arn.account:
                yield where, text, arn


def _account(data: object) -> str:
    """Returns the account, or nothing where it is not one: then it has been blamed itself, and nothing is compared with it."""
    account = _at(data, ("account",), str) or ""
    return account if re.fullmatch(r"[0-9]{12}", account) else ""


def _region(data: object) -> str:
    region = _at(data, ("region",), str) or ""
    return region if region in ALL_REGIONS else ""


def _list(data: object, place: Loc) -> list[object]:
    value = _at(data, place, object)
    return list(cast("list[object]", value)) if isinstance(value, (list, tuple)) else []


def _at(data: object, place: Loc, of: type[_Value], default: _Value | None = None) -> _Value | None:
    """Returns what is given at a place; the default where nothing is; None where it is of another type."""
    for step in place:
        if isinstance(data, BaseModel):
            data = getattr(data, str(step), None)
        elif isinstance(data, Mapping):
            given = cast("Mapping[Any, object]", data)
            if step not in given:
                return default
            data = given[step]
        else:
            return None
    return data if isinstance(data, of) and not (of is int and isinstance(data, bool)) else None
