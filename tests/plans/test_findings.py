"""What is found in each real plan: exactly what `findings.yaml` says, and in those that do nothing, nothing.

The file is written by hand as a promise; `pytest --update-golden` writes it anew, and the difference is read before it is kept.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from camunda_byok.errors import InputError
from camunda_byok.output import review_json, review_markdown, review_sarif, review_text
from camunda_byok.plan_files import read_plan
from camunda_byok.review import PlanReview, Review
from camunda_byok.reviewing import Standpoint, review_plan
from tests.conftest import Golden
from tests.plans.all_changes import CHANGES
from tests.plans.fixtures import STACKS, names, plan_of

FILE = Path(__file__).parent / "findings.yaml"
PROMISED: dict[str, list[str]] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
REFUSED = ["refused, for Terraform did not finish it"]
HARMLESS = {change.name for change in CHANGES if change.told.partition(":")[0].rstrip(".") == "Nothing"}


def judged(name: str) -> PlanReview:
    plan = read_plan(json.dumps(plan_of(name)).encode())
    return review_plan(name, plan, Standpoint(today=date(2027, 6, 30)))


def found(name: str) -> list[str]:
    if plan_of(name)["errored"]:
        with pytest.raises(InputError, match="could not finish this plan"):
            judged(name)
        return REFUSED
    review = judged(name)
    return sorted({f"{'cannot tell' if each.cannot_tell else each.weight.value} {each.rule}" for each in review.findings})


def test_exactly_what_is_promised_is_found_in_every_plan(golden: Golden) -> None:
    head = "".join(line for line in FILE.read_text(encoding="utf-8").splitlines(True) if line.startswith("#"))
    golden(FILE, head + "".join(_entry(name) for name in names()))


def _entry(name: str) -> str:
    lines = found(name)
    return f"{name}:\n" + "".join(f"  - {line}\n" for line in lines) if lines else f"{name}: []\n"


def test_a_plan_that_does_nothing_raises_nothing() -> None:
    for stack in STACKS:
        review = judged(stack)
        assert review.touches_nothing_of_ours
        assert review.others == 0


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_where_a_reviewer_needs_to_be_told_nothing_nothing_blocks(name: str) -> None:
    assert [line for line in PROMISED[name] if not line.startswith("note")] == []


UNSEEN = {
    "key_account_unguarded": "which accounts a provider accepts is no value of any resource",
    "key_role_changed": "as whom Terraform acts is no value of any resource; accounts, which one can see, are judged",
    "key_policy_removed": "Terraform leaves a policy as it is that is no longer configured",
    "key_prevent_destroy_removed": "a plan does not say it; the guard at synthesis does",
    "log_bucket_acls_possible": "no rule reads ownership of objects: the public access block, which one reads, keeps ACLs out",
    "key_policy_auditor_added": "who only reads the key's settings harms nothing; the review shows the gain in its table",
    "rule_widened": "an alarm that hears more loses nothing",
    "key_policy_camunda_more_actions": "KMS lets no other account do them",
    "foreign_hostile_strings": "its policy is sound",
    "foreign_published_policy": "it is the policy that Camunda publishes, and nobody said that less was meant",
}
"""Plans in which there is something to tell and nothing is found, each with the reason."""


def test_wherever_a_reviewer_must_be_told_something_something_is_found() -> None:
    silent = {change.name for change in CHANGES if not PROMISED[change.name]} - HARMLESS
    assert silent == set(UNSEEN)


def test_of_a_policy_nothing_is_said_twice() -> None:
    # Whom the Deny spares makes classes of people without a name of their own.
    changes = judged("key_policy_camunda_denied_by_not_principal").changes
    (policy,) = [policy for change in changes for policy in change.policies]
    assert len(policy.afterwards) == len(set(policy.afterwards)) > 5


@pytest.mark.parametrize("name", ["foreign_hostile_strings", "foreign_modules", "key_policy_without_camunda"])
def test_what_is_hostile_or_sensitive_in_a_real_plan_stays_harmless(name: str) -> None:
    review = Review(plans=(judged(name),))
    text = review_text.as_text(review).plain
    markdown = review_markdown.as_markdown(review, name=name)
    for written in (text, markdown):
        assert not {character for character in written if ord(character) < 32} - {"\n"}
    for written in (text, markdown, review_json.as_json(review), review_sarif.as_sarif(review)):
        assert not any(secret in written for secret in _sensitive(plan_of(name)))


def _sensitive(plan: dict[str, Any]) -> set[str]:
    return {
        value
        for each in plan["resource_changes"]
        for side in ("before", "after")
        for value in _marked(each["change"].get(side), each["change"].get(f"{side}_sensitive"))
        if len(value) > 3
    }


def _marked(value: Any, marks: Any) -> set[str]:
    if marks is True:
        return {value} if isinstance(value, str) else set()
    if isinstance(marks, dict) and isinstance(value, dict):
        return set().union(*(_marked(value.get(name), mark) for name, mark in marks.items()))
    if isinstance(marks, list) and isinstance(value, list):
        return set().union(*(_marked(one, mark) for one, mark in zip(value, marks, strict=False)))
    return set()
