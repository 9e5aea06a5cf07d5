"""One plan judged as a whole: what it does, what happened before it, and what is accepted."""

import json
from datetime import date
from typing import Any

from camunda_byok.accepted_risks import AcceptedRisk
from camunda_byok.finding import Weight
from camunda_byok.inventory.plan import read
from camunda_byok.review import FieldChange, PlanReview
from camunda_byok.reviewing import Standpoint, review_plan
from tests.inventory.plans import KEY, change, plan, unchanged

TODAY = date(2027, 6, 30)
DISABLED = {**KEY, "is_enabled": False}


def judged(*changes: dict[str, Any], drift: tuple[dict[str, Any], ...] = (), risks: tuple[AcceptedRisk, ...] = ()) -> PlanReview:
    said = read(plan(*changes, resource_drift=list(drift)))
    return review_plan("prod-key", said, Standpoint(today=TODAY, risks=risks))


def rules(review: PlanReview) -> dict[str, Weight]:
    return {finding.rule: finding.weight for finding in review.findings}


def test_a_plan_that_changes_nothing_says_nothing() -> None:
    review = judged(unchanged("aws_kms_key.key", KEY))

    assert review.touches_nothing_of_ours
    assert review.others == 0


def test_what_no_rule_reads_is_counted() -> None:
    review = judged(change("aws_ssm_parameter.p", "create", after={"name": "p"}))

    assert review.touches_nothing_of_ours
    assert review.others == 1


def test_a_key_that_is_destroyed_blocks_unless_somebody_accepts_it() -> None:
    destroyed = change("aws_kms_key.key", "delete", before=KEY)
    risk = AcceptedRisk(rule="key-destroyed", reason="The cluster is gone.", owner="platform", expires=TODAY)

    assert [finding.blocks for finding in judged(destroyed).findings] == [True]
    assert [finding.blocks for finding in judged(destroyed, risks=(risk,)).findings] == [False]


def test_a_key_that_was_disabled_behind_terraform_blocks_a_plan_that_changes_nothing() -> None:
    drift = change("aws_kms_key.key", "update", before=KEY, after=DISABLED)

    assert rules(judged(unchanged("aws_kms_key.key", DISABLED), drift=(drift,))) == {"key-disabled": Weight.BLOCK}


def test_what_the_plan_itself_undoes_does_not_stand_in_its_way() -> None:
    off, on = {**KEY, "enable_key_rotation": False, "is_enabled": False}, KEY
    drift = change("aws_kms_key.key", "update", before=on, after=off)
    review = judged(change("aws_kms_key.key", "update", before=off, after=on), drift=(drift,))

    assert rules(review)["key-disabled"] is Weight.WARN
    assert rules(review)["key-enabled"] is Weight.BLOCK, "but ending a freeze does"


def test_a_key_pending_deletion_that_is_made_again_is_said_once() -> None:
    drift = change("aws_kms_key.key", "delete", before=KEY)
    review = judged(change("aws_kms_key.key", "create", after=KEY), drift=(drift,))

    assert rules(review)["key-created-again"] is Weight.BLOCK
    assert "key-destroyed" not in rules(review)


def test_of_two_patterns_the_review_shows_what_differs_and_not_what_they_have_in_common() -> None:
    pattern = {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey", "ScheduleKeyDeletion"]}}
    narrowed = {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey"]}}
    before, after = ({"name": "r", "state": "ENABLED", "event_pattern": json.dumps(each)} for each in (pattern, narrowed))
    (changed,) = judged(change("aws_cloudwatch_event_rule.r", "update", before=before, after=after)).changes

    assert changed.fields == (
        FieldChange(name="pattern.detail.eventName", before="DisableKey, ScheduleKeyDeletion", after="DisableKey"),
    )
