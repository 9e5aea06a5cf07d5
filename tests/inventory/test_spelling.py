"""Two spellings of the same are the same, and what is not the same never is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camunda_byok.inventory.model import Role
from camunda_byok.inventory.spelling import say_the_same, spelled_as

ROOT, ACCOUNT = "arn:aws:iam::111122223333:root", "111122223333"
PLACE: dict[str, Any] = {"account": ACCOUNT, "region": "eu-west-1", "prevent_destroy": False}
actions = st.sampled_from(["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:ListGrants"])
statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Principal": st.fixed_dictionaries({"AWS": st.lists(st.sampled_from([ROOT, "AROAEXAMPLE"]), min_size=1, unique=True)}),
        "Action": st.lists(actions, min_size=1, unique=True),
    }
)
policies = st.lists(statements, min_size=1, max_size=3).map(lambda some: {"Version": "2012-10-17", "Statement": some})


def rewritten(policy: dict[str, Any]) -> dict[str, Any]:
    """Returns the policy as another service might keep it: turned round, without lists of one, accounts by their id."""
    made = json.loads(json.dumps(policy).replace(ROOT, ACCOUNT))
    for one in made["Statement"]:
        one["Action"] = one["Action"][0] if len(one["Action"]) == 1 else one["Action"][::-1]
        who = one["Principal"]["AWS"]
        one["Principal"]["AWS"] = who[0] if len(who) == 1 else who[::-1]
    made["Statement"].reverse()
    return dict(reversed(list(made.items())))


@given(policies)
def test_a_policy_in_another_spelling_says_the_same(policy: dict[str, Any]) -> None:
    assert say_the_same(policy, rewritten(policy))


@given(policies)
def test_a_policy_that_names_one_action_more_does_not(policy: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(policy))
    changed["Statement"][0]["Action"].append("kms:PutKeyPolicy")
    assert not say_the_same(policy, changed)
    assert not say_the_same(policy, rewritten(changed))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Principal": {"AWS": ROOT}}, {"Principal": {"AWS": "AROAEXAMPLE"}}),
        ({"Principal": {"AWS": "*"}}, {"Principal": {"AWS": ROOT}}),
        ({"Condition": {"StringEquals": {"a": ROOT}}}, {"Condition": {"StringEquals": {"a": ACCOUNT}}}),
        ({"Effect": "Allow"}, {"Effect": "Deny"}),
    ],
)
def test_what_is_not_the_same_is_never_hidden(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not say_the_same({"Statement": [one]}, {"Statement": [other]})
    assert say_the_same({"Statement": [one]}, {"Statement": one})


def test_patterns_are_sets_but_for_what_is_ordered_in_them() -> None:
    assert say_the_same({"source": ["a", "b"]}, {"source": ["b", "a"]})
    assert not say_the_same({"a": [{"numeric": [">", 0, "<", 5]}]}, {"a": [{"numeric": ["<", 0, ">", 5]}]})
    assert not say_the_same({"a": [True]}, {"a": ["true"]})
    assert not say_the_same({"a": ["1"]}, {"a": [1]})


def test_a_live_thing_takes_the_declared_spelling_and_keeps_what_is_different() -> None:
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["b", "a"], "Resource": "*"}]}
    same = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["a", "b"], "Resource": ["*"]}}
    more = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    declared = Role(address="r", name="r", trust=allow, policies=(allow,), permissions_boundary=None, **PLACE)
    live = Role(address="r", name="r", trust=same, policies=(more, same), permissions_boundary=None, **PLACE)

    spelled = spelled_as(live, declared)

    assert spelled.trust == allow
    assert spelled.policies == (allow, more)
