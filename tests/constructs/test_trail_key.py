import json

import pytest

from camunda_byok.bindings import Construct
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.errors import InputError
from camunda_byok.policies.trail_key_policy import trail_key_policy
from tests.synthesized import GUARDIANS, NAMES, Synthesized, a_stack, a_trail_key, synthesized


@pytest.fixture
def made() -> Synthesized:
    stack = a_stack()
    a_trail_key(stack)
    return synthesized(stack)


def test_the_key_under_the_logs_is_guarded_like_the_encryption_key(made: Synthesized) -> None:
    key = made.only("aws_kms_key")

    assert key["lifecycle"] == {"prevent_destroy": True}
    assert key["deletion_window_in_days"] == 30
    assert key["enable_key_rotation"] is True
    assert key["bypass_policy_lockout_safety_check"] is False
    assert json.loads(key["policy"]) == trail_key_policy(NAMES, guardians=GUARDIANS)


def test_its_alias_is_not_the_encryption_key_s(made: Synthesized) -> None:
    assert made.only("aws_kms_alias")["name"] == "alias/camunda-byok-prod-trail"


def test_its_address_does_not_move_with_the_construct(made: Synthesized) -> None:
    stack = a_stack()
    a_trail_key(Construct(stack, "somewhere"))

    assert synthesized(stack).addresses == made.addresses == ["aws_kms_alias.trail_key", "aws_kms_key.trail_key"]


def test_it_has_the_window_that_its_policy_demands() -> None:
    stack = a_stack()
    TrailKey(stack, "trail_key", names=NAMES, guardians=GUARDIANS, deletion_window_days=10)
    key = synthesized(stack).only("aws_kms_key")

    assert key["deletion_window_in_days"] == 10
    assert json.loads(key["policy"]) == trail_key_policy(NAMES, guardians=GUARDIANS, deletion_window_days=10)


@pytest.mark.parametrize("days", [6, 31])
def test_a_window_outside_aws_s_limits_is_refused(days: int) -> None:
    with pytest.raises(InputError, match="deletion window"):
        TrailKey(a_stack(), "trail_key", names=NAMES, guardians=GUARDIANS, deletion_window_days=days)
