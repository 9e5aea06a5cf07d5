import json
from typing import Any

import pytest

from camunda_byok.constructs.state_bucket import StateBucket
from camunda_byok.errors import InputError
from camunda_byok.policies.state_bucket_policy import state_bucket_policy
from tests.synthesized import Synthesized, a_stack, synthesized

DEPLOYER = "arn:aws:iam::111122223333:role/platform/byok-deployer"


def bucket(**settings: Any) -> Synthesized:
    stack = a_stack()
    given: dict[str, Any] = {"name": "theirs", "partition": "aws", "users": (DEPLOYER,), "owners": (DEPLOYER,), **settings}
    made = StateBucket(stack, "states", **given)
    assert made.name == "theirs"
    return synthesized(stack)


def test_it_works_in_somebody_else_s_stack_at_addresses_of_its_id() -> None:
    made = bucket()

    assert {address.split(".")[1] for address in made.addresses} == {"states"}
    assert json.loads(made.only("aws_s3_bucket_policy")["policy"]) == state_bucket_policy(
        "arn:aws:s3:::theirs", users=(DEPLOYER,), owners=(DEPLOYER,)
    )


def test_the_partition_is_in_the_policy() -> None:
    assert "arn:aws-cn:s3:::theirs/*" in bucket(partition="aws-cn").only("aws_s3_bucket_policy")["policy"]


@pytest.mark.parametrize("days", [1, 36500])
def test_replaced_versions_are_kept_for_as_long_as_is_asked(days: int) -> None:
    rule, _ = bucket(version_days=days).only("aws_s3_bucket_lifecycle_configuration")["rule"]

    assert rule["noncurrent_version_expiration"] == [{"noncurrent_days": days}]


@pytest.mark.parametrize(
    ("settings", "field"), [({"version_days": 0}, "version_days"), ({"users": ()}, "users"), ({"owners": ()}, "owners")]
)
def test_what_would_lose_states_or_shut_everybody_out_is_refused(settings: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        bucket(**settings)
    assert caught.value.field == field
