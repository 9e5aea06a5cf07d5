"""A trail has no key of yours.

Why it matters: Without `kms_key_id` S3 encrypts the log files with its own key: whoever may read the bucket reads the log. With
a key of its own the log has a second lock, and the key's policy says who holds it. CIS AWS 3.5 counts it as a fault. A key that
is taken off a trail that had one is found by another rule.

What to do: Give the trail a key of its own, never the one that it watches.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Trail
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for trail in case.new(Trail):
        if trail.key is None:
            yield Fault(
                address=trail.address,
                summary="The trail's log files are not encrypted with a key of yours.",
                remedy="Set kms_key_id to a key of the trail's own.",
            )
