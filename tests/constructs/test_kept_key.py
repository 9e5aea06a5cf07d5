import pytest

from camunda_byok.bindings import AwsProvider
from camunda_byok.constructs.adoption import Adoption
from camunda_byok.constructs.kept_key import KeptKey
from camunda_byok.key_reference import KeyReference
from tests.synthesized import a_stack, synthesized

ARN = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
REPLICA = ARN.replace("eu-west-1", "eu-west-2")


def test_nothing_is_said_of_a_kept_key_and_every_change_is_passed_over() -> None:
    stack = a_stack()
    KeptKey(stack, "key", adoption=Adoption(arn=ARN))
    made = synthesized(stack)
    (lifecycle,) = made.only("aws_kms_key").values()

    assert made.addresses == ["aws_kms_key.key"]
    assert (lifecycle["ignore_changes"], lifecycle["prevent_destroy"]) == ("all", True)
    assert lifecycle["postcondition"][0]["condition"] == f'${{self.arn == "{ARN}"}}'
    assert made.json["import"] == [{"id": "mrk-1234abcd12ab34cd56ef1234567890ab", "to": "aws_kms_key.key"}]


def test_its_alias_is_kept_with_it() -> None:
    stack = a_stack()
    KeptKey(stack, "key", adoption=Adoption(arn=ARN, alias="alias/theirs"))
    alias = synthesized(stack).only("aws_kms_alias")

    assert alias["name"] == "alias/theirs"
    assert (alias["lifecycle"]["ignore_changes"], alias["lifecycle"]["prevent_destroy"]) == ("all", True)


def test_a_replica_is_kept_in_its_own_region() -> None:
    stack = a_stack()
    second = AwsProvider(stack, "second", region="eu-west-2", alias="second")
    KeptKey(stack, "second_key", adoption=Adoption(arn=REPLICA, alias="alias/theirs"), primary_arn=ARN, provider=second)
    made = synthesized(stack)
    replica = made.only("aws_kms_replica_key")

    assert (replica["primary_key_arn"], replica["provider"]) == (ARN, "aws.second")
    assert made.only("aws_kms_alias")["provider"] == "aws.second"


@pytest.mark.parametrize("alias", [None, "alias/theirs"])
def test_results_are_known_before_anything_is_deployed(alias: str | None) -> None:
    key = KeptKey(a_stack(), "key", adoption=Adoption(arn=ARN, alias=alias))

    assert (key.arn, key.alias, key.reference) == (ARN, alias, KeyReference.of_arn(ARN))
