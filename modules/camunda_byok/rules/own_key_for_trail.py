"""The key of a cluster encrypts the log of its own use, or the alarms about it.

Why it matters: When that key is disabled, scheduled for deletion or its policy broken, CloudTrail can write no file and SNS can
publish no alarm: the record of who did it is what is lost. Whoever may freeze the cluster could so blind the watching too.

What to do: Give trail, log bucket, log group and topics a key of their own, whose policy names their readers and services alone.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Bucket, Inventory, LogGroup, MaybeText, Thing, Topic, Trail
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.log_buckets import log_buckets, log_groups
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import watching

WEIGHT = Weight.BLOCK
REMEDY = "Give it a key of its own."
NOT_HERE = Unknown("the key is not in this configuration")
"""A finding only where a key that was here is exchanged for it."""


def check(case: Case) -> Iterator[Fault]:
    was = {thing.address: (said, key) for thing, said, key in _encrypted(case, case.before)}
    for thing, said, key in _encrypted(case, case.after):
        said_before, before = was.get(thing.address, (None, None))
        if (said == said_before or key == before) and case.source is not Source.LIVE:
            continue  # whether it writes the same, or names the same key in another way
        encrypts_cluster = is_cluster_key(case, key) if key in case.after.things else NOT_HERE
        if encrypts_cluster is False or (encrypts_cluster is NOT_HERE and before in (None, key)):
            continue
        if isinstance(encrypts_cluster, Unknown):
            yield Fault(
                address=thing.address,
                summary=f"Whether {key}, which encrypts it, is also the key of a cluster is not known.",
                cannot_tell=encrypts_cluster.reason,
                remedy=f"Look at the policy of {key}: aws kms get-key-policy --key-id KEY --policy-name default",
            )
        else:
            yield Fault(
                address=thing.address,
                summary=f"It is encrypted with {key}, the key of a cluster, which it is there to watch.",
                remedy=REMEDY,
            )


def _encrypted(case: Case, picture: Inventory) -> Iterator[tuple[Thing, MaybeText, str]]:
    """Gives what holds the log or carries the alarms, how it names its key, and the key: address, or ARN of one elsewhere."""
    ours = log_buckets(case) | log_groups(case) | watching(case).topics
    holders: list[tuple[Thing, MaybeText]] = [
        *((trail, trail.key) for trail in picture.all(Trail)),
        *((bucket, bucket.encryption_key) for bucket in picture.all(Bucket) if bucket.address in ours),
        *((group, group.key) for group in picture.all(LogGroup) if group.address in ours),
        *((topic, topic.key) for topic in picture.all(Topic) if topic.address in ours),
    ]
    for thing, said in holders:
        key = key_named(picture, said, thing.region)
        if isinstance(key, str):
            yield thing, said, key
