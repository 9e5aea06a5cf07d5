import json
from typing import Any

import pytest

from camunda_byok.bindings import AwsProvider
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.replica_key import ReplicaKey
from camunda_byok.errors import InputError
from camunda_byok.key_reference import KeyReference
from camunda_byok.policies.key_policy import camunda_policy, key_policy
from sandbox.people import TENANT
from tests.synthesized import GUARDIANS, NAMES, Synthesized, a_stack, synthesized

PRIMARY = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
SECOND = NAMES.in_region("eu-west-2")


def with_a_replica(**settings: Any) -> Synthesized:
    stack = a_stack()
    ReplicaKey(
        stack,
        "second_key",
        **{
            "names": SECOND,
            "primary": KeyReference.of_arn(PRIMARY),
            "primary_region": "eu-west-1",
            "tenant_role": TENANT.arn,
            "guardians": GUARDIANS,
            "provider": AwsProvider(stack, "second", region="eu-west-2", alias="second"),
            **settings,
        },
    )
    return synthesized(stack)


def test_everything_that_does_not_follow_the_primary_is_declared() -> None:
    made = with_a_replica(deletion_window_days=14)
    key, alias = made.only("aws_kms_replica_key"), made.only("aws_kms_alias")

    assert key["primary_key_arn"] == PRIMARY
    assert key["description"] == "Camunda 8 SaaS at rest, prod. Deleting it destroys the data."
    assert key["tags"] == {"Name": "camunda/prod"}
    assert key["deletion_window_in_days"] == 14
    assert key["bypass_policy_lockout_safety_check"] is False
    assert (alias["name"], alias["target_key_id"]) == ("alias/camunda/prod", "${aws_kms_replica_key.second_key.key_id}")
    assert {key["provider"], alias["provider"]} == {"aws.second"}


def test_its_policy_is_the_primary_s_but_for_where_it_may_be_replicated() -> None:
    policy = json.loads(with_a_replica().only("aws_kms_replica_key")["policy"])

    assert policy == key_policy(SECOND, tenant_role=TENANT.arn, guardians=GUARDIANS, replica_regions=("eu-west-1",))


def test_without_guardians_the_policy_is_the_published_one() -> None:
    policy = json.loads(with_a_replica(guardians=None).only("aws_kms_replica_key")["policy"])

    assert policy == camunda_policy(SECOND, tenant_role=TENANT.arn)


def test_terraform_refuses_to_destroy_it() -> None:
    assert with_a_replica().only("aws_kms_replica_key")["lifecycle"] == {"prevent_destroy": True}


def test_nothing_says_whether_it_is_enabled() -> None:
    assert "enabled" not in with_a_replica().only("aws_kms_replica_key")


def test_a_replica_that_somebody_froze_stays_disabled() -> None:
    assert with_a_replica(kept_disabled=True).only("aws_kms_replica_key")["enabled"] is False


def test_an_adopted_replica_is_imported_with_its_alias() -> None:
    adoption = Adoption(arn=PRIMARY.replace("eu-west-1", "eu-west-2"), alias="alias/theirs")
    made = with_a_replica(adoption=adoption)
    key = made.only("aws_kms_replica_key")

    assert [each["to"] for each in made.json["import"]] == ["aws_kms_replica_key.second_key", "aws_kms_alias.second_key"]
    assert (key["lifecycle"]["ignore_changes"], key["lifecycle"]["prevent_destroy"]) == (["description"], True)
    assert "description" not in key


def test_a_window_outside_aws_s_limits_is_refused() -> None:
    with pytest.raises(InputError):
        with_a_replica(deletion_window_days=6)
