"""Whatever an environment names must be in the partition of its region."""

from collections.abc import Iterator

from camunda_byok import arns
from camunda_byok.errors import InputError
from camunda_byok.names import partition_of
from camunda_byok.relations.given import Fault, Loc, region_in


def wrong_partition(data: object, place: Loc, text: str, arn: arns.Arn) -> Iterator[Fault]:
    """Yields a fault where an ARN is of another partition than the environment's region."""
    region = region_in(data)
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
