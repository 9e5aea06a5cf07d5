"""The policy of a log bucket lets somebody do more than before.

Why it matters: Whoever may read the bucket sees who uses the key and how the people work who guard it; whoever may write or
delete can change the log. A Deny that goes counts too: without that of plain HTTP, log files travel in the open. Reordering or
rewriting a policy that means the same is no widening.

What to do: Take out what opens the bucket, or name exactly which role reads which objects.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket
from camunda_byok.rules.case import Case
from camunda_byok.rules.log_buckets import log_buckets
from camunda_byok.rules.resource_policies import widened
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    return widened(
        case,
        Bucket,
        lambda bucket: bucket.policy,
        service="s3",
        among=log_buckets(case),
        what="the log bucket",
        look="aws s3api get-bucket-policy --bucket BUCKET",
    )
