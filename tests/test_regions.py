import pytest
from botocore.session import get_session

from camunda_byok.errors import InputError
from camunda_byok.names import partition_of
from camunda_byok.regions import ALL_REGIONS, REGIONS, region


def test_the_regions_are_those_in_which_aws_runs_kms() -> None:
    """When this fails after an update of botocore, a region was added: add it to regions.py."""
    session = get_session()
    of_aws = {
        partition: tuple(sorted(name for name in session.get_available_regions("kms", partition) if "fips" not in name))
        for partition in REGIONS
    }
    assert {partition: tuple(sorted(names)) for partition, names in REGIONS.items()} == of_aws


def test_every_region_is_known_to_be_in_its_partition() -> None:
    assert {name: partition_of(name) for name in ALL_REGIONS} == {name: part for part, names in REGIONS.items() for name in names}


@pytest.mark.parametrize(
    ("given", "meant"),
    [("eu-west1", "eu-west-1"), ("eu-west-1a", "eu-west-1"), ("EU-CENTRAL-1", "eu-central-1"), ("eu-cental-1", "eu-central-1")],
)
def test_a_region_that_does_not_exist_is_refused_with_the_nearest_one(given: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"Write {meant} if"):
        region(given)


@pytest.mark.parametrize("given", ["Ireland!", "", "europe", "aws-global"])
def test_what_is_like_no_region_is_refused_all_the_same(given: str) -> None:
    with pytest.raises(InputError, match="no AWS region has this name"):
        region(given)
