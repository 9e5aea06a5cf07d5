"""What the fields of an environment must be to each other, read from the values as given.

It reads them before they are known to be right, and passes over what is not there or not of its type: so one slip does not hide
another, and whoever fixes a file sees everything at once.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from camunda_byok import arns, limits
from camunda_byok.alarms import ALARMS
from camunda_byok.errors import InputError
from camunda_byok.fields import OWN_TAGS
from camunda_byok.names import ENVIRONMENT_NAME, partition_of
from camunda_byok.naming import RESOURCES, Convention, Reach, check_override, check_template, faults_of_names
from camunda_byok.regions import ALL_REGIONS

Loc = tuple[str | int, ...]
Fault = tuple[Loc, InputError]
_Value = TypeVar("_Value")

DESTINATIONS: Loc = ("alarms", "destinations")

RECEIVER = ("address", "url", "arn", "ssm_parameter", "secret", "workspace", "team", "channel")
"""Fields that say which receiver a destination is. Whoever names one twice, even with another severity, tells it twice."""
OF_KEY: tuple[Loc, ...] = (("deployers",), ("key", "administrators"), ("key", "auditors"), ("key", "break_glass"))
"""Lists of the people whom the key policy names."""
PEOPLE: tuple[Loc, ...] = (*OF_KEY, ("organization", "administrators"))
MIGHTY: tuple[Loc, ...] = (("deployers",), ("key", "administrators"), ("key", "break_glass"))
"""Lists of people who can change the key: whoever only plans is in none of them."""
ARCHIVE_READERS: Loc = ("trail", "archive", "readers")


def between_fields(data: object) -> Iterator[Fault]:
    """Yields each fault between fields, with the place of the field that is to be changed."""
    yield from _people(data)
    yield from _access(data)
    yield from _state(data)
    yield from _too_many_people(data)
    yield from _tenant_role(data)
    yield from _second_region(data)
    yield from _key(data)
    yield from _destinations(data)
    yield from _trail(data)
    yield from _lock(data)
    yield from _naming(data)
    yield from _permissions_boundary(data)
    yield from _ignored_tags(data)
    for place in (*PEOPLE, ARCHIVE_READERS):
        yield from _mentioned_twice(data, place)
    if _at(data, ("production",), bool):
        yield from _production(data)


def _people(data: object) -> Iterator[Fault]:
    account = _account(data)
    for place, text, arn in _arns(data, *PEOPLE, ("access", "deploy_role"), ("access", "plan_role")):
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


def _access(data: object) -> Iterator[Fault]:
    deploy, plan = (_at(data, ("access", name), str) for name in ("deploy_role", "plan_role"))
    deployers = _list(data, ("deployers",))
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
    mighty = [".".join(map(str, place)) for place in MIGHTY if plan in _list(data, place)]
    if plan and (mighty or plan == deploy):
        yield (
            ("access", "plan_role"),
            InputError(
                value=plan,
                problem=f"this role is also among {mighty[0]}" if mighty else "this is the deploy_role as well",
                allowed="a role that only reads",
                remedy="Make a role of its own for planning: whoever opens a pull request acts through it.",
            ),
        )
    if _at(data, ("access", "external_id"), str) and not (deploy or plan):
        yield (
            ("access", "external_id"),
            InputError(
                problem="an external id is sent when a role is assumed, and no role is named here",
                remedy="Name deploy_role or plan_role, or take the external id away.",
            ),
        )


def _state(data: object) -> Iterator[Fault]:
    role, plan, key = (_at(data, ("state", name), str) for name in ("role", "plan_role", "kms_key"))
    region, account_region = _at(data, ("state", "region"), str), _region(data)
    if plan and plan == role:
        yield (
            ("state", "plan_role"),
            InputError(
                value=plan,
                problem="this role writes the state, so that whoever plans could overwrite it",
                allowed="another role than state.role",
                remedy="Make a role of its own that reads the state and writes the lock file only.",
            ),
        )
    for place, text, arn in _arns(data, ("state", "role"), ("state", "plan_role"), ("state", "kms_key")):
        yield from _partition(data, place, text, arn)
        if place == ("state", "kms_key") and region in ALL_REGIONS and arn.region != region:
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"the key is in {arn.region} and the bucket in {region}: S3 uses keys of the bucket's region only",
                    allowed=f"a key in {region}",
                    remedy="Name a key of the bucket's region.",
                ),
            )
    if key and key == _at(data, ("key", "arn"), str):
        yield (
            ("state", "kms_key"),
            InputError(
                value=key,
                problem="this is the key that Camunda uses: once it is frozen, nobody could read the state and deploy",
                allowed="another key",
                remedy="Name another key, or leave the field out: S3 then encrypts with its own.",
            ),
        )
    creates = _at(data, ("state", "create"), bool) is True
    if creates and region in ALL_REGIONS and account_region and partition_of(str(region)) != partition_of(account_region):
        yield (
            ("state", "region"),
            InputError(
                value=str(region),
                problem=f"the environment's account is in {partition_of(account_region)} and can make no bucket there",
                allowed=f"a region of {partition_of(account_region)}",
                remedy="Choose a region of the account's partition, or a bucket that exists.",
            ),
        )
    if _at(data, ("state", "own_state"), str) == "s3" and not creates:
        yield (
            ("state", "own_state"),
            InputError(
                value="s3",
                problem="this environment makes no state bucket, so there is no stack whose state it could be",
                allowed="this field beside create: true",
                remedy="Add create: true, or take the field away.",
            ),
        )


def _too_many_people(data: object) -> Iterator[Fault]:
    """All of them are named in event patterns, whose length EventBridge limits."""
    named = list(_arns(data, *OF_KEY))
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
    """Judges each destination by the environment's region, and all of them by each other."""
    topics: Counter[str] = Counter()
    seen: dict[object, int] = {}
    for index in range(len(_list(data, DESTINATIONS))):
        place = (*DESTINATIONS, index)
        kind = _at(data, (*place, "kind"), str)
        for where, text, arn in _arns(data, *((*place, name) for name in ("arn", "ssm_parameter", "secret"))):
            yield from _in_reach(data, where, text, arn, kind)
            if kind == "topic":
                topics[arn.region] += 1
        if kind in ("slack", "teams") and (region := _region(data)) and partition_of(region) != "aws":
            yield (
                (*place, "kind"),
                InputError(
                    value=kind,
                    problem=f"Amazon Q Developer in chat applications, which tells it, does not exist in {partition_of(region)}",
                    allowed="another kind of destination",
                    remedy="Subscribe a receiver that passes the messages on, with kind: https or sqs.",
                ),
            )
        receiver = tuple(_at(data, (*place, name), str) for name in ("kind", *RECEIVER))
        if any(receiver[1:]) and seen.setdefault(receiver, index) != index:
            yield (
                place,
                InputError(
                    value=next(name for name in receiver[1:] if name),
                    problem=f"entry {index + 1} of the list is the same destination as entry {seen[receiver] + 1}",
                    remedy="Take one of the two away, or write the one that is missing.",
                ),
            )
    most = max(topics.values(), default=0)
    if most > limits.EXISTING_TOPICS:
        yield (
            DESTINATIONS,
            InputError(
                value=f"{most} topics of one region",
                problem="an EventBridge rule and a CloudWatch alarm cannot reach so many beside the environment's own topic",
                allowed=f"at most {limits.EXISTING_TOPICS} destinations of kind: topic",
                remedy="Subscribe the other receivers to one of the topics.",
            ),
        )


