"""When a rotation is overdue: never by what is not known, and never on time by it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_rotations import TOLERANCE, KeyRotations, Kind, Origin, Overdue, Rotation, overdue

NOW = datetime(2026, 11, 25, tzinfo=timezone.utc)
NOBODY = Unknown("kms:ListKeyRotations is denied")
KEY = KeyRotations(
    title="key",
    region="eu-west-1",
    reference="arn",
    state="Enabled",
    origin=Origin.KMS,
    created=NOW - timedelta(days=1000),
    automatic=True,
    period_days=365,
    next=NOW + timedelta(days=95),
    running_since=None,
    done=(),
)


def rotated(days_ago: float, kind: Kind = Kind.AUTOMATIC) -> Rotation:
    return Rotation(date=NOW - timedelta(days=days_ago), kind=kind)


def days_late(key: KeyRotations) -> int | None:
    late = overdue(key, NOW)
    assert not isinstance(late, Unknown)
    return late.late.days if late else None


@pytest.mark.parametrize(
    ("case", "fields", "late"),
    [
        ("rotated within its period", {"done": (rotated(300),)}, None),
        ("rotated on the last day of it", {"done": (rotated(365),)}, None),
        ("within the tolerance", {"done": (rotated(366),)}, None),
        ("an hour past the tolerance", {"done": (rotated(366.05),)}, 1),
        ("ten days late", {"done": (rotated(375),)}, 10),
        ("the latest counts", {"done": (rotated(730), rotated(10))}, None),
        ("one on demand counts like any other", {"done": (rotated(10, Kind.ON_DEMAND),)}, None),
        ("never rotated since it was made", {}, 635),
        ("made lately", {"created": NOW - timedelta(days=20)}, None),
        ("another period", {"done": (rotated(100),), "period_days": 90}, 10),
        ("disabled and late", {"done": (rotated(375),), "state": "Disabled"}, 10),
        ("disabled and in time", {"done": (rotated(300),), "state": "Disabled"}, None),
        ("switched off, rotated lately", {"done": (rotated(10),), "automatic": False}, 0),
        ("switched off, and long ago", {"done": (rotated(375),), "automatic": False}, 10),
        (
            "imported, which KMS never rotates by itself",
            {"done": (rotated(10),), "automatic": False, "origin": Origin.IMPORTED},
            None,
        ),
        ("in a key store, made lately", {"created": NOW - timedelta(days=20), "automatic": False, "origin": Origin.STORE}, None),
        ("in a key store and late", {"automatic": False, "origin": Origin.HSM}, 635),
        ("switched on lately with old material", {"created": NOW - timedelta(days=730), "next": NOW + timedelta(days=360)}, 365),
        ("imported and late", {"done": (rotated(400),), "automatic": False, "origin": Origin.IMPORTED}, 35),
        ("a replica, which rotates with its primary", {"primary_region": "eu-central-1", "automatic": False}, None),
        ("to be deleted", {"state": "PendingDeletion", "automatic": False}, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_how_late_a_rotation_is(case: str, fields: dict[str, Any], late: int | None) -> None:
    assert days_late(replace(KEY, **fields)) == late, case


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"automatic": False, "next": None}, "automatic rotation is off"),
        ({"state": "Disabled"}, "does not rotate a key whose state is Disabled"),
        ({"origin": Origin.IMPORTED, "automatic": False}, "on demand alone"),
        ({"origin": Origin.STORE, "automatic": False}, "no key of a key store"),
        ({"next": NOW - timedelta(days=3)}, "should have rotated it and has not"),
        ({}, "KMS rotates it on 2027-02-28"),
    ],
)
def test_it_is_said_why(fields: dict[str, Any], words: str) -> None:
    late = overdue(replace(KEY, **fields), NOW)
    assert isinstance(late, Overdue)
    assert words in late.why


@pytest.mark.parametrize("field", ["state", "origin", "automatic", "done"])
@pytest.mark.parametrize("days", [10, 400])
def test_what_is_not_known_is_neither_overdue_nor_in_time(field: str, days: int) -> None:
    key = replace(KEY, done=(rotated(days),))
    assert not isinstance(overdue(key, NOW), Unknown)
    assert overdue(replace(key, **{field: NOBODY}), NOW) == NOBODY
    assert replace(key, **{field: NOBODY}).unknown == (NOBODY.reason,)


@given(
    done=st.lists(st.integers(0, 3000), max_size=30),
    period=st.integers(90, 2560),
    ahead=st.integers(0, 3000),
)
def test_time_makes_a_rotation_overdue_and_a_rotation_ends_that(done: list[int], period: int, ahead: int) -> None:
    key = replace(KEY, done=tuple(rotated(days) for days in sorted(done, reverse=True)), period_days=period)
    early, late = overdue(key, NOW), overdue(key, NOW + timedelta(days=ahead))
    assert not (early and not late)
    assert overdue(key, NOW + timedelta(days=period) + TOLERANCE + timedelta(seconds=1))
    assert overdue(replace(key, done=(*(() if isinstance(key.done, Unknown) else key.done), rotated(0))), NOW) is None


def test_of_25_rotations_on_demand_those_that_were_made_are_gone() -> None:
    done = tuple(rotated(days, kind) for days, kind in ((9, Kind.ON_DEMAND), (8, Kind.AUTOMATIC), (7, Kind.ON_DEMAND)))
    assert replace(KEY, done=done).on_demand_left == 23
    assert replace(KEY, done=(rotated(1, Kind.ON_DEMAND),) * 30).on_demand_left == 0
    assert replace(KEY, done=NOBODY).on_demand_left == NOBODY
