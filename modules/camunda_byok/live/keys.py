"""Keys as they are: state, kind, rotation, and every policy that they have."""

from dataclasses import replace
from functools import partial
from typing import Any, cast

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.inventory.model import Document, Flag, Key, Number
from camunda_byok.inventory.values import LEFT_ALONE, Ref, Unknown
from camunda_byok.key_states import TO_BE_DELETED
from camunda_byok.live.found_keys import Answer
from camunda_byok.live.reading import Reading, document, of, region_of, unreadable

DEFAULT = "default"
NO_PERIOD = Unknown("KMS does not say after how many days it rotates the key")


def read_key(declared: Key, said: Answer, arn: str | None, reading: Reading) -> Key | None:
    """Returns the key, or None where there is none.

    said: its `KeyMetadata`. arn: its ARN, as far as anybody knows it.
    """
    if isinstance(said, Absence):
        return None
    if arn is None:
        assert isinstance(said, Unknown)
        return replace(unreadable(declared, said), arn=said)
    policy = _policy(arn, region_of(declared), reading)
    if isinstance(said, Unknown):
        return replace(unreadable(declared, said), arn=arn, policy=policy)
    regions: dict[str, Any] = said.get("MultiRegionConfiguration") or {}
    is_replica = regions.get("MultiRegionKeyType") == "REPLICA"
    primary = regions.get("PrimaryKey", {}).get("Arn") if is_replica else None
    imported = said.get("Origin", "AWS_KMS") == "EXTERNAL"
    rotation, period = _rotation(declared, said, arn, primary, reading)
    return replace(
        declared,
        arn=arn,
        description=said.get("Description") or "",
        enabled=bool(said["Enabled"]),
        rotation=rotation,
        rotation_period_days=period,
        multi_region=bool(said.get("MultiRegion")),
        primary=primary,
        spec=said.get("KeySpec") or said.get("CustomerMasterKeySpec") or "SYMMETRIC_DEFAULT",
        usage=said.get("KeyUsage") or "ENCRYPT_DECRYPT",
        imported_material=imported,
        policy=policy,
        lockout_check_bypassed=False,  # of a call that was made with it KMS keeps nothing
    )


def _rotation(declared: Key, said: dict[str, Any], arn: str, primary: str | None, reading: Reading) -> tuple[Flag, Number]:
    if primary is not None:  # it rotates with its primary, which is asked
        is_same = isinstance(declared.rotation, Ref) and declared.is_replica
        return (declared.rotation if is_same else Ref(primary, "enable_key_rotation")), None
    if said.get("KeyState") in TO_BE_DELETED:
        return declared.rotation, declared.rotation_period_days  # KMS says false until the deletion is cancelled, then what was
    if said.get("Origin", "AWS_KMS") != "AWS_KMS" or said.get("KeySpec", "SYMMETRIC_DEFAULT") != "SYMMETRIC_DEFAULT":
        return False, None  # KMS refuses the question: it rotates no such key by itself
    status = reading.ask("kms:GetKeyRotationStatus", region_of(declared), lambda kms: kms.get_key_rotation_status(KeyId=arn))
    rotates: Flag = of(status, lambda answer: bool(answer["KeyRotationEnabled"]), absent=LEFT_ALONE)
    period: Number = of(status, lambda answer: answer.get("RotationPeriodInDays", NO_PERIOD), absent=LEFT_ALONE)
    return rotates, None if rotates is False else period


def _policy(arn: str, region: str, reading: Reading) -> Document:
    """Returns one policy that says what all of a key's say: whatever its name is, each counts."""
    listed = reading.ask("kms:ListKeyPolicies", region, lambda kms: pages(kms, "list_key_policies", "PolicyNames", KeyId=arn))
    names = [DEFAULT] if isinstance(listed, Absence) else listed
    if isinstance(names, Unknown):
        return names
    documents = [_one(arn, region, name, reading) for name in sorted(names, key=lambda name: (name != DEFAULT, name))]
    whole = documents[0]
    for other in documents[1:]:
        if not isinstance(whole, dict) or not isinstance(other, dict):
            return next((each for each in documents if isinstance(each, Unknown)), whole)
        whole = {**whole, "Statement": [*_statements(whole), *_statements(other)]}
    return whole


def _one(arn: str, region: str, name: str, reading: Reading) -> Document:
    call = partial(_get, arn=arn, name=name)
    return of(reading.ask("kms:GetKeyPolicy", region, call), lambda answer: document(answer["Policy"]), absent=None)


def _get(kms: Any, *, arn: str, name: str) -> Any:
    return kms.get_key_policy(KeyId=arn, PolicyName=name)


def _statements(policy: dict[str, Any]) -> list[Any]:
    said: object = policy.get("Statement", [])
    return cast("list[Any]", said) if isinstance(said, list) else [said]
