"""Imports key material of one's own into a key that was made without any (`Origin: EXTERNAL`).

The first material is in use at once. Another one waits for a rotation on demand. Material that expired or was deleted brings the
key back when it is imported again, and only the same does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from camunda_byok.aws.answers import ABSENT, Absence, Asked, answer
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_rotations import KeyRotations, Origin
from camunda_byok.key_states import ENABLED, PENDING_IMPORT
from camunda_byok.limits import IMPORTED_MATERIAL_DAYS
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import FoundKey, found_keys
from camunda_byok.operations.key_material import WRAPPING_ALGORITHM, WRAPPING_KEY, wrap
from camunda_byok.operations.key_requests import about, in_state
from camunda_byok.operations.rotation_history import rotations_of
from camunda_byok.operations.steps import Change, Check, Look, Procedure, Refusal, Step, Wait

SECONDS_UNTIL_USABLE = 300
"""A change of the key's state reaches every part of KMS after at most five minutes. Source: AWS KMS developer guide, "Eventual
consistency"."""


class ImportType(Enum):
    """As KMS names it."""

    NEW = "NEW_KEY_MATERIAL"
    EXISTING = "EXISTING_KEY_MATERIAL"


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is to be imported."""

    secret: bytes = field(repr=False)
    made: bool = False
    """Whether it was made just now, so that no key can have had it."""
    again: bool = False
    """Whether somebody says that the key had it before."""
    valid_to: datetime | None = None
    """When KMS deletes it; None: never."""


@dataclass(frozen=True, kw_only=True)
class _Key:
    found: FoundKey
    history: KeyRotations
    type: ImportType
    needed: int
    """How many materials the key has to have before it can be used, as far as it or its primary knows them."""

    @property
    def where(self) -> str:
        return f"the {self.found.sought.title} in {self.found.region}"

    @property
    def lacks(self) -> bool:
        """Whether it lacks material that it had, or that its primary has."""
        return bool(self.history.missing) or (self.found.is_replica and self.found.state == PENDING_IMPORT)

    @property
    def is_first(self) -> bool:
        """Whether the key never had any."""
        return not self.history.materials

    @property
    def comes_back(self) -> bool:
        """Whether this material is the last that the key lacks."""
        lacks = len(self.history.missing) or max(1, self.needed - self.history.materials)
        return self.found.state == PENDING_IMPORT and lacks == 1


def valid_to(text: str, now: datetime) -> datetime:
    """Returns the moment that somebody wrote, in UTC unless it says otherwise. Raises InputError where KMS would not take it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=now.tzinfo)
    if moment is None or not now < moment <= now + timedelta(days=IMPORTED_MATERIAL_DAYS):
        raise InputError(
            field="--valid-to",
            value=text,
            problem="imported material cannot expire then",
            allowed=f"a date such as 2027-03-31, in the future and within {IMPORTED_MATERIAL_DAYS} days",
            remedy="Choose one, or leave it out: then the material never expires.",
        )
    return moment


def import_material(acting: Acting, material: Material, *, region: str = "") -> Procedure:
    """Returns what importing the material into the environment's key takes. Nothing is changed by computing it.

    region: of the key, where the environment has two that share nothing, or one replica alone is meant.

    Raises InputError where no call can succeed, the region is not the environment's, or the installed boto3 is too old.
    """
    environment = acting.environment
    found = _meant(found_keys(environment, acting.clients, tags=False), region)
    keys = _keys(found, rotations_of(environment, found, acting.clients), material)
    refusals = [refusal for key in keys if (refusal := _refusal(key, material))]
    refusals += _between(found, region)
    parameters = {key.found.sought: _parameters(acting, key) for key in keys} if not refusals else {}
    refusals += [_no_parameters(key, why) for key in keys if isinstance(why := parameters.get(key.found.sought), Unknown)]
    return Procedure(
        command="import-material",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=found[0].sought.reference,
        effects=tuple(effect for key in keys for effect in _effects(key, material)),
        no_effects=("The material itself is neither shown nor recorded, and KMS never gives it back.",),
        cautions=tuple(_cautions(keys, found)),
        refusals=tuple(refusals),
        steps=() if refusals else tuple(step for key in keys for step in _steps(key, material, parameters[key.found.sought])),
        looks=tuple(look for key in keys for look in _looks(key)),
        afterwards=tuple(_afterwards(keys, environment.name)),
    )


def _meant(found: tuple[FoundKey, ...], region: str) -> tuple[FoundKey, ...]:
    if not region:
        return found
    meant = tuple(key for key in found if key.region == region)
    if not meant:
        raise InputError(
            field="--region",
            value=region,
            problem="the environment has no key there",
            allowed=" or ".join(key.region for key in found),
            remedy="Name the region of the key that takes the material.",
        )
    return meant


