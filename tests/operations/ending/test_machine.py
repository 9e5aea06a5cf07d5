"""The end of a key cannot be reached in the wrong order, whatever people do to the key meanwhile. Nothing of AWS is here."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from camunda_byok.key_states import DISABLED, ENABLED
from camunda_byok.operation_tags import QUARANTINED
from camunda_byok.operations.ending.facts import EndingKey, Facts, Kind, Recorded
from camunda_byok.operations.ending.procedures import undoing
from camunda_byok.operations.ending.stages import Move, Stage, next_move, stage
from camunda_byok.operations.steps import Procedure
from tests.ending_facts import DENIED, at, carried_out, step


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
    each.settings = settings(max_examples=100, stateful_step_count=10)


def test_the_machine_knows_nothing_of_aws() -> None:
    program = "import camunda_byok.operations.ending.standing, sys; print('botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
