"""CloudTrail may no longer deliver into a log bucket.

Why it matters: The trail goes on and its files are lost: CloudTrail gives up on what it cannot deliver, and says so where nobody
looks. A policy that is tightened to the trail's own ARN and account cuts nothing.

What to do: Let `cloudtrail.amazonaws.com` have `s3:GetBucketAcl` on the bucket and `s3:PutObject` on `AWSLogs/ACCOUNT/*`, both
for the trail's ARN.
"""

from collections.abc import Iterator

from camunda_byok.authorization.comparison import who_can
from camunda_byok.authorization.model import Principal, Request
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket, Trail
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import thing_named
from camunda_byok.rules.log_buckets import CLOUDTRAIL, log_buckets
from camunda_byok.rules.resource_policies import document_of, refused_now
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK
NEEDED = ("s3:GetBucketAcl", "s3:PutObject")
REMEDY = "Let cloudtrail.amazonaws.com have {} again for the trail's ARN."


def check(case: Case) -> Iterator[Fault]:
    ours = log_buckets(case)
    for before, after in case.kept(Bucket):
        if after.address in ours and before.policy != after.policy:
            trails = [one for one in case.before.all(Trail) if thing_named(case.before, Bucket, one.bucket) == before]
            needed = list(_needed(before, trails))
            refused = refused_now(before.policy, after.policy, after.account, needed)
            if isinstance(refused, Unknown) or not refused:
                continue  # that the policy is not known is a finding of log_bucket_policy_widened
            yield Fault(
                address=after.address,
                summary="CloudTrail may no longer deliver into the log bucket.",
                details=tuple(f"No longer allowed: {request}." for request in refused),
                remedy=REMEDY.format(" and ".join(sorted({request.action for request in refused}))),
                cannot_tell="" if trails or not _allowed(after) else "no trail of the configuration says which requests it makes",
            )


def _needed(bucket: Bucket, trails: list[Trail]) -> Iterator[Request]:
    """Gives the requests of the trails that deliver there; where none is known, one of each kind that the policy allows."""
    for action, resource, context in _allowed(bucket):
        contexts = [
            {"aws:SourceArn": trail.arn, "aws:SourceAccount": trail.account, "s3:x-amz-acl": "bucket-owner-full-control"}
            for trail in trails
        ]
        for each in contexts or [context]:
            values = {key: value for key, value in each.items() if isinstance(value, str)}
            yield Request(Principal("Service", CLOUDTRAIL), action, resource, {**values, "aws:SecureTransport": "true"})


def _allowed(bucket: Bucket) -> list[tuple[str, str, dict[str, object]]]:
    policy = document_of(bucket.policy)
    if isinstance(policy, Unknown) or not known(bucket.account):
        return []
    rows = who_can(policy, owner=bucket.account, service="s3").rows
    return [
        (action, row.witness.resource, dict(row.witness.context))
        for row in rows
        if row.principal == Principal("Service", CLOUDTRAIL)
        for action in row.actions
        if action in NEEDED
    ]
