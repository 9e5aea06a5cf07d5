"""The keys as the alarms find them, in one region or two."""

from typing import Any

import cdktf
import pytest

from camunda_byok.environment import Environment
from camunda_byok.key_reference import KeyReference
from stacks.deployed_keys import deployed_keys
from stacks.environment_stack import EnvironmentStack
from tests.synthesized import Synthesized, environment, synthesized

FIRST = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
SECOND = FIRST.replace("eu-west-1", "eu-west-2")


def found(made: Environment) -> tuple[KeyReference, KeyReference, Synthesized]:
    stack = EnvironmentStack(cdktf.Testing.app(), "alarms", environment=made)
    provider = stack.second_provider()
    assert provider
    first, second = deployed_keys(stack, made, "eu-west-1"), deployed_keys(stack, made, "eu-west-2", provider)
    return first[1], second[1], synthesized(stack)


@pytest.mark.parametrize(
    "key",
    [
        {"arn": FIRST, "second_arn": SECOND},
        *({"adopt": FIRST, "second_adopt": SECOND, "policy": policy} for policy in ("keep", "strict")),
    ],
    ids=str,
)
def test_keys_whose_arns_the_file_gives_are_taken_by_them(key: dict[str, Any]) -> None:
    first, second, made = found(environment(second_region="eu-west-2", key=key))

    assert (first, second) == (KeyReference.of_arn(FIRST), KeyReference.of_arn(SECOND))
    assert "data" not in made.json


def test_keys_that_the_kit_makes_are_found_by_the_alias_of_each_region() -> None:
    _, _, made = found(environment(second_region="eu-west-2"))
    aliases = made.json["data"]["aws_kms_alias"]

    assert aliases["deploy_dev-key_first"]["name"] == "alias/camunda/dev"
    assert "provider" not in aliases["deploy_dev-key_first"]
    assert aliases["deploy_dev-key_in_both_regions_first"] == {**aliases["deploy_dev-key_first"], "provider": "aws.second"}


def test_an_environment_of_one_region_has_no_second_provider() -> None:
    assert EnvironmentStack(cdktf.Testing.app(), "alarms", environment=environment()).second_provider() is None
