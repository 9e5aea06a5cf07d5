"""How far the end of a key has come: computed from its tags and its state, never assumed.

A tag says what was done and by whom; the state says whether it is still so. What KMS says beats what a tag says.
"""

from collections.abc import Iterator
from enum import Enum

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, ENABLED
from camunda_byok.operation_tags import CONFIRMATION, CONFIRMED, DELETION_SCHEDULED, HANDED_OVER, QUARANTINED, SUCCESSOR
from camunda_byok.operations.ending.facts import GONE, EndingKey, Facts, Kind


class Stage(Enum):
    """In their order."""

    SERVING = "serving"
    """Nothing was done yet."""
    HANDED_OVER = "handed-over"
    """Camunda was given the successor's ARN."""
    CONFIRMED = "confirmed"
    """Camunda wrote that the key is needed no longer."""
    QUARANTINED = "quarantined"
    """The key is disabled, and somebody could still miss it."""
    DELETION_SCHEDULED = "deletion-scheduled"
    GONE = "gone"

    @property
    def number(self) -> int:
        return list(Stage).index(self)


class Move(Enum):
    """What leads to the next stage."""

    HAND_OVER = "hand-over"
    CONFIRM = "confirm"
    QUARANTINE = "quarantine"
    SCHEDULE_DELETION = "schedule-deletion"

    @property
    def leads_to(self) -> Stage:
        return {
            Move.HAND_OVER: Stage.HANDED_OVER,
            Move.CONFIRM: Stage.CONFIRMED,
            Move.QUARANTINE: Stage.QUARANTINED,
            Move.SCHEDULE_DELETION: Stage.DELETION_SCHEDULED,
        }[self]


MOVES = {
    Kind.REPLACE: (Move.HAND_OVER, Move.CONFIRM, Move.QUARANTINE, Move.SCHEDULE_DELETION),
    Kind.RETIRE: (Move.CONFIRM, Move.QUARANTINE, Move.SCHEDULE_DELETION),
}


def stage(facts: Facts) -> Stage | Unknown:
    """Returns the stage at which all old keys are: that of the one that is behind."""
    stages = [stage_of(facts, key) for key in facts.old]
    unknown = next((each for each in stages if isinstance(each, Unknown)), None)
    return unknown or min((each for each in stages if isinstance(each, Stage)), key=lambda each: each.number)


def stage_of(facts: Facts, key: EndingKey) -> Stage | Unknown:
    """Returns the stage of one region's key."""
    if isinstance(key.state, Unknown):
        return key.state
    if key.state == GONE:
        return Stage.GONE
    if key.is_to_be_deleted:
        return Stage.DELETION_SCHEDULED
    if isinstance(key.tags, Unknown):
        return key.tags
    reached = Stage.SERVING
    for each, is_reached in _reached(facts, key):
        if isinstance(is_reached, Unknown):
            return is_reached
        if not is_reached:
            break
        reached = each
    return reached


def _reached(facts: Facts, key: EndingKey) -> Iterator[tuple[Stage, bool | Unknown]]:
    if facts.kind is Kind.REPLACE:
        yield Stage.HANDED_OVER, _is_handed_over(facts, key)
    yield Stage.CONFIRMED, key.since(CONFIRMED) is not None and bool(key.tag(CONFIRMATION))
    yield Stage.QUARANTINED, key.since(QUARANTINED) is not None and key.state == DISABLED


def _is_handed_over(facts: Facts, key: EndingKey) -> bool | Unknown:
    """Another successor than the one that was handed over begins anew."""
    if key.since(HANDED_OVER) is None:
        return False
    successor = next((new for new in facts.new if new.region == key.region), None)
    if successor is None or successor.arn is None:
        return Unknown(f"nobody can say which key takes the place of the one in {key.region}")
    return key.tag(SUCCESSOR) == successor.arn


def next_move(kind: Kind, at: Stage) -> Move | None:
    """Returns what comes next, or None where nothing does."""
    return next((move for move in MOVES[kind] if move.leads_to.number > at.number), None)


def contradictions(facts: Facts) -> Iterator[str]:
    """Gives where a key is otherwise than this procedure left it, one sentence each."""
    for key in facts.old:
        where = f"The {key.title} in {key.region}"
        if key.doubt:
            yield key.doubt
        if key.is_to_be_deleted and not key.tag(DELETION_SCHEDULED):
            yield f"{where} is to be deleted, and not by this procedure: find out who scheduled it, or undo it."
        elif key.state == DISABLED and not key.tag(QUARANTINED):
            yield f"{where} is disabled, and not by this procedure: find out who froze it and why."
        elif key.state == ENABLED and key.tag(QUARANTINED):
            yield f"{where} was in quarantine, and somebody enabled it since: find out what missed it."
        elif key.tag(DELETION_SCHEDULED) and not key.is_to_be_deleted and key.state != GONE:
            yield f"The deletion of the {key.title} in {key.region} did not come about, or somebody cancelled it."
    stages = {stage_of(facts, key) for key in facts.old}
    if len(stages) > 1 and not any(isinstance(each, Unknown) for each in stages):
        yield "The keys of the two regions are at different stages: run the last step again, it does what is missing."
