"""How a key has rotated, when it rotates next, and whether a rotation is overdue. KMS raises no event for one that does not come.

A rotation is overdue where the material that encrypts is older than the rotation period and a tolerance, whoever last rotated
it, or where nothing rotates the key by itself although it could. So a key that KMS is to rotate later, since its rotation was
switched on or its period shortened lately, is overdue if its material is old: what counts is what encrypts now, and one rotation
on demand mends it. What is not known is never taken for being in time. `byok rotations` and `byok status` both judge by this.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import ENABLED, TO_BE_DELETED
from camunda_byok.limits import ON_DEMAND_ROTATIONS, ROTATION_GRACE_HOURS

TOLERANCE = timedelta(hours=ROTATION_GRACE_HOURS)
Moment = datetime | None | Unknown
"""With its time zone. None: there is none."""


class Origin(Enum):
    """Where a key's material comes from, as KMS names it."""

    KMS = "AWS_KMS"
    IMPORTED = "EXTERNAL"
    HSM = "AWS_CLOUDHSM"
    STORE = "EXTERNAL_KEY_STORE"


class Kind(Enum):
    """What began a rotation, as KMS names it."""

    AUTOMATIC = "AUTOMATIC"
    ON_DEMAND = "ON_DEMAND"


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """One rotation that is complete."""

    date: datetime
    kind: Kind
    material: str = ""
    """Id of the material that the key encrypts with since; empty where KMS did not say it."""


@dataclass(frozen=True, kw_only=True)
class KeyRotations:
    """What KMS says about the rotations of one key."""

    title: str
    """What people call the key, such as `second key`."""
    region: str
    reference: str
    """The key's ARN, or how it was looked for where there is none."""
    state: str | Unknown
    origin: Origin | Unknown
    created: datetime | Unknown
    primary_region: str | None = None
    """Where the primary is, of a replica; None of every other key."""
    automatic: bool | Unknown
    """Whether KMS rotates it by itself."""
    period_days: int
    """Between two rotations: what KMS says, or what is declared where it says none."""
    next: Moment
    running_since: Moment
    """When a rotation on demand was asked for that is not complete."""
    done: tuple[Rotation, ...] | Unknown
    """The latest last."""
    expires: Moment = None
    """When imported material does."""
    materials: int = 0
    """How many materials KMS knows of, the first included."""
    waiting: tuple[str, ...] = ()
    """Ids of imported materials that a rotation on demand can make the current one."""
    incomplete: tuple[str, ...] = ()
    """Ids of imported materials that wait until every replica has them."""
    missing: tuple[str, ...] = ()
    """Ids of materials that the key had and has no more, since they expired or were deleted."""

    @property
    def on_demand_left(self) -> int | Unknown:
        """How many rotations on demand the key has left in its life. A replica has none of its own."""
        if isinstance(self.done, Unknown):
            return self.done
        return max(0, ON_DEMAND_ROTATIONS - sum(one.kind is Kind.ON_DEMAND for one in self.done))

    @property
    def material_since(self) -> datetime | Unknown:
        """Since when the material is in use that encrypts now."""
        if isinstance(self.done, Unknown):
            return self.done
        return self.done[-1].date if self.done else self.created

    @property
    def unknown(self) -> tuple[str, ...]:
        """Why not everything is known, each reason once."""
        asked = (self.state, self.origin, self.created, self.automatic, self.next, self.running_since, self.done, self.expires)
        return tuple(dict.fromkeys(one.reason for one in asked if isinstance(one, Unknown)))


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A rotation that should have been."""

    since: datetime
    """When it was due; the moment that is looked from, where it is overdue for another reason."""
    late: timedelta
    why: str
    """One sentence."""


def overdue(key: KeyRotations, now: datetime) -> Overdue | Unknown | None:
    """Returns how late a rotation is, None where none is, or why nobody can say. A replica rotates with its primary."""
    if isinstance(key.state, Unknown):
        return key.state
    if key.primary_region or key.state in TO_BE_DELETED:
        return None
    since = key.material_since
    if isinstance(since, Unknown):
        return since
    if isinstance(key.automatic, Unknown):
        return key.automatic
    if isinstance(key.origin, Unknown):
        return key.origin
    due = since + timedelta(days=key.period_days)
    late = max(now - due, timedelta(0))
    if not key.automatic and key.origin is Origin.KMS:
        return Overdue(since=min(due, now), late=late, why="KMS does not rotate the key by itself: automatic rotation is off.")
    if now - due <= TOLERANCE:
        return None
    return Overdue(since=due, late=late, why=_why(key, now))


def _why(key: KeyRotations, now: datetime) -> str:
    if key.origin is Origin.IMPORTED:
        return "Its material was imported, and such material rotates on demand alone."
    if key.origin is not Origin.KMS:
        return "KMS rotates no key of a key store: only a new key has new material."
    if key.state != ENABLED:
        return f"KMS does not rotate a key whose state is {key.state}."
    if isinstance(key.next, datetime) and key.next > now:
        return (
            f"KMS rotates it on {key.next:%Y-%m-%d}; until then it encrypts with material that is older than"
            f" {key.period_days} days."
        )
    return "KMS should have rotated it and has not."
