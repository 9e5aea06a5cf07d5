"""What an organisation lays down for many environments: names, the boundary of roles, tags that Terraform leaves alone."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from camunda_byok.alarms import ALARMS
from camunda_byok.errors import InputError
from camunda_byok.fields import OWN_TAGS
from camunda_byok.names import ENVIRONMENT_NAME
from camunda_byok.naming import RESOURCES, Convention, Reach, check_override, check_template, faults_of_names
from camunda_byok.regions import ALL_REGIONS
from camunda_byok.relations.given import Fault, Loc, account_in, arns_at, list_at, mapping_at, value_at
from camunda_byok.relations.partition import wrong_partition


def of_conventions(data: object) -> Iterator[Fault]:
    """Yields the faults between conventions and the environment that they hold for."""
    yield from _naming(data)
    yield from _permissions_boundary(data)
    yield from _ignored_tags(data)


def _naming(data: object) -> Iterator[Fault]:
    known = [alarm.id for alarm in ALARMS]
    for id in mapping_at(data, ("naming", "alarms")):
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
    name, account = value_at(data, ("name",), str) or "", account_in(data)
    regions = [region for place in ("region", "second_region") if (region := value_at(data, (place,), str)) in ALL_REGIONS]
    if not (ENVIRONMENT_NAME.fullmatch(name) and account and regions):
        return
    convention, generations = _convention(data), _generations(data)
    said: set[tuple[Loc, str]] = set()
    for region in regions:
        for loc, fault in faults_of_names(
            convention, environment=name, account=account, region=region, alarms=known, generations=generations
        ):
            if (loc, fault.value) not in said:
                said.add((loc, fault.value))
                yield ("naming", *loc), fault
    if len(set(regions)) > 1:
        yield from _same_in_both_regions(convention)


def _generations(data: object) -> tuple[int, ...]:
    """Returns the generations of the key that have an alias of the kit's, as far as they are said."""
    if value_at(data, ("key", "arn"), str):
        return ()
    current = value_at(data, ("key", "generation"), int, 1) or 1
    beside = {"successor": current + 1, "predecessor": current - 1}
    return (current, *(number for field, number in beside.items() if value_at(data, ("key", field), object) is not None))


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
    template = _accepted(check_template, value_at(data, ("naming", "template"), str))
    names = {name: _accepted(check_override, value_at(data, ("naming", name), str)) for name in RESOURCES}
    alarms = {id: _accepted(check_override, text) for id, text in mapping_at(data, ("naming", "alarms")).items()}
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
    account = account_in(data)
    for place, text, arn in arns_at(data, ("iam", "permissions_boundary")):
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
            yield from wrong_partition(data, place, text, arn)


def _ignored_tags(data: object) -> Iterator[Fault]:
    ours = [*mapping_at(data, ("tags",)), *OWN_TAGS]
    for field in ("keys", "key_prefixes"):
        for index, text in enumerate(list_at(data, ("ignored_tags", field))):
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
