"""Where Terraform keeps what it knows: roles, key and region of the state bucket."""

from collections.abc import Iterator

from camunda_byok.errors import InputError
from camunda_byok.names import partition_of
from camunda_byok.regions import ALL_REGIONS
from camunda_byok.relations.given import Fault, arns_at, region_in, value_at
from camunda_byok.relations.partition import wrong_partition


def of_state(data: object) -> Iterator[Fault]:
    """Yields the faults between the fields of the state, and between them and the key and region."""
    role, plan, key = (value_at(data, ("state", name), str) for name in ("role", "plan_role", "kms_key"))
    region, account_region = value_at(data, ("state", "region"), str), region_in(data)
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
    for place, text, arn in arns_at(data, ("state", "role"), ("state", "plan_role"), ("state", "kms_key")):
        yield from wrong_partition(data, place, text, arn)
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
    if key and key == value_at(data, ("key", "arn"), str):
        yield (
            ("state", "kms_key"),
            InputError(
                value=key,
                problem="this is the key that Camunda uses: once it is frozen, nobody could read the state and deploy",
                allowed="another key",
                remedy="Name another key, or leave the field out: S3 then encrypts with its own.",
            ),
        )
    creates = value_at(data, ("state", "create"), bool) is True
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
    if value_at(data, ("state", "own_state"), str) == "s3" and not creates:
        yield (
            ("state", "own_state"),
            InputError(
                value="s3",
                problem="this environment makes no state bucket, so there is no stack whose state it could be",
                allowed="this field beside create: true",
                remedy="Add create: true, or take the field away.",
            ),
        )
