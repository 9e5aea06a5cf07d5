"""Rotates the keys of an environment on demand: new material encrypts from then on, the old one goes on decrypting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_rotations import KeyRotations, Kind
from camunda_byok.key_states import ENABLED
from camunda_byok.limits import ON_DEMAND_ROTATIONS
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.decryption_proof import Proof, proof_of
from camunda_byok.operations.found_keys import FoundKey, found_keys
from camunda_byok.operations.key_requests import CHANGED_MEANWHILE, about
from camunda_byok.operations.rotation_history import rotations_of
from camunda_byok.operations.rotation_refusals import primary_of, rotation_refusal
from camunda_byok.operations.steps import Change, Check, Look, Procedure, Step, Wait

SECONDS_OF_A_ROTATION = 1800
"""How long the command waits. This kit's own: KMS names no time, and it usually takes minutes."""
RECENT = timedelta(hours=24)
"""So long after a rotation on demand another one has to be asked for expressly: whoever runs the command again, because it was
interrupted or its answer was lost, means the same one."""
RAISING_ROTATIONS = 2
"""The first two rotations of a key raise its price. Source: AWS KMS pricing."""


@dataclass(frozen=True, kw_only=True)
class _Key:
    """A key that is going to be rotated, or whose rotation is waited for."""

    found: FoundKey
    history: KeyRotations
    arn: str
    on_demand: int
    """How many rotations on demand it has had."""

    @property
    def where(self) -> str:
        return f"the {self.found.sought.title} in {self.found.region}"

    @property
    def is_rotating(self) -> bool:
        return isinstance(self.history.running_since, datetime)


def rotate(acting: Acting, *, now: datetime, again: bool = False) -> Procedure:
    """Returns what rotating the environment's keys takes. A rotation that runs already is waited for.

    again: rotate also where the last rotation on demand was within `RECENT`.
    """
    environment = acting.environment
    found = found_keys(environment, acting.clients, tags=False)
    histories = rotations_of(environment, found, acting.clients)
    pairs = list(zip(found, histories, strict=True))
    followers = [key for key, _ in pairs if key.is_replica and _primary_among(key, found)]
    own = [(key, history) for key, history in pairs if key not in followers]
    refusals = [refusal for key, history in own if (refusal := rotation_refusal(key, history, now))]
    keys = [_key(key, history) for key, history in own] if not refusals else []
    wanted = [key for key in keys if key.is_rotating or again or not _recent(key.history, now)]
    proofs = [proof_of(acting, key.arn, key.found, key.where) for key in wanted if not key.is_rotating]
    return Procedure(
        command="rotate",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=found[0].sought.reference,
        effects=tuple(effect for key in wanted for effect in _effects(key)),
        no_effects=NO_EFFECTS if wanted else (),
        cautions=(
            *(key.doubt for key in found if key.doubt),
            *_cautions(found, followers),
            *(sentence for key in wanted for sentence in _said(key, now)),
            *(sentence for proof in proofs for sentence in proof.cautions),
        ),
        refusals=tuple(refusals),
        steps=tuple(_steps(wanted, proofs)),
        settled="" if wanted or refusals else _settled(keys),
        looks=tuple(look for key in wanted for look in _looks(key)),
    )


NO_EFFECTS = (
    "Key id, ARN and alias stay: Camunda needs nothing and notices nothing.",
    "Nothing is encrypted again. What was encrypted before is read with the old material, which KMS keeps.",
    "Whoever holds data keys or data does not lose them: only what is encrypted from now on uses the new material.",
)


def _key(found: FoundKey, history: KeyRotations) -> _Key:
    assert found.arn, "a refusal says so"
    assert not isinstance(history.done, Unknown), "a refusal says so"
    made = sum(one.kind is Kind.ON_DEMAND for one in history.done)
    return _Key(found=found, history=history, arn=found.arn, on_demand=made)


def _primary_among(replica: FoundKey, found: tuple[FoundKey, ...]) -> bool:
    """Whether the environment has the primary of this replica too, be it in the first region or the second."""
    primary = primary_of(replica)
    return any(key.arn == primary["Arn"] for key in found)


def _recent(history: KeyRotations, now: datetime) -> bool:
    if isinstance(history.done, Unknown):
        return False
    return any(one.kind is Kind.ON_DEMAND and now - one.date < RECENT for one in history.done)


# --- What it means -----------------------------------------------------------------------------------------------------------


