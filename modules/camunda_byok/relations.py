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
    yield from _tenant_role(data)
    yield from _second_region(data)
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


def _second_region(data: object) -> Iterator[Fault]:
    region, second = _region(data), _region(data, "second_region")
    if second and second == region:
        yield (
            ("second_region",),
            InputError(
                value=second,
                problem="this is the first region again",
                allowed="another region of AWS",
                remedy="Write the second region of the cluster, or take the line away if it has only one.",
            ),
        )
    elif second and region and partition_of(second) != partition_of(region):
        yield (
            ("second_region",),
            InputError(
                value=second,
                problem=f"this is in partition {partition_of(second)} and {region} in {partition_of(region)}: no key is in both",
                allowed=f"a region of partition {partition_of(region)}",
                remedy="Check the two regions: one of them is wrong.",
            ),
        )
    if _at(data, ("second_region",), object) is None:
        for field in ("second_key", "second_arn", "second_adopt"):
            if given := _at(data, ("key", field), str):
                yield (
                    ("key", field),
                    InputError(
                        value=given,
                        problem="it is about a second region, and the environment has none",
                        remedy="Add second_region to the first level of the file, or take this line away.",
                    ),
                )
        return
    for first, field in (("arn", "second_arn"), ("adopt", "second_adopt")):
        if _at(data, ("key", first), str) and _at(data, ("key", field), object) is None:
            yield (
                ("key", field),
                InputError(
                    problem=f"the environment has a second region, and {first} names the first region's key only",
                    allowed="the ARN of the second region's key",
                    remedy=f"Add {field}: to the fields of key, or take second_region away.",
                ),
            )


def _key(data: object) -> Iterator[Fault]:
    account = _account(data)
    for home, names in (("region", ("arn", "adopt")), ("second_region", ("second_arn", "second_adopt"))):
        region = _region(data, home)
        for place, text, arn in _arns(data, *(("key", name) for name in names)):
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
    yield from _pair(data)
    yield from _not_yet(data)


def _pair(data: object) -> Iterator[Fault]:
    """Two keys are a primary and its replica, with one id that begins with mrk-, or have nothing in common."""
    for first, second in (("arn", "second_arn"), ("adopt", "second_adopt")):
        one, other = (_at(data, ("key", name), str) or "" for name in (first, second))
        multi_region = [arns.is_multi_region(text) for text in (one, other)]
        if one and other and (arns.key_id(one) == arns.key_id(other)) != all(multi_region):
            yield (
                ("key", second),
                InputError(
                    value=other,
                    problem="both are multi-Region keys, and this is no replica of the first"
                    if all(multi_region)
                    else "this is the id of the first key, and only a multi-Region key has one id in two regions",
                    allowed=f"the replica, which is called {arns.key_id(one)} as well, or a single-Region key"
                    if all(multi_region)
                    else "the ARN of the second region's own key",
                    remedy="Copy the key's ARN from the KMS console of the second region.",
                ),
            )


def _not_yet(data: object) -> Iterator[Fault]:
    """What a key that is taken over cannot have while its policy, or everything of it, is kept."""
    if _at(data, ("key", "adopt"), str) is None:
        return
    policy = _at(data, ("key", "policy"), str, "keep")
    usual = limits.ROTATION.default
    rotates_otherwise = _at(data, ("key", "rotation_days"), int, usual) != usual
    delegates = _at(data, ("key", "delegate_use_to_iam"), bool, False)
    for field, in_vain, from_then in (
        ("rotation_days", policy == "keep" and rotates_otherwise, "camunda or strict"),
        ("delegate_use_to_iam", policy in ("keep", "camunda") and delegates, "strict"),
    ):
        if in_vain:
            yield (
                ("key", field),
                InputError(
                    value=str(_at(data, ("key", field), object)).lower(),
                    problem=f"with policy: {policy} it would have no effect",
                    remedy=f"Take it away until the key has policy: {from_then}.",
                ),
            )
    if _at(data, ("key", "second_alias"), str) and _at(data, ("key", "second_adopt"), object) is None:
        yield (
            ("key", "second_alias"),
            InputError(
                value=_at(data, ("key", "second_alias"), str) or "",
                problem="it belongs to the second region's key, and none is taken over",
                remedy="Add second_adopt: to the fields of key, or take this line away.",
            ),
        )


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
    # Before its policy is the kit's, nothing in it could hold anybody to break-glass: to demand a name would promise too much.
    guarded = managed and (_at(data, ("key", "adopt"), str) is None or _at(data, ("key", "policy"), str) == "strict")
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
    if guarded and not _list(data, ("key", "break_glass")):
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


def _region(data: object, field: str = "region") -> str:
    region = _at(data, (field,), str) or ""
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
