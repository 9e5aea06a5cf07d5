"""Facts of a key that comes to its end, at any stage, and what KMS makes of a change: without AWS."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, ENABLED, PENDING_DELETION
from camunda_byok.operations.checks import passed
from camunda_byok.operations.ending.facts import EndingKey, Facts, Kind, Recorded, SucceedingKey
from camunda_byok.operations.ending.procedures import procedure
from camunda_byok.operations.ending.stages import MOVES, Move, Stage, next_move, stage
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
