"""Commands for a thing that was read from AWS. They name its region: the AWS CLI takes it from no ARN."""

from camunda_byok import arns
from camunda_byok.inventory.live_kinds import Delivery, KeyLife


def kms(operation: str, life: KeyLife) -> str:
    return f"aws kms {operation} --region {arns.parts(life.arn).region} --key-id {life.arn}"


def cloudtrail(operation: str, delivery: Delivery, *, option: str = "--name") -> str:
    """option: by which one this operation is told the trail."""
    return f"aws cloudtrail {operation} --region {arns.parts(delivery.arn).region} {option} {delivery.arn}"
