"""The AWS regions in which an environment can be, by partition.

Written out because the code that reads configuration does not load an AWS client. The source is `partitions.json` and the KMS
endpoints of botocore, and a test compares the two. AWS's isolated partitions are left out: Camunda 8 SaaS does not exist there.
"""

from difflib import get_close_matches

from camunda_byok.errors import InputError

REGIONS: dict[str, tuple[str, ...]] = {
    "aws": (
        "af-south-1",
        "ap-east-1",
        "ap-east-2",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-south-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-central-1",
        "ca-west-1",
        "eu-central-1",
        "eu-central-2",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "mx-central-1",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
    "aws-eusc": ("eusc-de-east-1",),
}
ALL_REGIONS = tuple(region for regions in REGIONS.values() for region in regions)


def region(name: str) -> str:
    """Returns the name, or raises InputError, with the nearest region, where no region is called so."""
    if name in ALL_REGIONS:
        return name
    nearest = get_close_matches(name.lower(), ALL_REGIONS, n=1, cutoff=0.5)
    raise InputError(
        value=name,
        problem="no AWS region has this name",
        allowed="a region of AWS, such as eu-west-1",
        remedy=f"Write {nearest[0]} if that is the region of the Camunda cluster."
        if nearest
        else "Write the region of the Camunda cluster as AWS spells it.",
    )


IAM_HOME_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1"}
"""Where the control plane of IAM is, by partition, and so the only region in which EventBridge has its events. Source: IAM user
guide, "Resilience in AWS Identity and Access Management"."""


def forwards_events(partition: str) -> bool:
    """Returns whether EventBridge passes events from one region to another in a partition.

    Source: EventBridge user guide, "Sending and receiving events between AWS Regions"; AWS Compute Blog 2021, "Expanding
    cross-Region event routing": every region but those of GovCloud and China.
    """
    return partition == "aws"
