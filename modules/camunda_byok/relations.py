"""What the fields of an environment must be to each other, read from the values as given.

It reads them before they are known to be right, and passes over what is not there or not of its type: so one slip does not hide
another, and whoever fixes a file sees everything at once.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from camunda_byok import arns, limits
from camunda_byok.alarms import EVENT_ALARMS, LOG_ALARMS
from camunda_byok.errors import InputError
from camunda_byok.fields import OWN_TAGS
from camunda_byok.names import ENVIRONMENT_NAME, partition_of
from camunda_byok.naming import RESOURCES, Convention, Reach, check_override, check_template, faults_of_names
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
    yield from _key(data)
    yield from _destinations(data)
    yield from _lock(data)
    yield from _naming(data)
    yield from _permissions_boundary(data)
    yield from _ignored_tags(data)
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


def _naming(data: object) -> Iterator[Fault]:
    known = [alarm.id for alarm in (*EVENT_ALARMS, *LOG_ALARMS)]
    for id in _mapping(data, ("naming", "alarms")):
        if id not in known:
            nearest = get_close_matches(id, known, n=1)
            yield (
                ("naming", "alarms", id),
                InputError(
                    value=id,
                    problem="there is no alarm of this id",
                    allowed=", ".join(known),
                    remedy=f"Write {nearest[0]} if that is what you mean." if nearest else "Write one of them.",
                ),
            )
    name, account = _at(data, ("name",), str) or "", _account(data)
    regions = [region for place in ("region", "second_region") if (region := _at(data, (place,), str)) in ALL_REGIONS]
    if not (ENVIRONMENT_NAME.fullmatch(name) and account and regions):
        return
    convention = _convention(data)
    said: set[tuple[Loc, str]] = set()
    for region in regions:
        for loc, fault in faults_of_names(convention, environment=name, account=account, region=region, alarms=known):
            if (loc, fault.value) not in said:
                said.add((loc, fault.value))
                yield ("naming", *loc), fault
    if len(set(regions)) > 1:
        yield from _same_in_both_regions(convention)


def _same_in_both_regions(convention: Convention) -> Iterator[Fault]:
    for name, resource in RESOURCES.items():
        reaches_further = resource.stack == "alarms" and resource.kind.reach is not Reach.REGION
        if reaches_further and "{region}" not in convention.of(name)[0]:
            yield (
                ("naming", name),
                InputError(
                    value=convention.of(name)[0],
                    problem="each of the two regions makes one, and AWS knows this kind of name in all regions together",
                    allowed="a name with {region} in it",
                    remedy="Put {region} into the name.",
                ),
            )


def _convention(data: object) -> Convention:
    """Returns the naming as far as it is right by itself."""
    template = _accepted(check_template, _at(data, ("naming", "template"), str))
    names = {name: _accepted(check_override, _at(data, ("naming", name), str)) for name in RESOURCES}
    alarms = {id: _accepted(check_override, text) for id, text in _mapping(data, ("naming", "alarms")).items()}
    return Convention(
        template=template,
        names={name: text for name, text in names.items() if text is not None},
        alarms={id: text for id, text in alarms.items() if text is not None},
    )


def _accepted(check: Callable[[str], str], text: object) -> str | None:
    try:
        return check(text) if isinstance(text, str) else None
    except InputError:
        return None


def _permissions_boundary(data: object) -> Iterator[Fault]:
    account = _account(data)
    for place, text, arn in _arns(data, ("iam", "permissions_boundary")):
        if account and arn.account not in (account, "aws", "{account}"):
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"the policy is of account {arn.account}, and IAM takes one of the role's own account",
                    allowed=f"a policy of account {account}, or one of AWS's",
                    remedy="Write {account} in place of the account, and have the policy in every account.",
                ),
            )
        else:
            yield from _partition(data, place, text, arn)


def _ignored_tags(data: object) -> Iterator[Fault]:
    ours = [*_mapping(data, ("tags",)), *OWN_TAGS]
    for field in ("keys", "key_prefixes"):
        for index, text in enumerate(_list(data, ("ignored_tags", field))):
            covered = [
                tag for tag in ours if isinstance(text, str) and (tag == text if field == "keys" else tag.startswith(text))
            ]
            if covered:
                yield (
                    ("ignored_tags", field, index),
                    InputError(
                        value=str(text),
                        problem=f"this covers {covered[0]}, a tag that the environment gives itself",
                        allowed="tags that somebody else gives",
                        remedy=f"Take this away, or {covered[0]} out of tags."
                        if covered[0] not in OWN_TAGS
                        else "Take this away.",
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


def _mapping(data: object, place: Loc) -> dict[str, object]:
    value = _at(data, place, object)
    given: Mapping[object, object] = cast("Mapping[object, object]", value) if isinstance(value, Mapping) else {}
    return {key: text for key, text in given.items() if isinstance(key, str)}


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
