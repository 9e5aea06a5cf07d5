"""What blocks is refused, and somebody accepts it by the name of each rule or not at all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from camunda_byok.errors import InputError
from camunda_byok.finding import Finding, Weight
from camunda_byok.refusals import accepted_by_hand, reasons_given, refusal
from camunda_byok.review import PlanReview, Review

DESTROYED = Finding(rule="key-destroyed", weight=Weight.BLOCK, address="aws_kms_key.key", summary="-", remedy="-")
DISABLED = replace(DESTROYED, rule="key-disabled")
OFF = replace(DESTROYED, rule="rotation-off", weight=Weight.WARN)


def review(*findings: Finding, fingerprint: str = "a") -> Review:
    return Review(plans=(PlanReview(name="dev-key", findings=findings, fingerprint=fingerprint),))


def test_a_warning_stands_in_nobodys_way() -> None:
    assert refusal(review(OFF), None) == ""


def test_every_rule_that_blocks_is_named_once() -> None:
    said = refusal(review(DISABLED, DESTROYED, DESTROYED, OFF), None)

    assert said.startswith("key-destroyed, key-disabled block.")
    assert "--accept key-destroyed=" in said


def test_one_rule_accepted_leaves_the_other_in_the_way() -> None:
    judged = accepted_by_hand(review(DISABLED, DESTROYED), reasons_given(["key-destroyed=the cluster is gone"]))

    assert refusal(judged, None).startswith("key-disabled blocks.")
    assert [finding.accepted for finding in judged.plans[0].findings] == ["", "accepted on the command line: the cluster is gone"]


def test_a_reason_may_hold_an_equals_sign() -> None:
    judged = accepted_by_hand(review(DESTROYED), reasons_given(["key-destroyed=ticket=4711, cluster gone"]))

    assert judged.plans[0].findings[0].accepted.endswith("ticket=4711, cluster gone")


@pytest.mark.parametrize("rule", ["rotation-off", "key-disabled", "no-such-rule"])
def test_what_does_not_block_cannot_be_accepted(rule: str) -> None:
    with pytest.raises(InputError, match="no finding of this rule blocks"):
        accepted_by_hand(review(DESTROYED, OFF), reasons_given([f"{rule}=a reason that is long enough"]))


@pytest.mark.parametrize(("before", "refused"), [({"dev-key": "a"}, False), ({"dev-key": "b"}, True), ({"other": "a"}, True)])
def test_a_plan_does_what_the_earlier_review_saw_or_is_refused(tmp_path: Path, before: dict[str, str], refused: bool) -> None:
    file = tmp_path / "review.json"
    file.write_text(json.dumps({"plans": [{"name": name, "fingerprint": said} for name, said in before.items()]}))

    assert bool(refusal(review(), file)) is refused