def _keys(found: tuple[FoundKey, ...], histories: tuple[KeyRotations, ...], material: Material) -> list[_Key]:
    """Returns the keys that take the material, the primary first, and whether it is new to them.

    Where one of them lacks material that it had, or that its primary has, the others are left alone. What somebody made just now
    is always new.
    """
    needed = max(one.materials - len(one.waiting) - len(one.incomplete) for one in histories)
    keys = [
        _Key(
            found=key,
            history=history,
            type=ImportType.EXISTING if material.again or history.missing or key.is_replica else ImportType.NEW,
            needed=needed,
        )
        for key, history in sorted(zip(found, histories, strict=True), key=lambda pair: pair[0].is_replica)
    ]
    lacking = [key for key in keys if key.lacks]
    return lacking if lacking and not (material.again or material.made) else keys


# --- Refusals ----------------------------------------------------------------------------------------------------------------


def _refusal(key: _Key, material: Material) -> Refusal | None:
    where = f"The {key.found.sought.title} ({key.found.sought.reference} in {key.found.region})"
    state = key.found.state
    if state is ABSENT:
        return Refusal(problem=f"{where} does not exist.", remedy="Run byok status: it says what became of it.")
    if isinstance(state, Unknown):
        return Refusal(problem=f"{where} cannot be looked at, because {state.reason}.", remedy="Run it as somebody who may.")
    if key.history.origin is not Origin.IMPORTED:
        return Refusal(
            problem=f"{where} takes no material: KMS or a key store made its own, and that cannot be exchanged.",
            remedy="To give it new material, run byok rotate.",
        )
    if state not in (ENABLED, PENDING_IMPORT):
        return Refusal(
            problem=f"{where} takes no material: its state is {state}.", remedy="Run byok thaw to bring it back first."
        )
    if key.history.unknown:
        reasons = "; ".join(key.history.unknown)
        return Refusal(
            problem=f"{where}: which materials it has is not known, because {reasons}.",
            remedy="Run it as somebody who may call kms:ListKeyRotations and kms:GetKeyRotationStatus on it.",
        )
    return _refusal_by_materials(where, key, material)


def _refusal_by_materials(where: str, key: _Key, material: Material) -> Refusal | None:
    history = key.history
    if material.made and key.lacks:
        return Refusal(
            problem=f"{where} lacks material that it or its primary had, and new material does not bring it back.",
            remedy="Import the same material again, from the file that you kept: --material FILE.",
        )
    if material.again and key.is_first and not key.found.is_replica:
        return Refusal(problem=f"{where} has had no material yet.", remedy="Leave out --again.")
    if key.type is ImportType.NEW and (history.waiting or history.incomplete):
        return Refusal(
            problem=f"{where} has new material already that waits for a rotation.",
            remedy="Run byok rotate. Of a key with replicas every one must have it first: --again with the same file.",
        )
    return None


def _between(found: tuple[FoundKey, ...], region: str) -> Iterator[Refusal]:
    """Two keys that share nothing must not share material by accident."""
    arns = [key.arn for key in found if key.arn]
    if not region and len({arn.rpartition("/")[2] for arn in arns}) > 1:
        yield Refusal(
            problem="The environment has two keys that share nothing, and each has material of its own.",
            remedy=f"Say which one is meant: --region {' or --region '.join(key.region for key in found)}.",
        )


def _parameters(acting: Acting, key: _Key) -> dict[str, Any] | Unknown:
    """Returns the wrapping key and the token, which belong together and are valid for 24 hours."""
    kms = acting.clients("kms", key.found.region)
    if "ImportType" not in kms.meta.service_model.operation_model("ImportKeyMaterial").input_shape.members:
        raise InputError(
            field="boto3",
            problem="the installed version does not know that a key can have several materials",
            remedy="Install a newer one: pip install --upgrade boto3.",
        )
    said: dict[str, Any] | Absence | Unknown = answer(
        lambda: kms.get_parameters_for_import(
            KeyId=key.found.arn, WrappingAlgorithm=WRAPPING_ALGORITHM, WrappingKeySpec=WRAPPING_KEY
        ),
        Asked(action="kms:GetParametersForImport", region=key.found.region),
    )
    return Unknown("there is no such key") if isinstance(said, Absence) else said


def _no_parameters(key: _Key, why: Unknown) -> Refusal:
    beginning = key.where[0].upper() + key.where[1:]
    return Refusal(
        problem=f"{beginning} gives no key to wrap the material with, because {why.reason}.",
        remedy="Run it as somebody who may call kms:GetParametersForImport and kms:ImportKeyMaterial on it.",
    )


