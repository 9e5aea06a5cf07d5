"""Every step wants its evidence, is refused without it, and is undone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from camunda_byok.key_states import DISABLED, ENABLED, PENDING_DELETION
from camunda_byok.operation_tags import CONFIRMATION, CONFIRMED, DELETION_SCHEDULED, QUARANTINED
from camunda_byok.operations.checks import cannot_tell, failed
from camunda_byok.operations.ending.facts import Kind, Recorded
from camunda_byok.operations.ending.procedures import undoing
from camunda_byok.operations.ending.requests import same_tags
from camunda_byok.operations.ending.stages import MOVES, Move, Stage, contradictions, next_move, stage
from camunda_byok.operations.steps import Change
from tests.ending_facts import DENIED, NOW, REGIONS, WHO, at, before, carried_out, facts, key, spoiled, step, tagged

WITHOUT: dict[str, tuple[Move, Any]] = {
    "the new key is not fit": (Move.HAND_OVER, lambda f: replace(f, new_checks=(failed("enabled", "It is not.", "Enable it."),))),
    "nobody can say whether the new key is fit": (
        Move.HAND_OVER,
        lambda f: replace(f, new_checks=(cannot_tell("enabled", "it is denied", "Ask."),)),
    ),
    "the alias leads to another key": (Move.QUARANTINE, lambda f: spoiled(f, doubt="It leads to another key.")),
    "the alias leads to another key, at the end": (
        Move.SCHEDULE_DELETION,
        lambda f: spoiled(f, doubt="It leads to another key."),
    ),
    "a grant is left": (Move.QUARANTINE, lambda f: spoiled(f, grants=1)),
    "nobody can say whether a grant is left": (Move.QUARANTINE, lambda f: spoiled(f, grants=DENIED)),
    "it was used": (Move.QUARANTINE, lambda f: spoiled(f, last_use=f.now - timedelta(days=29))),
    "nobody can say whether it was used": (Move.QUARANTINE, lambda f: spoiled(f, last_use=DENIED)),
    "KMS remembers too little": (
        Move.QUARANTINE,
        lambda f: spoiled(f, last_use=None, remembered_since=f.now - timedelta(days=29)),
    ),
    "KMS does not say what it remembers": (Move.QUARANTINE, lambda f: spoiled(f, last_use=None, remembered_since=None)),
    "the trail recorded a use": (
        Move.QUARANTINE,
        lambda f: replace(f, recorded_use=Recorded(latest=f.now - timedelta(days=29))),
    ),
    "nobody can read the records": (Move.QUARANTINE, lambda f: replace(f, recorded_use=Recorded(latest=DENIED))),
    "Camunda does not use the new key": (Move.QUARANTINE, lambda f: replace(f, new_signs=())),
    "nobody can say whether Camunda uses the new key": (
        Move.QUARANTINE,
        lambda f: replace(f, new_signs=(), new_unread=("it is denied",)),
    ),
    "a deployment would enable it again": (Move.QUARANTINE, lambda f: replace(f, is_declared_old=False)),
    "its material is missing": (Move.QUARANTINE, lambda f: spoiled(f, state="PendingImport")),
    "it is unavailable": (Move.QUARANTINE, lambda f: spoiled(f, state="Unavailable")),
    "it is not disabled": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, state=ENABLED)),
    "it was not disabled for long enough": (
        Move.SCHEDULE_DELETION,
        lambda f: tagged(f, QUARANTINED, f"{(f.now - timedelta(days=13)).isoformat()} {WHO}"),
    ),
    "nobody can read since when it is disabled": (Move.SCHEDULE_DELETION, lambda f: tagged(f, QUARANTINED, "yesterday")),
    "its quarantine has yet to begin": (
        Move.SCHEDULE_DELETION,
        lambda f: tagged(f, QUARANTINED, f"{(f.now + timedelta(days=1)).isoformat()} {WHO}"),
    ),
    "somebody missed it": (Move.SCHEDULE_DELETION, lambda f: replace(f, attempts=Recorded(latest=f.now))),
    "nobody can say whether somebody missed it": (Move.SCHEDULE_DELETION, lambda f: replace(f, attempts=Recorded(latest=DENIED))),
    "it was used since": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, last_use=f.now)),
    "nobody can say whether it was used since": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, last_use=DENIED)),
    "a grant came into being": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, grants=1)),
    "nobody can say whether a grant came into being": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, grants=DENIED)),
    "Camunda has gone back": (Move.SCHEDULE_DELETION, lambda f: replace(f, new_signs=())),
    "Terraform would make another": (Move.SCHEDULE_DELETION, lambda f: replace(f, is_let_go=False)),
    "its tags cannot be read": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, tags=DENIED)),
    "its state cannot be read": (Move.SCHEDULE_DELETION, lambda f: spoiled(f, state=DENIED)),
}


@pytest.mark.parametrize("regions", [1, 2])
@pytest.mark.parametrize("missing", WITHOUT)
def test_a_step_is_refused_without_its_evidence(missing: str, regions: int) -> None:
    move, spoil = WITHOUT[missing]
    ready = before(move, regions=regions)
    assert step(ready, move).steps, "it is refused anyway, so nothing was shown"
    refused = step(spoil(ready), move)
    assert refused.refusals
    assert not refused.steps
    assert all(each.problem and each.remedy for each in refused.refusals)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_step_but_the_next_is_refused_at_every_stage(kind: Kind) -> None:
    for reached in Stage:
        if reached is Stage.GONE or (kind is Kind.RETIRE and reached is Stage.HANDED_OVER):
            continue
        found, due = at(reached, kind), next_move(kind, reached)
        for move in MOVES[kind]:
            assert bool(step(found, move).steps) == (move is due), (reached, move)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("regions", [1, 2])
def test_every_stage_is_undone(kind: Kind, regions: int) -> None:
    for move in MOVES[kind]:
        if kind is Kind.REPLACE and move is Move.HAND_OVER:
            continue
        earlier = before(move, kind, regions)
        later = carried_out(earlier, step(earlier, move))
        back = carried_out(later, undoing(later))
        assert stage(later) is move.leads_to
        assert stage(back) is (Stage.CONFIRMED if move is Move.SCHEDULE_DELETION else stage(earlier))
        assert {one.state for one in back.old} == {ENABLED}


def test_a_hand_over_is_undone_until_camunda_uses_the_new_key() -> None:
    found = at(Stage.HANDED_OVER)
    assert undoing(found).refusals
    assert stage(carried_out(found, undoing(replace(found, new_signs=())))) is Stage.SERVING


def test_another_successor_begins_anew() -> None:
    found = at(Stage.CONFIRMED)
    other = replace(found, new=(replace(found.new[0], arn="arn:another"),))
    assert stage(other) is Stage.SERVING
    assert not step(other, Move.QUARANTINE).steps


def test_less_time_needs_a_reason() -> None:
    for move, fields in ((Move.QUARANTINE, {"idle_days": 29}), (Move.SCHEDULE_DELETION, {"quarantine_days": 13})):
        hurried = replace(before(move), **fields)
        assert step(hurried, move).refusals
        assert step(hurried, move, reason="The cluster was never used").steps


def test_a_replica_ends_before_its_primary_and_the_primary_comes_back_first() -> None:
    found = before(Move.SCHEDULE_DELETION, regions=2)
    plan = step(found, Move.SCHEDULE_DELETION)
    assert [each.region for each in plan.changes if each.operation == "ScheduleKeyDeletion"] == [REGIONS[1], REGIONS[0]]
    back = undoing(carried_out(found, plan))
    assert [each.region for each in back.changes if each.operation == "EnableKey"] == list(REGIONS)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_step_that_was_interrupted_anywhere_is_taken_up(kind: Kind) -> None:
    for move in MOVES[kind]:
        ready = before(move, kind, 2)
        plan = step(ready, move)
        for made in range(len(plan.changes)):
            halfway = carried_out(ready, plan, at_most=made)
            if made < len(plan.changes) - 1 and move is not Move.HAND_OVER:
                assert stage(halfway) is stage(ready)
            assert stage(carried_out(halfway, step(halfway, move))) is move.leads_to


def test_before_anything_is_changed_state_tags_and_grants_are_looked_at_once_more() -> None:
    plan = step(before(Move.SCHEDULE_DELETION, regions=2), Move.SCHEDULE_DELETION)
    first = next(number for number, each in enumerate(plan.steps) if isinstance(each, Change))
    asked = [each.operation for each in plan.steps[:first]]
    assert asked == ["DescribeKey", "ListResourceTags", "ListGrants"] * 2


@given(text=st.text(max_size=300))
def test_a_tag_of_anybodys_is_checked_as_it_is(text: str) -> None:
    one = key(tags={CONFIRMATION: text})
    answer = {"Tags": [{"TagKey": CONFIRMATION, "TagValue": text}]}
    assert same_tags(one).is_met(answer)
    assert not same_tags(one).is_met({"Tags": [{"TagKey": CONFIRMATION, "TagValue": f"{text}x"}]})
    assert not same_tags(one).is_met({"Tags": []})


@pytest.mark.parametrize(
    ("state", "tags", "reached", "says"),
    [
        (ENABLED, {}, Stage.SERVING, None),
        (DISABLED, {}, Stage.SERVING, "not by this procedure"),
        (PENDING_DELETION, {}, Stage.DELETION_SCHEDULED, "not by this procedure"),
        ("PendingReplicaDeletion", {DELETION_SCHEDULED: "yes"}, Stage.DELETION_SCHEDULED, None),
        ("Gone", {}, Stage.GONE, None),
        (ENABLED, {CONFIRMED: f"{NOW.isoformat()} {WHO}", CONFIRMATION: "4711"}, Stage.CONFIRMED, None),
        (ENABLED, {CONFIRMED: f"{NOW.isoformat()} {WHO}"}, Stage.SERVING, None),
        (ENABLED, {CONFIRMED: "long ago", CONFIRMATION: "4711"}, Stage.SERVING, None),
        (ENABLED, {QUARANTINED: f"{NOW.isoformat()} {WHO}"}, Stage.SERVING, "somebody enabled it since"),
        (DISABLED, {QUARANTINED: f"{NOW.isoformat()} {WHO}"}, Stage.SERVING, None),
        (DISABLED, {QUARANTINED: "x", DELETION_SCHEDULED: "x"}, Stage.SERVING, "did not come about"),
    ],
)
def test_a_stage_is_what_tags_and_state_agree_on(state: str, tags: dict[str, str], reached: Stage, says: str | None) -> None:
    found = facts(Kind.RETIRE, old=(key(state=state, tags=tags),))
    assert stage(found) is reached
    said = " ".join(contradictions(found))
    assert says in said if says else not said


def test_a_key_in_quarantine_that_somebody_enabled_is_in_none() -> None:
    found = at(Stage.QUARANTINED)
    assert stage(spoiled(found, state=ENABLED)) is Stage.CONFIRMED
    assert list(contradictions(spoiled(found, state=ENABLED)))
    assert not list(contradictions(found))
