"""The keys and regions of the cluster: which key belongs to which region, and what a key that is taken over can have."""

from collections.abc import Iterator
from itertools import product

from camunda_byok import arns, limits
from camunda_byok.errors import InputError
from camunda_byok.names import partition_of
from camunda_byok.relations.given import Fault, Loc, account_in, arns_at, region_in, value_at
from camunda_byok.relations.partition import wrong_partition

KEYS: tuple[Loc, ...] = (("key",), ("key", "successor"), ("key", "predecessor"))
"""Where a file speaks of a key."""
PAIRS = (("arn", "second_arn"), ("adopt", "second_adopt"))
"""The fields that name the first region's key and the second's."""


def of_keys(data: object) -> Iterator[Fault]:
    """Yields the faults between regions, and between keys and regions."""
    yield from _second_region(data)
    yield from _key(data)
    yield from _pair(data)
    yield from _not_yet(data)


def _second_region(data: object) -> Iterator[Fault]:
    region, second = region_in(data), region_in(data, "second_region")
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
    if value_at(data, ("second_region",), object) is None:
        fields = ((*place, field) for place in KEYS for field in ("second_key", "second_arn", "second_adopt"))
        for field in fields:
            if given := value_at(data, field, str):
                yield (
                    field,
                    InputError(
                        value=given,
                        problem="it is about a second region, and the environment has none",
                        remedy="Add second_region to the first level of the file, or take this line away.",
                    ),
                )
        return
    for place, (first, field) in product(KEYS, PAIRS):
        if value_at(data, (*place, first), str) and value_at(data, (*place, field), object) is None:
            yield (
                (*place, field),
                InputError(
                    problem=f"the environment has a second region, and {first} names the first region's key only",
                    allowed="the ARN of the second region's key",
                    remedy=f"Add {field}: to the fields of {'.'.join(map(str, place))}, or take second_region away.",
                ),
            )


def _key(data: object) -> Iterator[Fault]:
    account = account_in(data)
    for home, names in (("region", ("arn", "adopt")), ("second_region", ("second_arn", "second_adopt"))):
        region = region_in(data, home)
        for place, text, arn in arns_at(data, *((*of, name) for of in KEYS for name in names)):
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
                yield from wrong_partition(data, place, text, arn)


def _pair(data: object) -> Iterator[Fault]:
    """Two keys are a primary and its replica, with one id that begins with mrk-, or have nothing in common."""
    for place, (first, second) in product(KEYS, PAIRS):
        one, other = (value_at(data, (*place, name), str) or "" for name in (first, second))
        multi_region = [arns.is_multi_region(text) for text in (one, other)]
        if one and other and (arns.key_id(one) == arns.key_id(other)) != all(multi_region):
            yield (
                (*place, second),
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
    if value_at(data, ("key", "adopt"), str) is None:
        return
    policy = value_at(data, ("key", "policy"), str, "keep")
    usual = limits.ROTATION.default
    rotates_otherwise = value_at(data, ("key", "rotation_days"), int, usual) != usual
    delegates = value_at(data, ("key", "delegate_use_to_iam"), bool, False)
    for field, in_vain, from_then in (
        ("rotation_days", policy == "keep" and rotates_otherwise, "camunda or strict"),
        ("frozen", policy == "keep" and value_at(data, ("key", "frozen"), bool, False), "camunda or strict"),
        ("delegate_use_to_iam", policy in ("keep", "camunda") and delegates, "strict"),
    ):
        if in_vain and value_at(data, ("key", "successor"), object) is None:  # which has both in any case
            yield (
                ("key", field),
                InputError(
                    value=str(value_at(data, ("key", field), object)).lower(),
                    problem=f"with policy: {policy} it would have no effect",
                    remedy=f"Take it away until the key has policy: {from_then}.",
                ),
            )
    if value_at(data, ("key", "second_alias"), str) and value_at(data, ("key", "second_adopt"), object) is None:
        yield (
            ("key", "second_alias"),
            InputError(
                value=value_at(data, ("key", "second_alias"), str) or "",
                problem="it belongs to the second region's key, and none is taken over",
                remedy="Add second_adopt: to the fields of key, or take this line away.",
            ),
        )
