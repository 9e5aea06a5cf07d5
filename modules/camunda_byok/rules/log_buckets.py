"""Which buckets and log groups hold the log: in a plan of somebody's whole account most buckets are none of our business."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from camunda_byok.inventory.model import Bucket, Inventory, LogGroup, Trail
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import thing_named
from camunda_byok.rules.rule import Fault

CLOUDTRAIL = "cloudtrail.amazonaws.com"


@lru_cache(maxsize=1)
def log_buckets(case: Case) -> frozenset[str]:
    """Returns the addresses of the buckets that, before or after, a trail delivers to, that let CloudTrail deliver, that have
    an object lock, or to which one of these sends its access logs."""
    return frozenset(bucket.address for picture in (case.before, case.after) for bucket in _log_buckets(picture))


@lru_cache(maxsize=1)
def log_groups(case: Case) -> frozenset[str]:
    """Returns the addresses of the log groups that, before or after, a trail sends its events to."""
    return frozenset(group.address for picture in (case.before, case.after) for group in _log_groups(picture))


def of_log_buckets(case: Case, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Gives the faults of log buckets, of those of any bucket."""
    ours = log_buckets(case)
    return (fault for fault in faults if fault.address in ours)


def _log_buckets(picture: Inventory) -> Iterator[Bucket]:
    delivered_to = [thing_named(picture, Bucket, trail.bucket) for trail in picture.all(Trail)]
    for bucket in picture.all(Bucket):
        if bucket in delivered_to or (known(bucket.lock_mode) and bucket.lock_mode) or CLOUDTRAIL in json.dumps(_policy(bucket)):
            yield bucket
            read = thing_named(picture, Bucket, bucket.access_logs_to)
            if read is not None:
                yield read


def _policy(bucket: Bucket) -> object:
    return bucket.policy if known(bucket.policy) else None


def _log_groups(picture: Inventory) -> Iterator[LogGroup]:
    for trail in picture.all(Trail):
        group = thing_named(picture, LogGroup, trail.log_group)
        if group is not None:
            yield group