# --- What it means -----------------------------------------------------------------------------------------------------------


def _effects(key: _Key, material: Material) -> Iterator[str]:
    beginning = key.where[0].upper() + key.where[1:]
    if key.is_first and key.type is ImportType.NEW:
        yield f"{beginning} gets its first material, belongs to it for ever, and can be used."
    elif key.type is ImportType.NEW:
        yield f"{beginning} gets new material, which waits: nothing is encrypted with it before a rotation."
    elif key.comes_back:
        yield f"{beginning} can be used again. KMS takes only material that it had: any other is refused, and nothing changes."
    else:
        yield f"{beginning} gets material again that it had. KMS refuses any other, and then nothing changes."
    if material.valid_to:
        yield (
            f"KMS deletes the material on {material.valid_to:%Y-%m-%d %H:%M %Z}. From then on Camunda can read and write"
            " nothing, until the same material is imported again."
        )
    else:
        yield "The material never expires."


def _cautions(keys: list[_Key], found: tuple[FoundKey, ...]) -> Iterator[str]:
    yield "AWS keeps no copy for you: if KMS loses the material and you no longer have it, what it encrypted is lost for ever."
    elsewhere = sorted({region for key in keys for region in _replicas(key.found)} - {key.region for key in found})
    if elsewhere:
        yield f"Replicas in {', '.join(elsewhere)} are not this environment's: they need the same material, imported there."


def _replicas(key: FoundKey) -> list[str]:
    if not isinstance(key.metadata, dict):
        return []
    return [one["Region"] for one in key.metadata.get("MultiRegionConfiguration", {}).get("ReplicaKeys", [])]


def _afterwards(keys: list[_Key], name: str) -> Iterator[str]:
    if any(key.type is ImportType.NEW and not key.is_first for key in keys):
        yield f"Run byok rotate {name}: it makes the new material the one that encrypts."
    for key in keys:
        more = max(len(key.history.missing), key.needed - key.history.materials) - 1
        if more > 0 and key.type is ImportType.EXISTING:
            yield f"Import the rest into {key.where}: it lacks up to {more} more, and works only when it has all of them."
    yield "Keep the material where you keep what must outlive this machine, and keep the older ones too: they still decrypt."


# --- Steps -------------------------------------------------------------------------------------------------------------------


def _steps(key: _Key, material: Material, parameters: dict[str, Any] | Unknown) -> Iterator[Step]:
    assert isinstance(parameters, dict), "a refusal says so"
    expiry = {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": material.valid_to} if material.valid_to else {}
    yield in_state(key.found, f"See that the state of {key.where} has not changed", str(key.found.state))
    yield Change(
        says=f"Import the material into {key.where}",
        **about(
            key.found,
            "ImportKeyMaterial",
            ImportType=key.type.value,
            ImportToken=parameters["ImportToken"],
            EncryptedKeyMaterial=wrap(material.secret, parameters["PublicKey"]),
            **(expiry or {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}),
        ),
        secret=frozenset({"ImportToken", "EncryptedKeyMaterial"}),
        settled_by=tuple(_settled_by(key)),
    )
    if key.comes_back:
        yield Wait(
            says=f"Wait until {key.where} can be used",
            **about(key.found, "DescribeKey"),
            holds=f"KeyMetadata.KeyState == '{ENABLED}'",
            otherwise="KMS does not say yet that it can be used.",
            at_most_seconds=SECONDS_UNTIL_USABLE,
        )


def _settled_by(key: _Key) -> Iterator[Check]:
    if key.type is ImportType.EXISTING and not key.history.missing and not key.found.is_replica:
        return  # nothing that could be looked at tells whether it was imported once more
    lacking = len(key.history.missing)
    more = f"length(Rotations[?ImportState == 'IMPORTED']) > `{key.history.materials - lacking}`"
    yield Check(
        says=f"See whether {key.where} has the material",
        **about(key.found, "ListKeyRotations", IncludeKeyMaterial="ALL_KEY_MATERIAL"),
        holds=more,
        otherwise="It does not have it.",
    )


def _looks(key: _Key) -> Iterator[Look]:
    if key.found.arn is None:
        return
    where = f"{key.found.sought.title} in {key.found.region}"
    kept = "KeyMetadata.{KeyState: KeyState, ExpirationModel: ExpirationModel, ValidTo: ValidTo, Current: CurrentKeyMaterialId}"
    yield Look(says=f"{where}, state", **about(key.found, "DescribeKey"), of=kept)
    yield Look(
        says=f"{where}, materials", **about(key.found, "ListKeyRotations", IncludeKeyMaterial="ALL_KEY_MATERIAL"), of="Rotations"
    )
