"""The documented IAM policies agree with each other."""

import re

from tests.documented import actions_of, policy_of

READS = re.compile(r"\w+:(Get|List|Describe)")
STATE = {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}


def test_a_planner_may_read_exactly_what_the_deployer_reads_and_write_nothing_but_the_lock() -> None:
    deployer, planner = actions_of(policy_of("Deployer")), actions_of(policy_of("Planner"))

    assert planner - STATE == {action for action in deployer if READS.match(action)}
    for statement in policy_of("Planner")["Statement"]:
        if set(statement["Action"]) & {"s3:PutObject", "s3:DeleteObject"}:
            assert statement["Resource"].endswith("/*.tflock")
