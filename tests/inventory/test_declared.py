"""What an environment declares is what its stacks say, for every valid environment and every field."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings

from camunda_byok.environment import Environment
from camunda_byok.inventory import synthesized
from camunda_byok.inventory.declared import declared, declared_stacks
from camunda_byok.inventory.model import Inventory
from tests.strategies import environments
from tests.synthesized import environment, stacks_of

SINGLE = "arn:aws:kms:{}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
MULTI = "arn:aws:kms:{}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"
TWO: dict[str, Any] = {"region": "eu-west-1", "second_region": "eu-west-2"}
ADOPTED = {"adopt": SINGLE.format("eu-west-1")}
BOTH_ADOPTED = {"adopt": MULTI.format("eu-west-1"), "second_adopt": MULTI.format("eu-west-2")}
APART_ADOPTED = {"adopt": MULTI.format("eu-west-1"), "second_adopt": SINGLE.format("eu-west-2")}
NEW_ROLE = "arn:aws:iam::555566667777:role/c8-cluster/c8-apps-new"
FOREIGN_TOPIC = {"kind": "topic", "arn": "arn:aws:sns:eu-west-1:444455556666:on-call"}
SEVERAL: dict[str, dict[str, Any]] = {
    "kept": {"key": ADOPTED},
    "kept with its alias": {"key": {**ADOPTED, "alias": "alias/theirs"}},
    "kept in two regions": {**TWO, "key": {**BOTH_ADOPTED, "second_alias": "alias/theirs"}},
    "kept apart": {**TWO, "key": APART_ADOPTED},
    "as published": {"key": {**ADOPTED, "policy": "camunda"}},
    "as published in two regions": {**TWO, "key": {**BOTH_ADOPTED, "policy": "camunda", "alias": "alias/theirs"}},
    "strict apart": {**TWO, "key": {**APART_ADOPTED, "policy": "strict", "deletion_window_days": 20, "rotation_days": 100}},
    "replica": {**TWO, "key": {"second_key": "replica", "deletion_window_days": 20}},
    "independent": {**TWO, "key": {"second_key": "independent"}},
    "a successor": {"key": {"successor": {"tenant_role": NEW_ROLE}, "deletion_window_days": 20}},
    "taken over": {"key": {"generation": 2, "predecessor": {"tenant_role": NEW_ROLE}}},
    "taken over before": {"key": {"generation": 3}},
    "withdrawn": {"key": {"successor": {"withdrawn": True}}},
    "a pair of successors": {**TWO, "key": {"successor": {}}, "alarms": {"silent_after_hours": 7}},
    "a pair taken over": {**TWO, "key": {"generation": 2, "second_key": "independent", "predecessor": {}}},
    "a pair of replicas taken over": {**TWO, "key": {"generation": 2, "predecessor": {}}},
    "a successor of a kept key": {"key": {**ADOPTED, "rotation_days": 100, "successor": {}}},
    "a successor as published": {**TWO, "key": {**BOTH_ADOPTED, "policy": "camunda", "successor": {}}},
    "took a kept pair's place": {**TWO, "key": {"generation": 2, "predecessor": {**BOTH_ADOPTED, "alias": "alias/theirs"}}},
    "took a strict pair's place": {**TWO, "key": {"generation": 2, "predecessor": {**APART_ADOPTED, "policy": "strict"}}},
    "took a foreign key's place": {"key": {"generation": 2, "predecessor": {"arn": SINGLE.format("eu-west-1")}}},
    "owned elsewhere, both": {
        "key": {"arn": SINGLE.format("eu-west-1"), "successor": {"arn": MULTI.format("eu-west-1"), "tenant_role": NEW_ROLE}}
    },
    "archive": {"trail": {"archive": {"bucket": "theirs", "account": "444455556666"}}},
    "topic of another account": {"alarms": {"destinations": [FOREIGN_TOPIC], "silent_after_hours": 7}},
}
"""Environments that are too rare among those that Hypothesis makes up."""


@pytest.mark.parametrize("which", SEVERAL)
def test_rare_environments_declare_what_their_stacks_say(which: str) -> None:
    _compare(environment(**SEVERAL[which]))


@given(environment=environments())
@settings(
    max_examples=12,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # an example takes half a second: shrinking a failure would take minutes
)
def test_every_environment_declares_what_its_stacks_say(environment: Environment) -> None:
    _compare(environment)


def _compare(environment: Environment) -> None:
    stacks = stacks_of(environment)

    assert {_kind(environment, stack): _fields(picture) for stack, picture in declared_stacks(environment).items()} == {
        kind: _fields(synthesized.read(stack.json)) for kind, stack in stacks.items()
    }
    assert len(declared(environment).things) == sum(len(each.things) for each in declared_stacks(environment).values())


def _kind(environment: Environment, stack: str) -> str:
    return stack.removeprefix(f"{environment.name}-")


def _fields(picture: Inventory) -> dict[str, object]:
    """Things as dictionaries, so that a failure shows the field that differs."""
    return {address: (type(thing).__name__, vars(thing)) for address, thing in picture.things.items()}
