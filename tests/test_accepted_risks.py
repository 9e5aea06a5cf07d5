"""Accepted findings stay visible, stop blocking, and never grow old in silence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from camunda_byok.accepted_risks import RULE, AcceptedRisk, accept, expired, expiring, unused
from camunda_byok.finding import Finding, Weight

TODAY = date(2027, 6, 30)
FOUND = Finding(rule="key-destroyed", weight=Weight.BLOCK, address="aws_kms_key.key", summary="The key is destroyed.", remedy="-")


def risk(**said: object) -> AcceptedRisk:
    return AcceptedRisk.model_validate(
        {"rule": "key-destroyed", "reason": "The cluster is gone.", "owner": "platform", "expires": TODAY} | said
    )


def test_an_accepted_finding_stays_visible_and_does_not_block() -> None:
    (judged,) = accept([FOUND], [risk()], today=TODAY)

    assert FOUND.blocks
    assert not judged.blocks
    assert judged.accepted == "accepted by platform until 2027-06-30: The cluster is gone."


@pytest.mark.parametrize("other", [{"rule": "rotation-off"}, {"resource": "aws_kms_key.other"}], ids=str)
def test_another_finding_still_blocks(other: dict[str, str]) -> None:
    assert accept([FOUND], [risk(**other)], today=TODAY) == [FOUND]


def test_a_pattern_names_several_resources() -> None:
    (judged,) = accept([FOUND], [risk(resource="aws_kms_key.*")], today=TODAY)

    assert judged.accepted


@pytest.mark.parametrize("address", ["aws_kms_key.key[0]", 'module.keys["eu"].aws_kms_key.key'])
def test_an_address_with_an_index_is_accepted_as_it_is_written(address: str) -> None:
    found = replace(FOUND, address=address)

    assert not accept([found], [risk(resource=address)], today=TODAY)[0].blocks
    assert accept([FOUND], [risk(resource="aws_kms_key.ke[y]")], today=TODAY)[0].blocks


def test_after_its_last_day_the_finding_blocks_again_and_the_end_is_reported() -> None:
    over = [risk(expires=date(2027, 6, 29))]

    assert accept([FOUND], over, today=TODAY) == [FOUND]
    (ended,) = expired(over, today=TODAY)
    assert (ended.rule, ended.weight) == (RULE, Weight.WARN)
    assert "2027-06-29" in ended.summary
    assert expired([risk()], today=TODAY) == []


def test_an_acceptance_that_nothing_needs_is_reported() -> None:
    assert unused([FOUND], [risk()], today=TODAY) == []
    (reported,) = unused([], [risk()], today=TODAY)
    assert reported.rule == RULE


def test_a_rule_that_does_not_exist_is_refused_with_the_likely_one() -> None:
    with pytest.raises(ValidationError, match="key-destroyed"):
        risk(rule="key-destroy")


@pytest.mark.parametrize(("expires", "reminded"), [(29, False), (28, False), (27, True), (0, True), (-1, False)])
def test_its_owner_is_reminded_in_the_last_four_weeks(expires: int, reminded: bool) -> None:
    ends = [risk(expires=TODAY + timedelta(days=expires))]

    found = expiring(ends, today=TODAY)

    assert bool(found) is reminded
    assert all(each.weight is Weight.NOTE and "platform" in each.summary for each in found)
    assert not (found and expired(ends, today=TODAY))