def _effects(key: _Key) -> Iterator[str]:
    beginning = key.where[0].upper() + key.where[1:]
    if key.is_rotating:
        since = f"{key.history.running_since:%Y-%m-%d %H:%M} UTC"
        yield f"{beginning} is being rotated since {since}: the command waits until it is complete."
        return
    yield f"{beginning} encrypts with new material, usually within minutes."
    replicas = _replicas(key.found)
    if replicas:
        yield f"Its replicas in {', '.join(replicas)} get the same material."
    assert not isinstance(key.history.done, Unknown)
    if len(key.history.done) < RAISING_ROTATIONS:
        yield "The key costs 1 US dollar a month more from then on" + (", and so does each replica." if replicas else ".")
    else:
        yield "It costs nothing more: only the first two rotations of a key raise its price."
    yield f"Of its {ON_DEMAND_ROTATIONS} rotations on demand {ON_DEMAND_ROTATIONS - key.on_demand - 1} are left afterwards."
    yield "The alarm key-rotated is raised."


def _replicas(key: FoundKey) -> list[str]:
    assert isinstance(key.metadata, dict)
    return sorted(one["Region"] for one in key.metadata.get("MultiRegionConfiguration", {}).get("ReplicaKeys", []))


def _cautions(found: tuple[FoundKey, ...], followers: list[FoundKey]) -> Iterator[str]:
    for key in followers:
        if key is found[0]:
            yield (
                f"The primary has moved: it is in {primary_of(key)['Region']} and is rotated there; the key in {key.region} is a"
                " replica of it now."
            )


def _said(key: _Key, now: datetime) -> Iterator[str]:
    next_date = key.history.next
    if isinstance(next_date, datetime):
        if next_date < now:
            yield f"Automatic rotation was due on {next_date:%Y-%m-%d} and has not come."
        else:
            yield f"The schedule stays: KMS rotates it by itself on {next_date:%Y-%m-%d}."


def _settled(keys: list[_Key]) -> str:
    lasts = [key.history.done[-1] for key in keys if not isinstance(key.history.done, Unknown) and key.history.done]
    dates = ", ".join(f"{last.date:%Y-%m-%d %H:%M} UTC" for last in lasts)
    return f"It was rotated on demand at {dates} already. Say --again to rotate once more."


# --- Steps -------------------------------------------------------------------------------------------------------------------


def _steps(keys: list[_Key], proofs: list[Proof]) -> Iterator[Step]:
    """All rotations are begun before the first is waited for."""
    for key in keys:
        if not key.is_rotating:
            yield from _begin(key)
    for key in keys:
        yield Wait(
            says=f"Wait until {key.where} encrypts with the new material",
            **about(key.found, "ListKeyRotations"),
            holds=_more_than(key.on_demand),
            otherwise="KMS has not completed the rotation yet. It goes on by itself; byok rotations shows it.",
            at_most_seconds=SECONDS_OF_A_ROTATION,
        )
    for proof in proofs:
        yield from proof.steps


def _begin(key: _Key) -> Iterator[Step]:
    yield Check(
        says=f"See that {key.where} is still enabled",
        **about(key.found, "DescribeKey"),
        holds=f"KeyMetadata.KeyState == '{ENABLED}' && KeyMetadata.MultiRegionConfiguration.MultiRegionKeyType != 'REPLICA'",
        otherwise=CHANGED_MEANWHILE,
    )
    yield Check(
        says=f"See that nobody else has rotated {key.where}",
        **about(key.found, "ListKeyRotations"),
        holds=f"!({_more_than(key.on_demand)})",
        otherwise=CHANGED_MEANWHILE,
    )
    yield Change(
        says=f"Rotate {key.where}",
        **about(key.found, "RotateKeyOnDemand"),
        settled_by=(
            Check(
                says=f"See whether {key.where} is being rotated",
                **about(key.found, "GetKeyRotationStatus"),
                holds="OnDemandRotationStartDate != null",
                otherwise="No rotation runs.",
            ),
            Check(
                says=f"See whether {key.where} was rotated",
                **about(key.found, "ListKeyRotations"),
                holds=_more_than(key.on_demand),
                otherwise="It was not rotated.",
            ),
        ),
    )


def _more_than(on_demand: int) -> str:
    return f"length(Rotations[?RotationType == 'ON_DEMAND']) > `{on_demand}`"


def _looks(key: _Key) -> Iterator[Look]:
    where = f"{key.found.sought.title} in {key.found.region}"
    yield Look(says=f"{where}, rotation", **about(key.found, "GetKeyRotationStatus"))
    yield Look(says=f"{where}, rotations", **about(key.found, "ListKeyRotations"), of="Rotations")
