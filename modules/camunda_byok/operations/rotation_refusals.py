"""Why a key is not rotated on demand, before KMS is asked to."""

from datetime import datetime, timedelta

from camunda_byok.aws.answers import ABSENT
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_rotations import TO_BE_DELETED, KeyRotations, Origin
from camunda_byok.key_states import DISABLED, ENABLED, PENDING_IMPORT
from camunda_byok.limits import ON_DEMAND_ROTATIONS
from camunda_byok.operations.found_keys import FoundKey
from camunda_byok.operations.steps import Refusal

MINUTES_BEFORE_AN_AUTOMATIC_ROTATION = 20
"""So long before an automatic rotation KMS takes no other. Source: AWS KMS API, RotateKeyOnDemand, ConflictException."""
HOURS_OF_AN_AUTOMATIC_ROTATION = 1
"""So long after its date an automatic rotation may still be running. This kit's own: KMS does not say that one runs."""
MAY_READ = "Run it as somebody who may call kms:GetKeyRotationStatus and kms:ListKeyRotations on it: an administrator."


def rotation_refusal(key: FoundKey, history: KeyRotations, now: datetime) -> Refusal | None:
    """Returns why a key is not rotated, or None where nothing is known against it. A rotation that runs is nothing against it."""
    where = f"The {key.sought.title} ({key.sought.reference} in {key.region})"
    state = key.state
    if state is ABSENT:
        return Refusal(problem=f"{where} does not exist.", remedy="Run byok status: it says what became of it.")
    if isinstance(state, Unknown):
        return Refusal(problem=f"{where} cannot be looked at, because {state.reason}.", remedy="Run it as somebody who may.")
    if key.is_replica:
        primary = primary_of(key)
        return Refusal(
            problem=f"{where} is a replica, and a replica rotates with its primary, which is in {primary['Region']}.",
            remedy=f"Rotate {primary['Arn']} there: name it in an environment of its own.",
        )
    return _refusal_by_state(where, str(state)) or _refusal_by_history(where, history, now)


def _refusal_by_state(where: str, state: str) -> Refusal | None:
    if state == ENABLED:
        return None
    problem = f"{where} does not rotate: its state is {state}."
    if state == PENDING_IMPORT:
        return Refusal(problem=problem, remedy="Run byok import-material: it lacks its material.")
    if state in (*TO_BE_DELETED, DISABLED):
        return Refusal(problem=problem, remedy="Run byok thaw to bring it back, then rotate it.")
    return Refusal(problem=problem, remedy="Run byok status: it says what can be done.")


def _refusal_by_history(where: str, history: KeyRotations, now: datetime) -> Refusal | None:
    inner = where[0].lower() + where[1:]
    if history.unknown:
        reasons = "; ".join(history.unknown)
        return Refusal(problem=f"Of {inner} it is not known how it rotates, because {reasons}.", remedy=MAY_READ)
    if isinstance(history.running_since, datetime):
        return None
    if history.origin in (Origin.HSM, Origin.STORE):
        return Refusal(
            problem=f"{where} cannot be rotated: KMS rotates no key of a custom key store.",
            remedy="Replace the key instead: byok replace.",
        )
    if history.on_demand_left == 0:
        return Refusal(
            problem=f"{where} has used its {ON_DEMAND_ROTATIONS} rotations on demand, and no quota raises that.",
            remedy="Leave it to automatic rotation, or plan a successor: byok replace.",
        )
    if history.origin is Origin.IMPORTED and not history.waiting:
        return _nothing_waits(where, history)
    if isinstance(history.next, datetime) and _is_due(history.next, now):
        return Refusal(
            problem=f"KMS rotates {inner} by itself at {history.next:%Y-%m-%d %H:%M} UTC: that is due or under way.",
            remedy="Wait for it: byok rotations shows it. Close to an automatic rotation KMS takes no other.",
        )
    return None


def _nothing_waits(where: str, history: KeyRotations) -> Refusal:
    if history.incomplete:
        return Refusal(
            problem=f"{where} has new material that not every replica has.",
            remedy="Import the same material into every replica, then rotate.",
        )
    return Refusal(
        problem=f"{where} has imported material, and no new material waits for a rotation.",
        remedy="Run byok import-material with new material first.",
    )


def _is_due(date: datetime, now: datetime) -> bool:
    earliest = date - timedelta(minutes=MINUTES_BEFORE_AN_AUTOMATIC_ROTATION)
    return earliest <= now < date + timedelta(hours=HOURS_OF_AN_AUTOMATIC_ROTATION)


def primary_of(replica: FoundKey) -> dict[str, str]:
    """Returns ARN and region of the primary of a replica."""
    assert isinstance(replica.metadata, dict)
    primary: dict[str, str] = replica.metadata["MultiRegionConfiguration"]["PrimaryKey"]
    return primary