def _in_reach(data: object, place: Loc, text: str, arn: arns.Arn, kind: str | None) -> Iterator[Fault]:
    """Judges an ARN of a destination: SNS delivers to a queue of any region, Terraform reads in the environment's, and a topic is
    told by the rules and alarms of its own."""
    region, second = _region(data), _at(data, ("second_region",), str)
    if kind == "sqs" or not region or arn.region == region or (kind == "topic" and arn.region == second):
        yield from _partition(data, place, text, arn)
        return
    problem, remedy = (
        f"this is kept in {arn.region}, and Terraform reads it in {region}",
        f"Keep the address in {region} as well.",
    )
    if kind == "topic":
        problem = f"the topic is in {arn.region}, and rules and alarms reach topics of their own region only"
        remedy = "Name a topic of the environment's region, or subscribe the receiver itself."
    yield place, InputError(value=text, problem=problem, allowed=f"an ARN of {region}", remedy=remedy)


def _trail(data: object) -> Iterator[Fault]:
    account = _account(data)
    for place, text, arn in _arns(data, ("trail", "arn")):
        yield from _partition(data, place, text, arn)
        if not account or arn.account == account:
            continue
        if _at(data, ("trail", "organization"), object) is None:
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"the trail is of account {arn.account}, and only an organisation's trail records other accounts",
                    allowed=f"a trail of account {account}, or one of the organisation with organization beside it",
                    remedy="Add organization: with the organisation's id, or check the account in the ARN.",
                ),
            )
        log_group = _at(data, ("trail", "log_group"), str)
        if log_group is not None:
            yield (
                ("trail", "log_group"),
                InputError(
                    value=log_group,
                    problem=f"the trail's log group is in account {arn.account}, where alone metric filters can be put on it",
                    allowed="no log_group beside a trail of another account",
                    remedy="Take it away: what needs metric filters must be met in the trail's account.",
                ),
            )
    yield from _archive(data, account)
    for place, text, arn in _arns(data, ("trail", "reader_role")):
        yield from _partition(data, place, text, arn)


