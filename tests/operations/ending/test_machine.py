"""The end of a key cannot be reached in the wrong order, whatever people do to the key meanwhile. Nothing of AWS is here."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from camunda_byok.inventory.values import Unknown
from camunda_byok.operation_tags import CONFIRMATION, QUARANTINED
from camunda_byok.operations.checks import cannot_tell, failed, passed
from camunda_byok.operations.ending.facts import EndingKey, Facts, Kind, Recorded, SucceedingKey
from camunda_byok.operations.ending.procedures import procedure, undoing
from camunda_byok.operations.ending.requests import same_tags
from camunda_byok.operations.ending.stages import MOVES, Move, Stage, next_move, stage
from camunda_byok.operations.key_states import DISABLED, ENABLED, PENDING_DELETION
from camunda_byok.operations.steps import Change, Procedure

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
WHO = "arn:aws:sts::111122223333:assumed-role/break-glass/session"
DENIED = Unknown("it is denied")
REGIONS = ("eu-west-1", "eu-west-2")


def key(region: str = REGIONS[0], **fields: Any) -> EndingKey:
    said: dict[str, Any] = {
        "title": "old key",
        "reference": "alias/camunda/prod",
        "arn": f"arn:aws:kms:{region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "state": ENABLED,
        "tags": {},
        "is_replica": region != REGIONS[0],
        "grants": 0,
        "last_use": NOW - timedelta(days=100),
        "remembered_since": NOW - timedelta(days=200),
    }
    return EndingKey(region=region, **{**said, **fields})


def facts(kind: Kind = Kind.REPLACE, regions: int = 1, **fields: Any) -> Facts:
    new = tuple(
        SucceedingKey(title="new key", region=each, reference="alias/camunda/prod/2", arn=f"arn:new:{each}", tags={})
        for each in REGIONS[:regions]
    )
    said: dict[str, Any] = {
        "kind": kind,
        "environment": "prod",
        "account": "111122223333",
        "region": REGIONS[0],
        "now": NOW,
        "old": tuple(key(each) for each in REGIONS[:regions]),
        "recorded_use": Recorded(latest=None),
        "attempts": Recorded(latest=None),
        "idle_days": 30,
        "quarantine_days": 14,
    }
    if kind is Kind.REPLACE:
        said |= {
            "new": new,
            "new_checks": (passed("enabled", "It is."),),
            "new_arns": tuple(str(each.arn) for each in new),
            "new_signs": ("a grant",),
        }
    return Facts(**{**said, **fields})


def changed(one: EndingKey, change: Change) -> EndingKey:
    """Returns a key after a change, as KMS makes it. What KMS refuses raises."""
    parameters = change.parameters
    assert one.tags is not DENIED
    to_be_deleted = one.is_to_be_deleted
    match change.operation:
        case "TagResource":
            assert not to_be_deleted, "KMS tags no key that is to be deleted"
            assert isinstance(one.tags, dict)
            return replace(one, tags={**one.tags, **{tag["TagKey"]: tag["TagValue"] for tag in parameters["Tags"]}})
        case "UntagResource":
            assert not to_be_deleted, "KMS takes no tag from a key that is to be deleted"
            assert isinstance(one.tags, dict)
            return replace(one, tags={name: text for name, text in one.tags.items() if name not in parameters["TagKeys"]})
        case "DisableKey":
            assert not to_be_deleted
            return replace(one, state=DISABLED)
        case "EnableKey":
            assert not to_be_deleted, "KMS enables no key that is to be deleted"
            return replace(one, state=ENABLED)
        case "CancelKeyDeletion":
            assert to_be_deleted
            return replace(one, state=DISABLED)
        case "ScheduleKeyDeletion":
            assert parameters["PendingWindowInDays"] == 30
            return replace(one, state=PENDING_DELETION, deletion_at=NOW + timedelta(days=30))
        case other:
            raise AssertionError(other)


def carried_out(before: Facts, plan: Procedure, *, at_most: int = 99) -> Facts:
    """Returns the facts after the changes of a procedure, or after the first few where it was interrupted."""
    after = before
    for change in plan.changes[:at_most]:
        old = tuple(changed(one, change) if one.id == change.parameters["KeyId"] else one for one in after.old)
        after = replace(after, old=old)
    return after


def step(before: Facts, move: Move, **more: Any) -> Procedure:
    return procedure(move, before, who=WHO, confirmation=more.pop("confirmation", "ticket 4711"), **more)


def at(reached: Stage, kind: Kind = Kind.REPLACE, regions: int = 1) -> Facts:
    """Returns facts at a stage, everything for the next one being there."""
    found = facts(kind, regions)
    while stage(found) is not reached:
        move = next_move(kind, stage(found))  # type: ignore[arg-type]
        assert move
        plan = step(found, move)
        assert not plan.refusals, plan.refusals
        found = carried_out(found, plan)
        found = replace(found, now=found.now + timedelta(days=15))
    return found


class KeyAndPeople(RuleBasedStateMachine):
    """Commands in any order, interrupted or not, among people who use, enable and disable the key and deny reading."""

    kind = Kind.REPLACE

    @initialize(regions=st.integers(1, 2), reached=st.sampled_from(list(Stage)[:-1]))
    def begin(self, regions: int, reached: Stage) -> None:
        if self.kind is Kind.RETIRE and reached is Stage.HANDED_OVER:
            reached = Stage.CONFIRMED
        self.truth = at(reached, self.kind, regions)
        self.hidden: set[str] = set()
        self.confirmed = reached.number >= Stage.CONFIRMED.number
        self.touched = {one.region: one.last_use for one in self.truth.old}
        """When each key was last used, or anybody last tried to."""
        self.ended = {one.region for one in self.truth.old if one.is_to_be_deleted}

    def seen(self) -> Facts:
        old = self.truth.old
        for name in self.hidden & {"state", "tags", "grants", "last_use"}:
            old = tuple(replace(one, **{name: DENIED}) for one in old)
        found = replace(self.truth, old=old)
        tried, since = self.truth.attempts.latest, [at for one in self.truth.old if (at := one.since(QUARANTINED))]
        if isinstance(tried, datetime) and (not since or tried <= min(since)):
            found = replace(found, attempts=Recorded(latest=None))
        if "attempts" in self.hidden:
            found = replace(found, attempts=Recorded(latest=DENIED))
        if "recorded_use" in self.hidden:
            found = replace(found, recorded_use=Recorded(latest=DENIED))
        return replace(found, new_signs=(), new_unread=("it is denied",)) if "new" in self.hidden else found

    def change_key(self, place: int, **fields: Any) -> EndingKey:
        place %= len(self.truth.old)
        old = list(self.truth.old)
        old[place] = replace(old[place], **fields)
        self.truth = replace(self.truth, old=tuple(old))
        return old[place]

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.truth = replace(self.truth, now=self.truth.now + timedelta(days=days))

    @rule(place=st.integers(0, 1))
    def somebody_uses_it(self, place: int) -> None:
        one, now = self.truth.old[place % len(self.truth.old)], self.truth.now
        if one.state == ENABLED:
            self.change_key(place, last_use=now)
        else:
            self.truth = replace(self.truth, attempts=Recorded(latest=now))
        self.touched[one.region] = now

    @rule(place=st.integers(0, 1), grants=st.integers(0, 2))
    def disks_come_and_go(self, place: int, grants: int) -> None:
        self.change_key(place, grants=grants)

    @rule(place=st.integers(0, 1), state=st.sampled_from([ENABLED, DISABLED]))
    def somebody_sets_the_state(self, place: int, state: str) -> None:
        if not self.truth.old[place % len(self.truth.old)].is_to_be_deleted:
            self.change_key(place, state=state)

    @rule(hidden=st.sets(st.sampled_from(["state", "tags", "grants", "last_use", "attempts", "recorded_use", "new"]), max_size=2))
    def reading_is_denied(self, hidden: set[str]) -> None:
        self.hidden = hidden

    @rule(is_used=st.booleans())
    def camunda_uses_the_new_one(self, is_used: bool) -> None:
        self.truth = replace(self.truth, new_signs=("a grant",) if is_used else ())

    @rule(old=st.booleans(), let_go=st.booleans())
    def the_file_is_changed(self, old: bool, let_go: bool) -> None:
        self.truth = replace(self.truth, is_declared_old=old, is_let_go=old and let_go)

    @rule(move=st.sampled_from(list(Move)), at_most=st.integers(0, 5), confirmation=st.sampled_from(["", " ", "ticket 4711"]))
    def a_step_is_asked_for(self, move: Move, at_most: int, confirmation: str) -> None:
        if self.kind is Kind.RETIRE and move is Move.HAND_OVER:
            return
        self.do(step(self.seen(), move, confirmation=confirmation), at_most)

    @rule()
    def everything_is_made_ready_and_the_next_step_done(self) -> None:
        """Keeps the machine from standing still at the first stage."""
        self.hidden = set()
        self.days_pass(40)
        self.truth = replace(self.truth, new_signs=("a grant",), is_declared_old=True, is_let_go=True)
        for place in range(len(self.truth.old)):
            self.change_key(place, grants=0)
        move = next_move(self.kind, stage(self.truth))  # type: ignore[arg-type]
        if move:
            self.do(step(self.seen(), move))

    @rule(at_most=st.integers(0, 5))
    def it_is_undone(self, at_most: int) -> None:
        plan = undoing(self.seen())
        assert not any(change.operation in ("DisableKey", "ScheduleKeyDeletion") for change in plan.changes)
        self.do(plan, at_most)

    def do(self, plan: Procedure, at_most: int = 99) -> None:
        assert not (plan.refusals and plan.steps)
        for change in plan.changes[:at_most]:
            one = next((one for one in self.truth.old if one.id == change.parameters["KeyId"]), None)
            if one and change.operation == "ScheduleKeyDeletion":
                self.look_at_the_evidence(one)
                self.ended.add(one.region)
            if one and change.operation == "CancelKeyDeletion":
                self.ended.discard(one.region)
        if plan.changes[:at_most]:
            names = [str(change.parameters.get("Tags", change.parameters.get("TagKeys"))) for change in plan.changes[:at_most]]
            if any("camunda-byok:confirmation" in name for name in names):
                self.confirmed = plan.command.endswith(self.kind.value)
        self.truth = carried_out(self.truth, plan, at_most=at_most)

    def look_at_the_evidence(self, one: EndingKey) -> None:
        now, truth = self.truth.now, self.truth
        quarantine = now - timedelta(days=truth.quarantine_days)
        assert self.confirmed, "Camunda never confirmed it"
        assert one.state == DISABLED
        assert all(each.grants == 0 for each in truth.old), "a disk is left"
        assert self.touched[one.region] is None or self.touched[one.region] <= quarantine, "somebody used or missed it"  # type: ignore[operator]
        assert truth.is_let_go
        assert truth.new_signs or self.kind is Kind.RETIRE
        since = one.since(QUARANTINED)
        assert since
        assert since <= quarantine

    @invariant()
    def no_key_ends_otherwise(self) -> None:
        for one in self.truth.old:
            assert one.is_to_be_deleted == (one.region in self.ended)

    @precondition(lambda self: not self.hidden)
    @invariant()
    def everything_can_be_undone(self) -> None:
        """Again and again until nothing is left, every key enabled; unless Camunda uses the new one already."""
        found = replace(self.truth, new_signs=())
        for _ in range(5):
            plan = undoing(found)
            assert not plan.refusals
            found = carried_out(found, plan)
        assert all(not one.tags for one in found.old)
        assert all(one.state == ENABLED for one, was in zip(found.old, self.truth.old, strict=True) if was.is_to_be_deleted)


class KeyOfAClusterThatIsGone(KeyAndPeople):
    kind = Kind.RETIRE


TestReplacing = KeyAndPeople.TestCase
TestRetiring = KeyOfAClusterThatIsGone.TestCase
for each in (TestReplacing, TestRetiring):
    each.settings = settings(max_examples=100, stateful_step_count=10, deadline=None)


WITHOUT: dict[str, tuple[Move, Any]] = {
    "the new key is not fit": (Move.HAND_OVER, lambda f: replace(f, new_checks=(failed("enabled", "It is not.", "Enable it."),))),
    "nobody can say whether the new key is fit": (
        Move.HAND_OVER,
        lambda f: replace(f, new_checks=(cannot_tell("enabled", "it is denied", "Ask."),)),
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


def spoiled(found: Facts, **fields: Any) -> Facts:
    """Returns facts in which the last of the keys is otherwise."""
    return replace(found, old=(*found.old[:-1], replace(found.old[-1], **fields)))


def tagged(found: Facts, name: str, text: str) -> Facts:
    tags = found.old[-1].tags
    assert isinstance(tags, dict)
    return spoiled(found, tags={**tags, name: text})


def before(move: Move, kind: Kind = Kind.REPLACE, regions: int = 1) -> Facts:
    """Returns facts that lack nothing for a step."""
    return at(MOVES[kind][MOVES[kind].index(move) - 1].leads_to if MOVES[kind].index(move) else Stage.SERVING, kind, regions)


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


def test_the_machine_knows_nothing_of_aws() -> None:
    program = "import camunda_byok.operations.ending.standing, sys; print('botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