def _archive(data: object, account: str) -> Iterator[Fault]:
    for place, text, arn in _arns(data, ARCHIVE_READERS):
        if arn.account == account:
            yield (
                place,
                InputError(
                    value=text,
                    problem="this is of the environment's own account, and readers are let in from other accounts",
                    allowed="a role of another account",
                    remedy="Name it among key.auditors, who read the log files too.",
                ),
            )
        else:
            yield from _partition(data, place, text, arn)
    if _at(data, ("trail", "archive"), object) is None:
        return
    for field in ("object_lock", "retention_days"):
        given = _at(data, ("trail", field), object)
        if given is not None:
            yield (
                ("trail", field),
                InputError(
                    value="false" if given is False else str(given) if isinstance(given, int) else "",
                    problem="this is about a bucket of the environment's own, and the log files go to an archive",
                    allowed=f"no {field} beside archive",
                    remedy="Take it away: the archive's owner decides how long log files are locked and kept.",
                ),
            )


def _has_bucket(data: object) -> bool:
    """Tells whether the environment has a trail with a bucket of its own."""
    return all(_at(data, ("trail", field), object) is None for field in ("archive", "environment", "arn"))


def _lock(data: object) -> Iterator[Fault]:
    if not _has_bucket(data):
        return
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
    known = [alarm.id for alarm in ALARMS]
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
    if _has_bucket(data) and _at(data, ("trail", "object_lock"), object, True) in (None, False):
        yield (
            ("trail", "object_lock"),
            InputError(
                value="false",
                problem="whoever may delete objects could remove production's record",
                allowed=f"a lock ({because})",
                remedy=f"Leave the field out: logs are then locked in governance mode for {limits.OBJECT_LOCK.default} days.",
            ),
        )
    least = [_at(data, (*DESTINATIONS, index, "min_severity"), str, "notice") for index in range(len(_list(data, DESTINATIONS)))]
    if not least:
        yield (
            ("alarms",),
            InputError(
                problem="nobody would hear production's alarms",
                allowed=f"at least one destination that hears all alarms ({because})",
                remedy="Name who is to hear of an alarm, such as destinations: [{kind: email, address: on-call@example.com}].",
            ),
        )
    elif set(least) == {"page"}:
        yield (
            DESTINATIONS,
            InputError(
                value="min_severity: page everywhere",
                problem="nobody would hear notices, and they tell when a page could not be delivered",
                allowed=f"at least one destination with min_severity: notice ({because})",
                remedy="Take min_severity away from one of them, or name somebody who reads notices by day.",
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
        elif isinstance(data, (list, tuple)) and isinstance(step, int):
            data = cast("list[object]", data)[step]
        else:
            return None
    return data if isinstance(data, of) and not (of is int and isinstance(data, bool)) else None
